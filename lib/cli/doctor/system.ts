/** What checks need to know of the machine; each throws what Deno throws where it can't tell. */
export interface System {
  /** The program that is running. */
  readonly self: string;

  /** Loads the C library. */
  loadLibrary(): void;

  /**
   * Reads a text file.
   *
   * @param path the file
   */
  readText(path: string): string;

  /**
   * Reads the first bytes of a file.
   *
   * @param path the file
   * @param length how many
   */
  readStart(path: string, length: number): Uint8Array;

  /**
   * Reads a file below /proc, by way of the C library.
   *
   * @param path the file
   */
  readProc(path: string): string;

  /**
   * Looks at a file, following links.
   *
   * @param path the file
   */
  stat(path: string): Pick<Deno.FileInfo, "isFile" | "size" | "mode">;

  /**
   * Lists a directory.
   *
   * @param path the directory
   */
  list(path: string): string[];

  /**
   * Asks a program for its version.
   *
   * @param path the program
   * @returns what it prints
   */
  versionOf(path: string): string;

  /**
   * The options of the file system that a path is on, such as `noexec`.
   *
   * @param path the path
   */
  mountOptions(path: string): readonly string[];

  /**
   * The SELinux label of a file.
   *
   * @param path the file
   * @returns the label; nothing where there are none
   */
  label(path: string): string | undefined;
}

/** What is looked at. */
export interface Installation {
  /** The directory that osbuild is given by `--libdir`. */
  readonly libdir: string;
  /** Where the program belongs in it. */
  readonly program: string;
  /** What the sidecar beside it must hold. */
  readonly sidecar: string;
}
