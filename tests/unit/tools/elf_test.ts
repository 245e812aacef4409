import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { cutRuntime, readElf } from "../../../tools/setup/runtime.ts";

/** A program of 300 bytes whose section headers end at byte 200, with something appended. */
function program(machine: number): Uint8Array {
  const bytes = new Uint8Array(300);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  view.setUint16(0x12, machine, true);
  view.setBigUint64(0x28, 72n, true);
  view.setUint16(0x3a, 64, true);
  view.setUint16(0x3c, 2, true);
  return bytes;
}

Deno.test("readElf() finds architecture and end when it gets a program", () => {
  deepStrictEqual(readElf(program(62)), { architecture: "x86_64", end: 200 });
  deepStrictEqual(readElf(program(183)), { architecture: "aarch64", end: 200 });
});

Deno.test("readElf() knows no architecture when Deno does not run on it", () => {
  strictEqual(readElf(program(243)).architecture, undefined);
});

Deno.test("readElf() throws when it gets anything else", () => {
  throws(() => readElf(new TextEncoder().encode("#!/bin/sh\n".repeat(9))), TypeError);
  throws(() => readElf(program(62).subarray(0, 20)), TypeError);
});

Deno.test("cutRuntime() drops what is appended when the program has the right architecture", () => {
  strictEqual(cutRuntime(program(62), "x86_64").length, 200);
});

Deno.test("cutRuntime() throws when the program is for another architecture, or cut off", () => {
  throws(() => cutRuntime(program(62), "aarch64"), /is for x86_64/);
  throws(() => cutRuntime(program(62).subarray(0, 199), "x86_64"), /ends too early/);
});
