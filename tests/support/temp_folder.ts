/** A folder that is removed, with everything in it, at the end of the block that owns it. */
export interface TempFolder extends AsyncDisposable {
  /** Where it is. */
  readonly path: string;
}

/**
 * Makes an empty folder.
 *
 * @returns the folder, for `await using`
 */
export async function tempFolder(): Promise<TempFolder> {
  const path = await Deno.makeTempDir({ prefix: "containers-test-" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
