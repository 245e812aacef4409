/** A directory that is removed, with everything in it, at the end of the block that owns it. */
export interface TempDirectory extends AsyncDisposable {
  /** Where it is. */
  readonly path: string;
}

/** Makes an empty directory, for `await using`. */
export async function tempDirectory(): Promise<TempDirectory> {
  const path = await Deno.makeTempDir({ prefix: "containers-test-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
