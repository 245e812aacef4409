import { rejects } from "node:assert/strict";
import { dirname, join } from "node:path";
import { STAND_INS } from "../../../tools/pins.ts";
import { checkJsr } from "../../../tools/release/check_jsr.ts";
import { tempDirectory } from "../../support/temp_directory.ts";

/** SHA-256 of nothing. */
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** A directory as Deno fills it from JSR; all descriptions are empty. */
async function vendored() {
  const directory = await tempDirectory();
  const write = (name: string, version: string, text = "") => {
    const path = join(directory.path, name, `${version}_meta.json`);
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeTextFileSync(path, text);
  };
  for (const { name, version } of STAND_INS) write(name, version);
  const pins = Object.fromEntries(STAND_INS.map((it) => [`${it.name}@${it.version}`, EMPTY]));
  return { ...directory, write, pins };
}

Deno.test("checkJsr() accepts packages when versions and digests are the pinned ones", async () => {
  await using it = await vendored();
  await checkJsr(it.path, it.pins);
});

Deno.test("checkJsr() throws when a digest differs or is unknown, or a version is another", async () => {
  await using it = await vendored();
  const [{ name, version }] = STAND_INS as [typeof STAND_INS[number]];
  await rejects(
    () => checkJsr(it.path, {}),
    new RegExp(`no digest is pinned; it came with ${EMPTY}`),
  );
  it.write(name, version, "changed");
  await rejects(() => checkJsr(it.path, it.pins), new RegExp(`${name}@${version}: its digest is`));
  it.write(name, version);
  it.write(name, "99.0.0");
  await rejects(() => checkJsr(it.path, it.pins), new RegExp(`${name}@99\\.0\\.0: not a pinned`));
  await Deno.remove(join(it.path, name), { recursive: true });
  await rejects(() => checkJsr(it.path, it.pins), new RegExp(`${name}@${version}: missing`));
});
