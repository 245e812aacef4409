import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { vendorFromJsr } from "../../../tools/setup/jsr_packages.ts";
import { packageMeta, versionMeta } from "../../../tools/setup/package_meta.ts";
import { tempDirectory } from "../../support/temp_directory.ts";

const SOURCE = 'export const greeting = "hello";\n';

/** A JSR server with one package; `served` is the text that it sends for the only module. */
function jsr(served: string): Deno.HttpServer<Deno.NetAddr> {
  const files = new Map([["mod.js", new TextEncoder().encode(SOURCE)]]);
  const pages: Record<string, string> = {
    "/@some/thing/meta.json": packageMeta("@some/thing", "1.2.3"),
    "/@some/thing/1.2.3_meta.json": versionMeta(files),
    "/@some/thing/1.2.3/mod.js": served,
  };
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const page = pages[new URL(request.url).pathname];
    return new Response(page ?? "no such page", { status: page ? 200 : 404 });
  });
}

async function vendor(directory: string, port: number) {
  const { JSR_URL, DENO_DIR } = Deno.env.toObject();
  const address = `http://127.0.0.1:${port}`;
  Deno.env.set("JSR_URL", address);
  Deno.env.set("DENO_DIR", join(directory, "cache"));
  try {
    const imports = { "@some/thing": "jsr:@some/thing@1.2.3" };
    const project = join(directory, "project");
    return await vendorFromJsr(imports, ["@some/thing"], project, address);
  } finally {
    restore("JSR_URL", JSR_URL);
    restore("DENO_DIR", DENO_DIR);
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Deno.env.delete(name);
  else Deno.env.set(name, value);
}

Deno.test("vendorFromJsr() lets Deno fetch the packages when JSR answers", async () => {
  await using directory = await tempDirectory();
  await using server = jsr(SOURCE);
  const { port } = server.addr;
  const result = await vendor(directory.path, port);
  deepStrictEqual(result, ["@some/thing@1.2.3"]);
  const host = join(directory.path, "project", "vendor", `http_127.0.0.1_${port}`);
  const file = join(host, "@some", "thing", "1.2.3", "mod.js");
  strictEqual(await Deno.readTextFile(file), SOURCE);
});

Deno.test("vendorFromJsr() names the server when JSR does not answer", async () => {
  await using directory = await tempDirectory();
  await rejects(vendor(directory.path, 9), new Error("127.0.0.1:9 does not answer"));
});

Deno.test("vendorFromJsr() throws when JSR serves a module whose digest is not the announced one", async () => {
  await using directory = await tempDirectory();
  await using server = jsr('export const greeting = "gotcha";\n');
  await rejects(
    vendor(directory.path, server.addr.port),
    /Cannot use the packages that JSR serves/,
  );
});
