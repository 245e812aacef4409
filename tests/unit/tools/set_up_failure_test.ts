import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { STAND_INS_TARBALL } from "../../../tools/pins.ts";
import { statIfThere } from "../../../tools/shared/read_if_there.ts";
import { tempDirectory } from "../../support/temp_directory.ts";

const ROOT = join(import.meta.dirname!, "..", "..", "..");
/** No server listens on the discard port. */
const CLOSED = "http://127.0.0.1:9";
const SET_UP = ["run", "--quiet", "--allow-all", "tools/main.ts", "setup"];

/** Runs Deno in a copy of the project that reaches what `env` says, and nothing else. */
async function runIn(directory: string, args: string[], env: Record<string, string> = {}) {
  const { PATH = "" } = Deno.env.toObject();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: directory,
    clearEnv: true,
    env: {
      PATH,
      HOME: join(directory, ".build", "home"),
      HTTPS_PROXY: CLOSED,
      NO_PROXY: "127.0.0.1",
      JSR_URL: CLOSED,
      NPM_CONFIG_REGISTRY: CLOSED,
      NO_COLOR: "1",
      ...env,
    },
  }).output();
  return { success, said: new TextDecoder().decode(stderr) };
}

async function copyProject(directory: string): Promise<void> {
  await copy(join(ROOT, "tools"), join(directory, "tools"));
  for (const file of ["deno.json", "deno.lock", "schema.json", "schema-storage.json"]) {
    await Deno.copyFile(join(ROOT, file), join(directory, file));
  }
  await Deno.mkdir(join(directory, "lib", "schema"), { recursive: true });
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    await (isDirectory ? copy(source, target) : Deno.copyFile(source, target));
  }
}

/** What set-up has left behind, apart from the lock and the home directory given to it. */
function leftIn(directory: string): string[] {
  const outputs = ["vendor", ".denort", "dist", "lib/inputs/schema/refs.generated.js"];
  const work = [...Deno.readDirSync(join(directory, ".build"))].map(({ name }) => name);
  return [
    ...outputs.filter((path) => statIfThere(join(directory, path))),
    ...work.filter((name) => name !== "lock" && name !== "home"),
  ];
}

Deno.test("setup says what to do, and leaves nothing, when no server answers", async () => {
  await using directory = await tempDirectory();
  await copyProject(directory.path);
  const { success, said } = await runIn(directory.path, SET_UP);
  strictEqual(success, false, said);
  match(said, /^Cannot set up the JSR packages\./);
  match(said, /JSR: 127\.0\.0\.1:9 does not answer/);
  match(said, /HTTPS_PROXY, DENO_CERT, JSR_URL and NPM_CONFIG_REGISTRY are honoured/);
  deepStrictEqual(leftIn(directory.path), []);
});

Deno.test("ensureDenort() names DENORT_BIN, and leaves nothing, when no server answers", async () => {
  await using directory = await tempDirectory();
  await copyProject(directory.path);
  const module = JSON.stringify(join(directory.path, "tools", "setup", "denort.ts"));
  const code = `import { ensureDenort } from ${module}; await ensureDenort("x86_64");`;
  const { success, said } = await runIn(directory.path, ["eval", code]);
  strictEqual(success, false, said);
  match(said, /Cannot get denort/);
  match(said, /DENORT_BIN/);
  deepStrictEqual(leftIn(directory.path), []);
});

Deno.test("setup refuses a package, and leaves nothing, when its digest differs from the pin", async () => {
  await using directory = await tempDirectory();
  await copyProject(directory.path);
  const { name, version } = STAND_INS_TARBALL;
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    if (request.url.endsWith(".tgz")) return new Response("another archive");
    const dist = { tarball: `${request.url}.tgz` };
    return Response.json({
      name,
      "dist-tags": { latest: version },
      versions: { [version]: { name, version, dist } },
    });
  });
  const registry = `http://127.0.0.1:${server.addr.port}`;
  const { success, said } = await runIn(directory.path, SET_UP, { NPM_CONFIG_REGISTRY: registry });
  strictEqual(success, false, said);
  match(said, new RegExp(`Cannot fetch ${name}@${version} from npm: .*checksum did not match`));
  deepStrictEqual(leftIn(directory.path), []);
});
