import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { Descriptor, DescriptorSet } from "../../lib/linux/descriptor.ts";
import { libc } from "../../lib/linux/libc.ts";
import { Memory } from "../../lib/linux/memory.ts";
import { cString, decodePath, encodePath } from "../../lib/linux/paths.ts";
import "../support/load_libc.ts";

/** Opens a file; nothing owns the descriptor. */
function open(): number {
  return libc().open(cString("/dev/null"), 0);
}

/** What numbers of descriptors stand for: closed ones have no flags. */
function areOpen(...numbers: number[]): boolean[] {
  const F_GETFD = 1;
  return numbers.map((number) => libc().fcntl(number, F_GETFD, 0) >= 0);
}

Deno.test("Descriptor.close() closes once, and does nothing when called again", () => {
  const descriptor = new Descriptor(open());
  const { number } = descriptor;
  descriptor.close();
  deepStrictEqual(areOpen(number), [false]);
  throws(() => descriptor.number, TypeError);
  using other = new Descriptor(open());
  strictEqual(other.number, number);
  descriptor.close();
  deepStrictEqual(areOpen(number), [true]);
});

Deno.test("DescriptorSet.close() closes all but what was taken out, also when a block ends", () => {
  const numbers = [open(), open(), open()];
  let first: Descriptor | undefined;
  {
    using set = new DescriptorSet(numbers);
    first = set.shift();
  }
  deepStrictEqual(areOpen(...numbers), [true, false, false]);
  strictEqual(first?.number, numbers[0]);
  first?.close();
  strictEqual(new DescriptorSet().shift(), undefined);
});

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

/** Bytes, and the string that Python's os.fsdecode() makes of them. */
const PATHS: readonly (readonly [bytes: number[], text: string])[] = [
  [[0x61, 0x2f, 0xc3, 0xa4, 0xf0, 0x9f, 0x98, 0x80], "a/ä😀"],
  [[0xff], "\udcff"],
  [[0x61, 0xc3, 0x62], "a\udcc3b"],
  [[0xed, 0xa0, 0x80], "\udced\udca0\udc80"],
  [[0xc0, 0xaf, 0xe0, 0x80, 0xaf], "\udcc0\udcaf\udce0\udc80\udcaf"],
  [[0xe2, 0x82, 0xe2, 0x82, 0xac], "\udce2\udc82€"],
  [[0xf4, 0x90, 0x80, 0x80, 0xef, 0xbb, 0xbf], "\udcf4\udc90\udc80\udc80\ufeff"],
];

Deno.test("decodePath() reads bytes as Python does, and encodePath() writes the same again", () => {
  for (const [bytes, text] of PATHS) {
    strictEqual(decodePath(Uint8Array.from(bytes)), text);
    deepStrictEqual([...encodePath(text)], bytes);
  }
});
