import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { cString } from "../../../lib/linux/c_string.ts";
import { libc } from "../../../lib/linux/libc.ts";
import { Memory } from "../../../lib/linux/memory.ts";
import { checked, SystemError, uninterrupted } from "../../../lib/linux/system_error.ts";
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

Deno.test("checked() throws with the text of errno when a call failed", () => {
  throws(
    () => checked(libc().close(99_999), "close it"),
    (error) =>
      error instanceof SystemError && error.errno === 9 &&
      error.message === "Cannot close it: Bad file descriptor" &&
      error.reason === "Bad file descriptor",
  );
  strictEqual(checked(5n, "x"), 5);
  strictEqual(checked(0, "x"), 0);
});

Deno.test("uninterrupted() throws when a call failed for another reason than a signal", () => {
  throws(() => uninterrupted(() => libc().close(99_999), "close it"), /Bad file descriptor/);
  strictEqual(uninterrupted(() => 7n, "x"), 7);
});
