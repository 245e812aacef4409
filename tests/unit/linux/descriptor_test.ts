import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { Descriptor } from "../../../lib/linux/descriptor.ts";
import { DescriptorSet } from "../../../lib/linux/descriptor_set.ts";
import { isOpen, openFile } from "../../support/system.ts";

/** Numbers of open descriptors that no object owns. */
function loose(count: number): number[] {
  return Array.from({ length: count }, () => openFile("/dev/null").number);
}

Deno.test("Descriptor.close() closes once, and does nothing when called again", () => {
  const descriptor = openFile("/dev/null");
  const { number } = descriptor;
  descriptor.close();
  strictEqual(isOpen(number), false);
  throws(() => descriptor.number, TypeError);
  using other = openFile("/dev/null");
  strictEqual(other.number, number);
  descriptor.close();
  strictEqual(isOpen(number), true);
});

Deno.test("Descriptor.inherit() throws when the descriptor is not open", () => {
  throws(() => new Descriptor(99_999).inherit(true), /Bad file descriptor/);
});

Deno.test("DescriptorSet.close() closes all but what was taken out", () => {
  const numbers = loose(4);
  const set = new DescriptorSet(numbers);
  using first = set.shift();
  using second = set.shift();
  set.close();
  set.close();
  deepStrictEqual([first?.number, second?.number], numbers.slice(0, 2));
  deepStrictEqual(numbers.map(isOpen), [true, true, false, false]);
  strictEqual(set.shift(), undefined);
});

Deno.test("DescriptorSet closes what it holds when a block ends", () => {
  const numbers = loose(3);
  {
    using _ = new DescriptorSet(numbers);
  }
  strictEqual(numbers.some(isOpen), false);
});
