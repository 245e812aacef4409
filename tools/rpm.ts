import { packageTool } from "./package/packager.ts";
import { buildRpm, SPEC } from "./package/rpm.ts";

/** Builds RPM packages from the offline archive: `deno task rpm [--target ARCHITECTURE]`. */
export async function main(args: readonly string[]): Promise<void> {
  await packageTool(args, ["rpmbuild", "tar", "xz"], SPEC, buildRpm);
}
