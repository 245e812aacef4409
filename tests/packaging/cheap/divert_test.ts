import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { dirname, join } from "node:path";
import { run } from "../support/packaging.ts";
import { INPUTS, NOTHING, OURS, stateBelow } from "../support/root.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { MODULE, PRIVATE_DIRECTORY, ROOT } from "../../../tools/shared/project.ts";

const STORAGE = `${MODULE}-storage`;
const LAUNCHER = `${PRIVATE_DIRECTORY}/launcher/${MODULE}`;

/** An installation below a directory, without any package manager, and files of osbuild. */
async function installation(original: Readonly<Record<string, string>>) {
  const directory = await tempDirectory();
  const inside = (path: string) => join(directory.path, path);
  const write = async (path: string, text: string) => {
    await Deno.mkdir(dirname(inside(path)), { recursive: true });
    await Deno.writeTextFile(inside(path), text);
  };
  await Deno.mkdir(inside(INPUTS), { recursive: true });
  for (const name of [MODULE, STORAGE]) {
    await write(`${PRIVATE_DIRECTORY}/${name}.meta.json`, "ours");
  }
  for (const [name, text] of Object.entries(original)) await write(`${INPUTS}/${name}`, text);
  return {
    ...directory,
    write,
    remove: (path: string) => Deno.remove(inside(path)),
    divert: (way: string) =>
      run([join(ROOT, "packaging", "divert"), way], { env: { DESTDIR: directory.path } }),
    state: () => stateBelow(directory.path),
    kept: () => [...Deno.readDirSync(inside(`${PRIVATE_DIRECTORY}/original`))].map((it) => it.name),
  };
}

const SIDECAR = `${MODULE}.meta.json`;
const ONE_OF_TWO = "ours, ours, none, none";

for (
  const { what, original, diverted, restored } of [
    {
      what: "osbuild has a sidecar",
      original: { [MODULE]: "module", [SIDECAR]: "sidecar" },
      diverted: ONE_OF_TWO,
      restored: "module, sidecar, none, none",
    },
    {
      what: "osbuild has no sidecar",
      original: { [MODULE]: "module" },
      diverted: ONE_OF_TWO,
      restored: "module, none, none, none",
    },
    {
      what: "osbuild has two modules",
      original: { [MODULE]: "module", [STORAGE]: "other" },
      diverted: OURS,
      restored: "module, none, other, none",
    },
    { what: "osbuild has none of them", original: {}, diverted: NOTHING, restored: NOTHING },
  ]
) {
  Deno.test(`divert takes the modules' places, and gives them back, when ${what}`, async () => {
    await using it = await installation(original);
    for (let times = 0; times < 2; times++) await it.divert("in");
    strictEqual(it.state(), diverted);
    for (let times = 0; times < 2; times++) await it.divert("out");
    strictEqual(it.state(), restored);
    deepStrictEqual(it.kept(), []);
  });
}

Deno.test("divert keeps the newer original when osbuild was updated without it", async () => {
  await using it = await installation({ [MODULE]: "old" });
  await it.divert("in");
  await it.remove(`${INPUTS}/${MODULE}`);
  await it.write(`${INPUTS}/${MODULE}`, "new");
  await it.write(`${INPUTS}/${STORAGE}`, "added");
  await it.divert("in");
  strictEqual(it.state(), OURS);
  await it.divert("out");
  strictEqual(it.state(), "new, none, added, none");
});

Deno.test("divert prefers the launcher, and leaves osbuild's sidecar, when both are there", async () => {
  await using it = await installation({ [MODULE]: "module", [SIDECAR]: "sidecar" });
  await it.write(LAUNCHER, "launcher");
  await it.divert("in");
  strictEqual(it.state(), "launcher, sidecar, none, none");
  await it.remove(LAUNCHER);
  await it.divert("in");
  strictEqual(it.state(), ONE_OF_TWO);
  await it.divert("out");
  strictEqual(it.state(), "module, sidecar, none, none");
});

Deno.test("divert says what is installed, what is missing, and how it is called", async () => {
  await using it = await installation({ [MODULE]: "module" });
  await it.divert("in");
  match(await it.divert("status"), /containers: \/usr\/lib\/osbuild-input-containers\//);
  await rejects(() => it.divert("ni"), /Usage: .*divert in\|out\|status/);
  await it.divert("out");
  await it.remove(`${INPUTS}/${MODULE}`);
  await it.remove(INPUTS);
  match(await it.divert("in"), /osbuild\/inputs is missing: install osbuild, then repeat/);
});
