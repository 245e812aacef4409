import { join } from "node:path";
import { DIST, PACKAGE, projectVersion } from "../../../tools/shared/project.ts";

const version = projectVersion();

/** What the tasks `vendor`, `rpm` and `deb` have made for this kind of machine. */
export const packages = {
  /** Everything that a build without network needs. */
  archive: join(DIST, `${PACKAGE}-${version}-offline.tar.xz`),
  /** The program as rpm. */
  rpm: join(DIST, `${PACKAGE}-${version}-1.${Deno.build.arch}.rpm`),
  /** The launcher for old osbuild. */
  launcherRpm: join(DIST, `${PACKAGE}-launcher-${version}-1.noarch.rpm`),
  /** The source package. */
  sourceRpm: join(DIST, `${PACKAGE}-${version}-1.src.rpm`),
  /** The program as deb. */
  deb: join(
    DIST,
    `${PACKAGE}_${version}-1_${Deno.build.arch === "x86_64" ? "amd64" : "arm64"}.deb`,
  ),
};
