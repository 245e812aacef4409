/**
 * Builds RPM packages from the offline archive: `deno task rpm`.
 *
 * @module
 */
import { buildRpm } from "./package/rpm.ts";
import { packageTool } from "./package/package_tool.ts";

await packageTool(["rpmbuild", "tar", "xz"], buildRpm);
