/**
 * Builds RPM packages from the offline archive: `deno task rpm [--target ARCHITECTURE]`.
 *
 * @module
 */
import { buildRpm, SPEC } from "./package/rpm.ts";
import { packageTool } from "./package/package_tool.ts";

await packageTool(["rpmbuild", "tar", "xz"], SPEC, buildRpm);
