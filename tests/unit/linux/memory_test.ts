import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { cString } from "../../../lib/linux/c_string.ts";
import { Memory } from "../../../lib/linux/memory.ts";
import "../../support/load_libc.ts";

Deno.test("Memory throws a RangeError when a place is outside, or the memory was given back", () => {
  const memory = new Memory(8);
  for (const [length, offset] of [[9, 0], [1, 8], [0, 9], [1, -1], [-1, 1]] as const) {
    throws(() => memory.read(length, offset), RangeError);
  }
  throws(() => memory.write(new Uint8Array(2), 7), RangeError);
  memory.write(new Uint8Array([1, 2]), 6);
  deepStrictEqual([...memory.read(2, 6)], [1, 2]);
  strictEqual(memory.read(0, 8).length, 0);
  memory.close();
  memory.close();
  throws(() => memory.read(1), RangeError);
  throws(() => memory.write(new Uint8Array(1)), RangeError);
});

Deno.test("cString() ends in a NUL, and throws when the text can't be passed whole", () => {
  deepStrictEqual([...cString("aä")], [97, 195, 164, 0]);
  for (const text of ["\0", "a\0b", "\ud800", "a\udfff", "\udc7f\udd00"]) {
    throws(() => cString(text), TypeError);
  }
});
