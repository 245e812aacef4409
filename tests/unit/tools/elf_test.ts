import { deepStrictEqual, throws } from "node:assert/strict";
import { tempDirectory } from "../../support/temp_directory.ts";
import { readElf } from "../../../tools/offline/denort.ts";

/** The header of a program whose section headers end at byte 200. */
function header(machine: number): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  view.setUint16(0x12, machine, true);
  view.setBigUint64(0x28, 72n, true);
  view.setUint16(0x3a, 64, true);
  view.setUint16(0x3c, 2, true);
  return bytes;
}

Deno.test("readElf() finds architecture and end when it gets a program", async () => {
  await using directory = await tempDirectory();
  const path = `${directory.path}/program`;
  for (const [machine, architecture] of [[62, "x86_64"], [183, "aarch64"], [243, undefined]]) {
    await Deno.writeFile(path, header(machine as number));
    deepStrictEqual(readElf(path), { architecture, end: 200 });
  }
});

Deno.test("readElf() throws when it gets anything else", async () => {
  await using directory = await tempDirectory();
  const path = `${directory.path}/program`;
  for (const content of [new TextEncoder().encode("#!/bin/sh\n".repeat(9)), new Uint8Array(1)]) {
    await Deno.writeFile(path, content);
    throws(() => readElf(path), TypeError);
  }
});
