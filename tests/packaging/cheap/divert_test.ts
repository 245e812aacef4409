import { deepStrictEqual, match, rejects } from "node:assert/strict";
import { join } from "node:path";
import { run } from "../support/run.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { MODULE, PRIVATE_DIRECTORY, ROOT } from "../../../tools/shared/project.ts";

const OURS = [`${PRIVATE_DIRECTORY}/${MODULE}`, `${PRIVATE_DIRECTORY}/${MODULE}.meta.json`];
const LAUNCHER = `${PRIVATE_DIRECTORY}/launcher/${MODULE}`;

/** An installation below a directory, without any package manager. */
async function installation() {
  const directory = await tempDirectory();
  const inside = (path: string) => join(directory.path, path);
  const inputs = "/usr/lib/osbuild/inputs";
  for (const path of [inputs, PRIVATE_DIRECTORY, `${PRIVATE_DIRECTORY}/launcher`]) {
    await Deno.mkdir(inside(path), { recursive: true });
  }
  await Deno.writeTextFile(inside(`${PRIVATE_DIRECTORY}/${MODULE}.meta.json`), "ours");
  return {
    ...directory,
    divert: (way: string) =>
      run([join(ROOT, "packaging", "divert"), way], { env: { DESTDIR: directory.path } }),
    write: (name: string, text: string) => Deno.writeTextFile(inside(`${inputs}/${name}`), text),
    remove: (path: string) => Deno.remove(inside(path)),
    addModule: (name: string) =>
      Deno.writeTextFile(inside(`${PRIVATE_DIRECTORY}/${name}.meta.json`), "ours"),
    addLauncher: () => Deno.writeTextFile(inside(LAUNCHER), "launcher"),
    /** What is at the paths of the module and its sidecar: where links lead, or what files say. */
    state: (module = MODULE) =>
      [module, `${module}.meta.json`].map((name) => {
        const path = inside(`${inputs}/${name}`);
        try {
          return Deno.lstatSync(path).isSymlink
            ? Deno.readLinkSync(path)
            : Deno.readTextFileSync(path);
        } catch {
          return "";
        }
      }),
    kept: () => [...Deno.readDirSync(inside(`${PRIVATE_DIRECTORY}/original`))].map((it) => it.name),
  };
}

Deno.test("divert takes the module's place, and gives it back when osbuild has a sidecar", async () => {
  await using it = await installation();
  await it.write(MODULE, "module");
  await it.write(`${MODULE}.meta.json`, "sidecar");
  for (let times = 0; times < 2; times++) await it.divert("in");
  deepStrictEqual(it.state(), OURS);
  match(await it.divert("status"), /containers: \/usr\/lib\/osbuild-input-containers\//);
  for (let times = 0; times < 2; times++) await it.divert("out");
  deepStrictEqual(it.state(), ["module", "sidecar"]);
  deepStrictEqual(it.kept(), []);
});

Deno.test("divert says what is missing when there is no osbuild", async () => {
  await using it = await installation();
  await it.remove("/usr/lib/osbuild/inputs");
  match(await it.divert("in"), /osbuild\/inputs is missing: install osbuild, then repeat/);
});

Deno.test("divert adds a sidecar, and takes it away again, when osbuild has none", async () => {
  await using it = await installation();
  await it.write(MODULE, "module");
  await it.divert("in");
  deepStrictEqual(it.state(), OURS);
  await it.divert("out");
  deepStrictEqual(it.state(), ["module", ""]);
});

Deno.test("divert keeps the newer original when osbuild was updated without it", async () => {
  await using it = await installation();
  await it.write(MODULE, "old");
  await it.divert("in");
  await it.remove(`/usr/lib/osbuild/inputs/${MODULE}`);
  await it.write(MODULE, "new");
  await it.divert("in");
  deepStrictEqual(it.state(), OURS);
  await it.divert("out");
  deepStrictEqual(it.state(), ["new", ""]);
});

Deno.test("divert prefers the launcher, and leaves osbuild's sidecar, when both are there", async () => {
  await using it = await installation();
  await it.write(MODULE, "module");
  await it.write(`${MODULE}.meta.json`, "sidecar");
  await it.addLauncher();
  await it.divert("in");
  deepStrictEqual(it.state(), [LAUNCHER, "sidecar"]);
  await it.remove(LAUNCHER);
  await it.divert("in");
  deepStrictEqual(it.state(), OURS);
  await it.divert("out");
  deepStrictEqual(it.state(), ["module", "sidecar"]);
});

Deno.test("divert does nothing when there is no osbuild, or it is called wrongly", async () => {
  await using it = await installation();
  await rejects(() => it.divert("ni"), /Usage: .*divert in\|out\|status/);
  await it.divert("in");
  await it.divert("out");
  deepStrictEqual(it.state(), ["", ""]);
});

Deno.test("divert takes the place of every module that has a sidecar, if osbuild has the module", async () => {
  await using it = await installation();
  const other = `${MODULE}-other`;
  await it.addModule(other);
  await it.write(MODULE, "module");
  await it.divert("in");
  deepStrictEqual(it.state(), OURS);
  deepStrictEqual(it.state(other), ["", ""]);
  await it.write(other, "other");
  await it.divert("in");
  deepStrictEqual(it.state(other), [
    `${PRIVATE_DIRECTORY}/${other}`,
    `${PRIVATE_DIRECTORY}/${other}.meta.json`,
  ]);
  await it.divert("out");
  deepStrictEqual([it.state(), it.state(other)], [["module", ""], ["other", ""]]);
  deepStrictEqual(it.kept(), []);
});
