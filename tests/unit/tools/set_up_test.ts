import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { tempDirectory } from "../../support/temp_directory.ts";
import { STAND_INS } from "../../../tools/pins.ts";
import { filesBelow } from "../../../tools/shared/files.ts";
import { ROOT } from "../../../tools/shared/project.ts";

/** No server listens on the discard port. */
const CLOSED = "http://127.0.0.1:9";

/** What set-up reads besides tools/. */
const FILES = ["deno.json", "deno.lock", "schema.json", "schema-storage.json", "packaging/modules"];

/** What the modules of set-up export, called in a copy of the project. */
const SCRATCH = 'const { withScratch } = await import("./tools/shared/files.ts");';
const VENDOR = `${SCRATCH} const { ensureVendored } = await import("./tools/offline/vendor.ts");
  await withScratch(ensureVendored);`;
const DENORT = `${SCRATCH} const { ensureDenort } = await import("./tools/offline/denort.ts");
  await withScratch((scratch) => ensureDenort("x86_64", scratch));`;
const ALL = 'await (await import("./tools/setup.ts")).setUp();';

/** Copies what set-up reads, with a program that imports one JSR package. */
async function copyOfProject() {
  const directory = await tempDirectory();
  const tools = filesBelow(join(ROOT, "tools"));
  for (const path of [...tools, ...FILES.map((it) => join(ROOT, it))]) {
    const copy = path.replace(ROOT, directory.path);
    await Deno.mkdir(dirname(copy), { recursive: true });
    await Deno.copyFile(path, copy);
  }
  await Deno.writeTextFile(join(directory.path, "main.ts"), 'import "jsr:@some/thing@1.2.3";\n');
  return directory;
}

/** Runs Deno in a copy of the project that reaches what `env` says, and nothing else. */
async function runIn(directory: string, args: string[], env: Record<string, string>) {
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

/** Checks that something in a copy of the project fails, says why, and leaves nothing behind. */
async function fails(args: string[], env: Record<string, string>, message: RegExp): Promise<void> {
  await using directory = await copyOfProject();
  const { success, said } = await runIn(directory.path, args, env);
  strictEqual(success, false, said);
  match(said, message);
  const outputs = ["vendor", ".denort", "dist", "lib"];
  deepStrictEqual(outputs.filter((path) => existsSync(join(directory.path, path))), []);
  const work = [...Deno.readDirSync(join(directory.path, ".build"))].map(({ name }) => name);
  deepStrictEqual(work.filter((name) => name !== "home"), []);
}

const NPM = /Cannot fetch npm modules from npm \(HTTPS_PROXY, DENO_CERT and NPM_CONFIG_REGISTRY/;

for (
  const { what, args, message } of [
    { what: "setUp()", args: ["eval", ALL], message: NPM },
    {
      what: "ensureVendored()",
      args: ["eval", VENDOR],
      message: /jsr\.io does not answer[^]*Cannot fetch windmill-cli@1\.596\.0 from npm/,
    },
    {
      what: "ensureDenort()",
      args: ["eval", DENORT],
      message: /Cannot get denort .*: dl\.deno\.land does not answer[^]*from npm[^]*DENORT_BIN/,
    },
    // What builds or checks something sets up by itself.
    ...["build", "check", "parts", "vendor"].map((task) => ({
      what: `task ${task}`,
      args: ["task", task],
      message: NPM,
    })),
  ]
) {
  Deno.test(`${what} says what to do, and leaves nothing, when no server answers`, () =>
    fails(args, {}, message));
}

Deno.test("ensureVendored() takes no stand-ins when JSR_URL names a mirror that does not answer", () =>
  fails(["eval", VENDOR], { JSR_URL: CLOSED }, /Cannot use JSR_URL=.*does not answer/));

/** A server that answers with what there is at a path. */
function serve(answer: (url: URL) => Response | undefined): Deno.HttpServer<Deno.NetAddr> {
  const notFound = () => new Response("", { status: 404 });
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    ({ url }) => answer(new URL(url)) ?? notFound(),
  );
}

Deno.test("ensureVendored() refuses a stand-in, and leaves nothing, when its digest differs from the pin", async () => {
  await using server = serve(({ href }) => {
    return href.endsWith(".tgz") ? new Response("another archive") : undefined;
  });
  const registry = { NPM_CONFIG_REGISTRY: `http://127.0.0.1:${server.addr.port}` };
  const message = `Cannot fetch ${STAND_INS} from npm[^]*checksum did not match`;
  await fails(["eval", VENDOR], registry, new RegExp(message));
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
  return serve(({ pathname }) => {
    if (pathname.endsWith("/mod.js")) return new Response(served);
    return pages[pathname] ? Response.json(pages[pathname]) : undefined;
  });
}

Deno.test("ensureVendored() lets Deno fetch what the program imports when JSR answers", async () => {
  await using directory = await copyOfProject();
  await using server = jsr(SOURCE);
  const env = { JSR_URL: `http://127.0.0.1:${server.addr.port}` };
  const { success, said } = await runIn(directory.path, ["eval", VENDOR], env);
  strictEqual(success, true, said);
  match(said, /JSR packages: from JSR/);
  const modules = filesBelow(join(directory.path, "vendor")).filter((it) => it.endsWith("/mod.js"));
  strictEqual(await Deno.readTextFile(modules[0]!), SOURCE);
});

Deno.test("ensureVendored() throws, and leaves nothing, when a module has not the digest that JSR announced", async () => {
  await using server = jsr('export const greeting = "gotcha";\n');
  const env = { JSR_URL: `http://127.0.0.1:${server.addr.port}` };
  await fails(["eval", VENDOR], env, /Cannot use the packages that JSR serves/);
});
