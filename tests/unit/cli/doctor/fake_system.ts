import type { Installation, System } from "../../../../lib/cli/doctor/system.ts";

/** A file of a machine that is not there. */
export interface FakeFile {
  /** Its content. */
  readonly text?: string;
  /** Its mode. */
  readonly mode?: number;
  /** Its length, if that is not the content's. */
  readonly size?: number;
  /** Its SELinux label. */
  readonly label?: string;
}

/** What is special about a machine that is not there. */
export interface FakeMachine {
  /** Its files. */
  readonly files?: Readonly<Record<string, FakeFile>>;
  /** What programs say of their version. */
  readonly version?: string;
  /** Options of its only file system. */
  readonly mountOptions?: readonly string[];
  /** Why the C library can't be loaded, if it can't. */
  readonly libraryFailure?: string;
}

/** The installation that the tests look at. */
export const INSTALLATION: Installation = {
  libdir: "/libdir",
  program: "/libdir/inputs/org.osbuild.containers",
  sidecar: "{}\n",
};

/** The program that runs in the tests. */
export const SELF = "/opt/org.osbuild.containers";

/** A file as the program is. */
export const PROGRAM: FakeFile = { text: "\x7fELF", size: 1000, mode: 0o100755 };

/**
 * Makes a machine that is not there.
 *
 * @param machine what is special about it
 * @returns the machine
 */
export function fakeSystem(machine: FakeMachine = {}): System {
  const { version = "mount from util-linux 2.39.1 (libmount 2.39.1)", mountOptions = [] } = machine;
  const files: Readonly<Record<string, FakeFile>> = { [SELF]: PROGRAM, ...machine.files };
  const get = (path: string): FakeFile => {
    const file = files[path];
    if (!file) throw new Deno.errors.NotFound(`no ${path}`);
    return file;
  };
  const text = (path: string) => {
    const { text, mode } = get(path);
    if (mode === 0) throw new Deno.errors.PermissionDenied("no");
    return text ?? "";
  };
  const loadLibrary = () => {
    if (machine.libraryFailure !== undefined) throw new Error(machine.libraryFailure);
  };
  return {
    self: SELF,
    loadLibrary,
    readText: text,
    readStart: (path, length) => new TextEncoder().encode(text(path)).subarray(0, length),
    readProc: (path) => {
      loadLibrary();
      return text(path);
    },
    stat: (path) => {
      const { text = "", size = text.length, mode = 0o100644 } = get(path);
      return { isFile: true, size, mode };
    },
    list: (directory) => {
      const below = Object.keys(files).filter((path) => path.startsWith(`${directory}/`));
      if (below.length === 0) throw new Deno.errors.NotFound(`no ${directory}`);
      return [...new Set(below.map((path) => path.slice(directory.length + 1).split("/")[0]!))];
    },
    versionOf: (path) => {
      get(path);
      return version;
    },
    mountOptions: (path) => {
      get(path);
      return mountOptions;
    },
    label: (path) => files[path]?.label,
  };
}
