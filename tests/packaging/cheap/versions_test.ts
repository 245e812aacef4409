import { match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { DENO_VERSION, STAND_INS } from "../../../tools/pins.ts";
import { ROOT } from "../../../tools/shared/layout.ts";
import {
  MODULE,
  PACKAGE,
  PRIVATE_DIRECTORY,
  projectVersion,
} from "../../../tools/shared/project.ts";

const PACKAGING = join(ROOT, "packaging");
const read = (...path: string[]) => Deno.readTextFileSync(join(PACKAGING, ...path));
const spec = read("rpm", `${PACKAGE}.spec`);

Deno.test("the recipes name the version of deno.json when they are built", () => {
  strictEqual(/^Version:\s+(\S+)$/m.exec(spec)?.[1], projectVersion());
  match(spec, new RegExp(`^\\* .* - ${projectVersion()}-\\d+$`, "m"));
  const [, changed] = /^\S+ \((.+)-\d+\)/.exec(read("debian", "changelog"))!;
  strictEqual(changed, projectVersion());
});

Deno.test("the recipes ask for the Deno whose runtime is in the archive", () => {
  strictEqual(/^%global deno_version (\S+)$/m.exec(spec)?.[1], DENO_VERSION);
  match(read("debian", "control"), new RegExp(`deno \\(= ${DENO_VERSION}\\)`));
});

Deno.test("the recipe for rpm keeps everything from the program that would rewrite it", () => {
  for (const macro of ["debug_package %{nil}", "__strip /bin/true", "_build_id_links none"]) {
    ok(spec.includes(`%global ${macro}\n`), macro);
  }
});

Deno.test("the recipe for Debian keeps everything from the program that would rewrite it", () => {
  match(read("debian", "rules"), /^override_dh_strip override_dh_dwz .*:$/m);
});

Deno.test("recipes, scripts and tools agree where the program is", () => {
  ok(spec.includes(`Name:           ${PACKAGE}\n`));
  ok(read("divert").includes(`package=${PRIVATE_DIRECTORY}\n`));
  ok(read("divert").includes(`module=${MODULE}\n`));
  ok(read("debian", "preinst").includes(`aside=${PRIVATE_DIRECTORY}\n`));
});

Deno.test("the recipe for rpm names every package of JSR that is in the program", () => {
  for (const { name, version } of STAND_INS) {
    const capability = `bundled(jsr-${name.slice(1).replace("/", "-")})`;
    ok(spec.includes(`Provides:       ${capability} = ${version.replace("-", "~")}\n`), name);
  }
});
