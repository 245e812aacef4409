import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { packagingTest } from "../support/packaging.ts";
import {
  licenceIds,
  licenceTexts,
  programLicence,
  readComponents,
  readCrates,
} from "../../../tools/package/licences.ts";
import { makeNotices } from "../../../tools/package/notices.ts";
import { fillRecipe, SPEC } from "../../../tools/package/recipe.ts";
import { ARCHITECTURES, ROOT, runtimePath } from "../../../tools/shared/project.ts";

const components = readComponents();
const crates = readCrates();
const linked = crates.filter(({ evidence }) => evidence === "linked");

Deno.test("licenceIds() lists what an expression names when it has exceptions and alternatives", () => {
  const expression = "(MIT OR Apache-2.0 WITH LLVM-exception) AND MPL-2.0+ AND MIT";
  deepStrictEqual(licenceIds(expression), ["Apache-2.0", "MIT", "MPL-2.0"]);
});

Deno.test("the tables are complete, and no licence of what is linked is unknown", () => {
  for (const { licence } of crates) match(licence, /^[\w.+() -]+$/);
  for (const { evidence } of crates) match(evidence, /^(linked|locked)$/);
  for (const { name, licence } of [...components, ...linked]) {
    ok(licence && licence !== "NOASSERTION", name);
  }
  const all = new Set(licenceIds(programLicence()));
  deepStrictEqual(Object.keys(licenceTexts()), [...all]);
  for (const { licence } of [...components, ...linked]) {
    for (const id of licenceIds(licence)) ok(all.has(id), id);
  }
  const keys = [...components, ...crates].map((it) => Object.values(it).slice(0, 3).join(" "));
  strictEqual(new Set(keys).size, keys.length);
});

Deno.test("the table of components names the packages that are pinned, and no others", () => {
  const named = (kind: string) =>
    components.filter((it) => it.kind === kind).map((it) => `${it.name}@${it.version}`).sort();
  const { jsr, npm } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.lock")));
  deepStrictEqual(named("jsr"), Object.keys(jsr).sort());
  deepStrictEqual(named("npm"), Object.keys(npm).map((key) => key.replace(/_.*/, "")).sort());
});

Deno.test("notices, spec and debian/copyright name the same", async () => {
  const [notices, spec, copyright] = await Promise.all([
    makeNotices(),
    fillRecipe(Deno.readTextFileSync(SPEC)),
    fillRecipe(Deno.readTextFileSync(join(ROOT, "packaging", "debian", "copyright"))),
  ]);
  const licence = programLicence();
  ok(notices.includes(`\nAll of it together: ${licence}\n`));
  strictEqual(/^License: +(.*)$/m.exec(spec)![1], licence);
  const ids = licenceIds(licence);
  const runtime = /^Files: \.denort\/\*\n(?:.+\n)*?License: (.+)$/m.exec(copyright)![1];
  deepStrictEqual(runtime!.split(" and "), ids);
  for (const id of ids) {
    match(notices, new RegExp(`\n={80}\n${id}\n={80}\n\n\\S`), id);
    match(copyright, new RegExp(`^License: ${id}\n \\S`, "m"), id);
  }
  for (const { name, version, licence, evidence } of crates) {
    ok(notices.includes(`\n${name} ${version}; ${licence}; ${evidence}\n`), name);
    const provided = spec.includes(`bundled(crate(${name})) = ${version.replace("-", "~")}\n`);
    strictEqual(provided, evidence === "linked", name);
  }
  for (const { kind, name, version, copyright: holder, licence } of components) {
    ok(notices.includes(`\n${`${name} ${version}`.trimEnd()}; ${licence}`), name);
    if (kind === "library") {
      ok(spec.includes(`bundled(${name})${version && ` = ${version}`}\n`), name);
    }
    if (kind !== "jsr" && kind !== "npm") continue;
    const paragraph = copyright.split("\n\n").find((it) => it.includes(`/${name}/*\n`));
    ok(paragraph?.endsWith(`\nCopyright: ${holder}\nLicense: ${licence}`), name);
  }
});

for (const architecture of ARCHITECTURES) {
  const runtime = runtimePath(architecture);

  packagingTest(`the tables have all that the runtime for ${architecture} shows`, {
    files: [runtime],
  }, () => {
    const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(runtime));
    const paths = /(?:\/index\.crates\.io-[0-9a-f]+|\/rust\/deps)\/([A-Za-z0-9_.+-]+)/g;
    const found = new Set(Array.from(bytes.matchAll(paths), ([, name]) => name!));
    ok(found.size > 200);
    const known = linked.map(({ name, version }) => `${name}-${version}`);
    deepStrictEqual([...found].filter((it) => !known.includes(it)), []);
    // Libraries in C, whose paths are not those of crates.
    for (const { mark, name } of components) {
      const versions = components.filter((it) => it.name === name).length;
      if (mark) ok(bytes.split(mark).length > versions, `${name}: ${mark}`);
    }
    // What no row has must not be there, such as another allocator.
    const others = /mbed TLS|wolfSSL|GnuTLS|jemalloc|mimalloc|libuv \d|expat_|libpng error/;
    strictEqual(others.exec(bytes)?.[0], undefined);
  });
}
