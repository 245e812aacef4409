/** How large the program is, in bytes. */
export interface Sizes {
  /** The program. */
  readonly program: number;
  /** The empty one. */
  readonly empty: number;
  /** The runtime that both are put behind. */
  readonly denort: number;
  /** What the program has beyond the runtime. */
  readonly aboveDenort: number;
}

/**
 * Looks at the sizes.
 *
 * @param paths where the files are
 * @returns their lengths
 */
export function sizesOf(paths: { program: string; empty: string; denort: string }): Sizes {
  const size = (path: string) => Deno.statSync(path).size;
  const [program, empty, denort] = [size(paths.program), size(paths.empty), size(paths.denort)];
  return { program, empty, denort, aboveDenort: program - denort };
}
