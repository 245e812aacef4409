import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { tempDirectory } from "../../support/temp_directory.ts";
import { STAND_INS_TARBALL } from "../../../tools/pins.ts";
import { filesBelow, statIfThere } from "../../../tools/shared/files.ts";

const ROOT = join(import.meta.dirname!, "..", "..", "..");
/** No server listens on the discard port. */
const CLOSED = "http://127.0.0.1:9";

/** What set-up reads besides tools/. */
const FILES = ["deno.json", "deno.lock", "schema.json", "schema-storage.json", "packaging/modules"];

/** What the modules of set-up export, called in a copy of the project. */
const VENDOR = 'await (await import("./tools/offline/vendor.ts")).ensureVendored();';
const DENORT = 'await (await import("./tools/offline/denort.ts")).ensureDenort("x86_64");';
const ALL = 'await (await import("./tools/setup.ts")).setUp({ architecture: "x86_64" });';

/** Copies what set-up reads, with a program that imports one JSR package. */
async function copyProject(directory: string): Promise<void> {
  for (const path of filesBelow(join(ROOT, "tools"))) {
    const copy = path.replace(ROOT, directory);
    await Deno.mkdir(join(copy, ".."), { recursive: true });
    await Deno.copyFile(path, copy);
  }
  await Deno.mkdir(join(directory, "packaging"));
  for (const file of FILES) await Deno.copyFile(join(ROOT, file), join(directory, file));
  await Deno.writeTextFile(join(directory, "main.ts"), 'import "jsr:@some/thing@1.2.3";\n');
}

/** Runs Deno in a copy of the project that reaches what `env` says, and nothing else. */
async function runIn(directory: string, args: string[], env: Record<string, string> = {}) {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: directory,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: join(directory, ".build", "home"),
      HTTPS_PROXY: CLOSED,
      NO_PROXY: "127.0.0.1",
      NPM_CONFIG_REGISTRY: CLOSED,
      NO_COLOR: "1",
      ...env,
    },
  }).output();
  return { success, said: new TextDecoder().decode(stderr) };
}

/** What set-up has left behind, apart from the lock and the home directory given to it. */
function leftIn(directory: string): string[] {
  const outputs = ["vendor", ".denort", "dist", "lib"];
  const work = [...Deno.readDirSync(join(directory, ".build"))].map(({ name }) => name);
  return [
    ...outputs.filter((path) => statIfThere(join(directory, path))),
    ...work.filter((name) => name !== "lock" && name !== "home"),
  ];
}

for (
  const [code, message] of [
    [ALL, /Cannot fetch npm modules from npm \(HTTPS_PROXY, DENO_CERT and NPM_CONFIG_REGISTRY are/],
    [VENDOR, /jsr\.io does not answer[^]*Cannot fetch windmill-cli@1\.596\.0 from npm/],
    [DENORT, /Cannot get denort .*: dl\.deno\.land does not answer[^]*from npm[^]*DENORT_BIN/],
  ] as const
) {
  const [, name] = /(\w+)\([^()]*\);$/.exec(code)!;
  Deno.test(`${name}() says what to do, and leaves nothing, when no server answers`, async () => {
    await using directory = await tempDirectory();
    await copyProject(directory.path);
    const { success, said } = await runIn(directory.path, ["eval", code]);
    strictEqual(success, false, said);
    match(said, message);
    deepStrictEqual(leftIn(directory.path), []);
  });
}

/** Tasks that build or check something of the checkout. */
const TASKS = ["build", "check", "parts", "vendor"];

for (const task of TASKS) {
  Deno.test(`task ${task} sets up by itself, which it says when no server answers`, async () => {
    await using directory = await tempDirectory();
    await copyProject(directory.path);
    const { success, said } = await runIn(directory.path, ["task", task]);
    strictEqual(success, false, said);
    match(said, /Cannot fetch npm modules from npm/);
    deepStrictEqual(leftIn(directory.path), []);
  });
}

Deno.test("ensureVendored() refuses a stand-in, and leaves nothing, when its digest differs from the pin", async () => {
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
  const { success, said } = await runIn(directory.path, ["eval", VENDOR], {
    NPM_CONFIG_REGISTRY: registry,
  });
  strictEqual(success, false, said);
  match(said, new RegExp(`Cannot fetch ${name}@${version} from npm[^]*checksum did not match`));
  deepStrictEqual(leftIn(directory.path), []);
});

const SOURCE = 'export const greeting = "hello";\n';

/** A JSR server with one package; `served` is the text that it sends for the only module. */
function jsr(served: string): Deno.HttpServer<Deno.NetAddr> {
  const checksum = `sha256-${createHash("sha256").update(SOURCE).digest("hex")}`;
  const pages: Record<string, unknown> = {
    "/@cliffy/command/meta.json": {},
    "/@some/thing/meta.json": { scope: "some", name: "thing", versions: { "1.2.3": {} } },
    "/@some/thing/1.2.3_meta.json": {
      manifest: { "/mod.js": { size: SOURCE.length, checksum } },
      exports: { ".": "./mod.js" },
    },
  };
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/mod.js")) return new Response(served);
    return pages[pathname] ? Response.json(pages[pathname]) : new Response("", { status: 404 });
  });
}

async function vendorFrom(served: string, directory: string) {
  await copyProject(directory);
  await using server = jsr(served);
  return await runIn(directory, ["eval", VENDOR], {
    JSR_URL: `http://127.0.0.1:${server.addr.port}`,
  });
}

Deno.test("ensureVendored() lets Deno fetch what the program imports when JSR answers", async () => {
  await using directory = await tempDirectory();
  const { success, said } = await vendorFrom(SOURCE, directory.path);
  strictEqual(success, true, said);
  match(said, /JSR packages: from JSR/);
  const modules = filesBelow(join(directory.path, "vendor")).filter((it) => it.endsWith("/mod.js"));
  strictEqual(await Deno.readTextFile(modules[0]!), SOURCE);
});

Deno.test("ensureVendored() throws, and leaves nothing, when a module has not the digest that JSR announced", async () => {
  await using directory = await tempDirectory();
  const { success, said } = await vendorFrom('export const greeting = "gotcha";\n', directory.path);
  strictEqual(success, false, said);
  match(said, /Cannot use the packages that JSR serves/);
  deepStrictEqual(leftIn(directory.path), []);
});

Deno.test("ensureVendored() takes no stand-ins when JSR_URL names a mirror that does not answer", async () => {
  await using directory = await tempDirectory();
  await copyProject(directory.path);
  const { success, said } = await runIn(directory.path, ["eval", VENDOR], { JSR_URL: CLOSED });
  strictEqual(success, false, said);
  match(said, /Cannot use JSR_URL=.*does not answer/);
});
