import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import {
  type Component,
  licenceIds,
  licenceOf,
  programLicence,
  readCrates,
  readTemplate,
} from "../../../tools/package/licences.ts";
import { makeNotices } from "../../../tools/package/notices.ts";
import { fillRecipe } from "../../../tools/package/recipe.ts";
import { STAND_INS } from "../../../tools/pins.ts";
import { ROOT } from "../../../tools/shared/project.ts";

const components: Component[] = JSON.parse(readTemplate()).components;

Deno.test("licenceIds() lists what an expression names when it has exceptions and alternatives", () => {
  const expression = "(MIT OR Apache-2.0 WITH LLVM-exception) AND MPL-2.0+ AND MIT";
  deepStrictEqual(licenceIds(expression), ["Apache-2.0", "MIT", "MPL-2.0"]);
});

Deno.test("programLicence() covers every component and every crate", () => {
  const all = new Set(licenceIds(programLicence()));
  const licences = [...components.map(licenceOf), ...readCrates().map(({ licence }) => licence)];
  for (const id of licences.filter((it) => it !== "NOASSERTION").flatMap(licenceIds)) {
    ok(all.has(id), id);
  }
});

Deno.test("makeNotices() has every component and crate, and the text of every licence", async () => {
  const notices = await makeNotices();
  ok(notices.includes(programLicence()));
  for (const { name } of components) ok(notices.includes(`\n${name}`), name);
  for (const it of readCrates()) {
    ok(notices.includes(`\n${it.name} ${it.version}; ${it.licence}; ${it.evidence}\n`), it.name);
  }
  for (const id of licenceIds(programLicence())) {
    match(notices, new RegExp(`\n={80}\n${id}\n={80}\n\n\\S`), id);
  }
});

Deno.test("debian/copyright has a paragraph for every licence and every library", async () => {
  const recipe = Deno.readTextFileSync(join(ROOT, "packaging", "debian", "copyright"));
  const copyright = await fillRecipe(recipe);
  for (const { name, copyright: notice = "", ...rest } of components) {
    if (!/^(jsr|npm):(?!@esbuild)/.test(rest["bom-ref"])) continue;
    const holder = notice.replace(/^Copyright /, "");
    const paragraph = copyright.split("\n\n").find((it) => it.includes(`/${name}/*\n`));
    ok(paragraph?.endsWith(`\nCopyright: ${holder}\nLicense: ${licenceOf(rest)}`), name);
  }
  const runtime = /^Files: \.denort\/\*\n(?:.+\n)*?License: (.+)$/m.exec(copyright)![1];
  deepStrictEqual(runtime!.split(" and "), licenceIds(programLicence()));
  for (const id of licenceIds(programLicence())) {
    match(copyright, new RegExp(`^License: ${id}\n \\S`, "m"), id);
  }
});

Deno.test("the bill's template names the packages of JSR and npm that are pinned, and no others", () => {
  const refs = (kind: string) =>
    components.map((it) => it["bom-ref"]).filter((it) => it.startsWith(kind)).sort();
  deepStrictEqual(
    refs("jsr:"),
    STAND_INS.map(({ name, version }) => `jsr:${name}@${version}`).sort(),
  );
  const { npm } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.lock")));
  const locked = Object.keys(npm).map((key) => `npm:${key.replace(/_.*/, "")}`).sort();
  deepStrictEqual(refs("npm:").filter((it) => !it.includes("@esbuild")), locked);
});

Deno.test("the list of crates is sorted, and names each version of a crate once", () => {
  const keys = readCrates().map(({ name, version }) => `${name} ${version}`);
  strictEqual(new Set(keys).size, keys.length);
  for (const { licence, evidence } of readCrates()) {
    match(licence, /^[\w.+() -]+$/);
    match(evidence, /^(linked|locked)$/);
  }
});
