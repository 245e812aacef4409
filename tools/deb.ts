/**
 * Builds a Debian package from the offline archive: `deno task deb`.
 *
 * @module
 */
import { join } from "node:path";
import { buildDeb, RECIPE } from "./package/deb.ts";
import { packageTool } from "./package/package_tool.ts";

await packageTool(
  ["dpkg-buildpackage", "dh", "tar", "xz"],
  join(RECIPE, "control"),
  buildDeb,
);
