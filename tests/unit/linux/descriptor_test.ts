import { strictEqual, throws } from "node:assert/strict";
import { Descriptor } from "../../../lib/linux/descriptor.ts";
import { DescriptorSet } from "../../../lib/linux/descriptor_set.ts";
import { isOpen, O_RDONLY, O_WRONLY, openFile } from "../../support/system.ts";

/** Numbers of open descriptors that no object owns. */
function loose(count: number): number[] {
  return Array.from({ length: count }, () => openFile("/dev/null").number);
}

Deno.test("Descriptor.close() closes once, and does nothing when called again", () => {
  const descriptor = openFile("/dev/null");
  const { number } = descriptor;
  descriptor.close();
  strictEqual(isOpen(number), false);
  using other = openFile("/dev/null");
  strictEqual(other.number, number);
  descriptor.close();
  strictEqual(isOpen(number), true);
});

Deno.test("Descriptor.number throws when the descriptor was closed", () => {
  const descriptor = openFile("/dev/null");
  descriptor[Symbol.dispose]();
  throws(() => descriptor.number, TypeError);
});

Deno.test("Descriptor.writable tells the mode that a file was opened in", () => {
  using reader = openFile("/dev/null", O_RDONLY);
  using writer = openFile("/dev/null", O_WRONLY);
  using both = openFile("/dev/null");
  strictEqual(reader.writable, false);
  strictEqual(writer.writable, true);
  strictEqual(both.writable, true);
});

Deno.test("Descriptor.inherit() decides whether a child finds the descriptor open", async () => {
  using descriptor = openFile("/dev/null");
  for (const inherited of [false, true, false]) {
    descriptor.inherit(inherited);
    const path = `/proc/self/fd/${descriptor.number}`;
    const { success } = await new Deno.Command("/bin/sh", { args: ["-c", `test -e ${path}`] })
      .output();
    strictEqual(success, inherited);
  }
});

Deno.test("Descriptor.inherit() throws when the descriptor is not open", () => {
  throws(() => new Descriptor(99_999).inherit(true), /Bad file descriptor/);
});

Deno.test("DescriptorSet.close() closes all but what was taken out", () => {
  const [one, two, three] = loose(3) as [number, number, number];
  const set = new DescriptorSet([one, two, three]);
  using taken = set.steal(1);
  set.close();
  set.close();
  strictEqual(taken.number, two);
  strictEqual([one, two, three].map(isOpen).join(), "false,true,false");
});

Deno.test("DescriptorSet.steal() keeps places, and throws when nothing is there", () => {
  using set = new DescriptorSet(loose(2));
  set.steal(0).close();
  throws(() => set.steal(0), RangeError);
  throws(() => set.steal(2), RangeError);
  set.steal(1).close();
  strictEqual(set.size, 2);
});

Deno.test("DescriptorSet.shift() takes the first, and moves the others down", () => {
  const numbers = loose(2);
  using set = new DescriptorSet(numbers);
  using first = set.shift();
  strictEqual(first?.number, numbers[0]);
  using second = set.steal(0);
  strictEqual(second.number, numbers[1]);
  strictEqual(new DescriptorSet().shift(), undefined);
});

Deno.test("DescriptorSet closes what it holds when a block ends", () => {
  const numbers = loose(3);
  {
    using _ = new DescriptorSet(numbers);
  }
  strictEqual(numbers.some(isOpen), false);
});
