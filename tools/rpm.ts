import { buildRpm, packageTool } from "./package/packages.ts";

/** Builds RPM packages from the offline archive: `deno task rpm [--target ARCHITECTURE]`. */
export const main = (args: readonly string[]): Promise<void> => packageTool(args, buildRpm);
