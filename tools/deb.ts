import { buildDeb, packageTool } from "./package/packages.ts";

/** Builds a Debian package from the offline archive: `deno task deb [--target ARCHITECTURE]`. */
export const main = (args: readonly string[]): Promise<void> => packageTool(args, buildDeb);
