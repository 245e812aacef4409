import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { Descriptor, DescriptorSet } from "../../../lib/linux/descriptor.ts";
import { libc } from "../../../lib/linux/libc.ts";
import { cString } from "../../../lib/linux/paths.ts";
import "../../support/load_libc.ts";

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
