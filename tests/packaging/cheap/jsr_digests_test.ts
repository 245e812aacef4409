import { rejects, strictEqual } from "node:assert/strict";
import { dirname, join } from "node:path";
import { STAND_INS } from "../../../tools/pins.ts";
import { checkJsr, jsrDigests } from "../../../tools/release/jsr_digests.ts";
import { tempDirectory } from "../../support/temp_directory.ts";

/** SHA-256 of nothing. */
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** A directory as Deno fills it from JSR; all descriptions were empty there. */
async function vendored() {
  const directory = await tempDirectory();
  const write = (name: string, version: string, digest = EMPTY) => {
    const path = join(directory.path, name, `${version}_meta.json`);
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeTextFileSync(path, JSON.stringify({ lockfileChecksum: digest }));
  };
  for (const { name, version } of STAND_INS) write(name, version);
  const pins = Object.fromEntries(STAND_INS.map((it) => [`${it.name}@${it.version}`, EMPTY]));
  return { ...directory, write, pins };
}

Deno.test("checkJsr() accepts packages when versions and digests are the pinned ones", async () => {
  await using it = await vendored();
  await checkJsr(it.path, it.pins);
});

Deno.test("jsrDigests() computes the digest of a description when Deno has not recorded it", async () => {
  await using directory = await tempDirectory();
  await Deno.mkdir(join(directory.path, "@a"));
  await Deno.writeTextFile(join(directory.path, "@a", "x"), "");
  await Deno.mkdir(join(directory.path, "@a", "b"));
  await Deno.writeTextFile(join(directory.path, "@a", "b", "1.0.0_meta.json"), "{}");
  const digests = await jsrDigests(directory.path);
  strictEqual(
    digests.get("@a/b@1.0.0"),
    "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
  );
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
