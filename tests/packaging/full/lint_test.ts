import { doesNotMatch, match } from "node:assert/strict";
import { join } from "node:path";
import { DIST, ROOT } from "../../../tools/shared/layout.ts";
import { PACKAGE } from "../../../tools/shared/project.ts";
import { packagingTest } from "../support/obstacle.ts";
import { packages } from "../support/packages.ts";
import { run } from "../support/run.ts";

const RPM = join(ROOT, "packaging", "rpm");

packagingTest("rpmlint has nothing to say but what packaging/rpm/rpmlint.toml explains", {
  programs: ["rpmlint"],
  files: [packages.rpm, packages.launcherRpm, packages.sourceRpm],
}, async () => {
  const rpms = [packages.rpm, packages.launcherRpm, packages.sourceRpm];
  const config = `--config=${join(RPM, "rpmlint.toml")}`;
  const said = await run(["rpmlint", config, ...rpms, join(RPM, `${PACKAGE}.spec`)]);
  match(said, / 0 errors, 0 warnings/);
});

packagingTest("lintian has nothing to say but what the overrides explain", {
  programs: ["lintian"],
  files: [packages.deb],
}, async () => {
  const changes = packages.deb.replace(/\.deb$/, ".changes");
  const severities = "--display-level=>=info";
  const fail = "--fail-on=error,warning,info";
  const said = await run(["lintian", "--allow-root", severities, fail, changes], { cwd: DIST });
  doesNotMatch(said, /^[EWI]: /m);
});
