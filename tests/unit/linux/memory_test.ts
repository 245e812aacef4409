import { deepStrictEqual, throws } from "node:assert/strict";
import { Memory } from "../../../lib/linux/memory.ts";
import { cString } from "../../../lib/linux/paths.ts";
import "../../support/load_libc.ts";

Deno.test("Memory throws a RangeError when a place is outside", () => {
  using memory = new Memory(8);
  throws(() => memory.read(0, 9), RangeError);
  throws(() => memory.write(new Uint8Array(2), 7), RangeError);
  memory.write(new Uint8Array([1, 2]), 6);
  deepStrictEqual([...memory.read(6, 2)], [1, 2]);
});

Deno.test("cString() ends in a NUL, and throws when the text can't be passed whole", () => {
  deepStrictEqual([...cString("aä")], [97, 195, 164, 0]);
  for (const text of ["\0", "a\0b", "\ud800", "a\udfff", "\udc7f\udd00"]) {
    throws(() => cString(text), TypeError);
  }
});
