import type { JsonObject } from "../json.ts";

/** An image as a stage finds it: `<path of the reply>/<key>`. */
export interface Archive {
  /** Its place below the reply's path. */
  readonly key: string;
  /** skopeo's name for its layout. */
  readonly format: "dir" | "oci-archive" | "containers-storage";
  /** The name under which stages install it. */
  readonly name: string;
  /** The table `[storage]` of storage.conf, for the last of these layouts. */
  readonly storage?: JsonObject;
}

/**
 * Makes what `map` returns (osbuild's stages read it through osbuild/util/containers.py).
 *
 * @param target the directory that the keys are relative to
 * @param archives the images
 * @returns `{path, data: {archives: key → {format, name, …}}}`
 */
export function mapReply(target: string, archives: readonly Archive[]): unknown {
  // fromEntries() makes keys of its own even of names such as `__proto__`.
  const entries = archives.map(({ key, ...archive }) => [key, archive] as const);
  return { path: target, data: { archives: Object.fromEntries(entries) } };
}
