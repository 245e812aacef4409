import { join } from "node:path";
import { buildDeb, RECIPE } from "./package/deb.ts";
import { packageTool } from "./package/packager.ts";

/** Builds a Debian package from the offline archive: `deno task deb [--target ARCHITECTURE]`. */
export async function main(args: readonly string[]): Promise<void> {
  const programs = ["dpkg-buildpackage", "dh", "tar", "xz"];
  await packageTool(args, programs, join(RECIPE, "control"), buildDeb);
}
