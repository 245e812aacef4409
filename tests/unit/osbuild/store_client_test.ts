import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { PacketSocket } from "../../../lib/osbuild/packet_socket.ts";
import { StoreClient } from "../../../lib/osbuild/store_client.ts";
import { accept, listenAt } from "../../support/system.ts";
import { tempDirectory } from "../../support/temp_directory.ts";

/** Asks a store whose answer is known before the question; returns the question too. */
async function ask<T>(answer: string | undefined, question: (store: StoreClient) => T) {
  await using directory = await tempDirectory();
  const path = join(directory.path, "api");
  using server = listenAt(path);
  using store = new StoreClient(path, 50);
  using connection = new PacketSocket(accept(server));
  if (answer !== undefined) connection.send(new TextEncoder().encode(answer));
  const result = question(store);
  return { result, asked: JSON.parse(new TextDecoder().decode(connection.receive()!.bytes)) };
}

async function fails(answer: string | undefined, name: string, message: RegExp): Promise<void> {
  await ask(answer, (store) => throws(() => store.source("s"), { name, message }));
}

Deno.test("StoreClient.source() asks for a source's directory", async () => {
  deepStrictEqual(await ask('{"path": "/s"}', (store) => store.source("name")), {
    result: "/s",
    asked: { method: "source", name: "name" },
  });
});

Deno.test("StoreClient.readTreeAt() asks for a tree", async () => {
  const { asked } = await ask('{"path": "/t"}', (store) => store.readTreeAt("p", "/t"));
  deepStrictEqual(asked, { method: "read-tree-at", "object-id": "p", target: "/t", subtree: "/" });
});

Deno.test("StoreClient.readTreeAt() names the pipeline when the store has no tree", async () => {
  for (
    const [answer, reason] of [['{"error": "x"}', "x"], [
      '{"path": null}',
      "it is not in the store",
    ]]
  ) {
    await ask(answer, (store) =>
      throws(() => store.readTreeAt("p", "/t"), {
        name: "RuntimeError",
        message: `Cannot mount the tree of pipeline p: ${reason}`,
      }));
  }
});

Deno.test("StoreClient throws StoreError when the answer is nonsense", async () => {
  for (
    const answer of ["x", "5", "[]", "{}", '{"path": 1}', '{"path": "relative"}', "<args-via-fd>"]
  ) {
    await fails(answer, "StoreError", /^Cannot ask the store at \/.*\/api: /);
  }
});

Deno.test("StoreClient throws StoreError with the store's own words when it failed", async () => {
  const answer = '{"method": "exception", "exception": {"type": "KeyError", "value": "x"}}';
  await fails(answer, "StoreError", /: it failed with KeyError: x$/);
});

Deno.test("StoreClient throws StoreError with the bound when the store says nothing", async () => {
  await fails(undefined, "StoreError", /: it gave no answer within 0\.05 s$/);
});

Deno.test("StoreClient throws StoreError when nobody is there", () => {
  throws(() => new StoreClient("/nowhere/api"), {
    name: "StoreError",
    message: "Cannot reach the store at /nowhere/api: No such file or directory",
  });
});

Deno.test("StoreClient.close() ends the conversation, once", async () => {
  await using directory = await tempDirectory();
  const path = join(directory.path, "api");
  using server = listenAt(path);
  const store = new StoreClient(path);
  using connection = new PacketSocket(accept(server));
  store.close();
  store.close();
  strictEqual(connection.receive(), undefined);
});
