import { deepStrictEqual, strictEqual } from "node:assert/strict";
import * as layout from "../../../lib/osbuild/layout.ts";

function passed(bytes: Uint8Array<ArrayBuffer>): number[] {
  return layout.parseDescriptors(bytes).passed;
}

/** Control data of any entries: level, type and content of each. */
function control(...entries: [level: number, type: number, content: number[]][]) {
  const parts = entries.map(([level, type, content]) => {
    const length = 16 + content.length * 4;
    const bytes = new Uint8Array(Math.ceil(length / 8) * 8);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(length), true);
    view.setInt32(8, level, true);
    view.setInt32(12, type, true);
    content.forEach((it, i) => view.setInt32(16 + i * 4, it, true));
    return [...bytes];
  });
  return new Uint8Array(parts.flat());
}

Deno.test("parseDescriptors() finds what packRights() packed", () => {
  deepStrictEqual(layout.packRights([7, 8, 300]), control([1, 1, [7, 8, 300]]));
  for (const count of [0, 1, 2, 3, 252, layout.MAX_DESCRIPTORS]) {
    const numbers = Array.from({ length: count }, (_, i) => i + 3);
    deepStrictEqual(passed(layout.packRights(numbers)), numbers);
  }
});

Deno.test("parseDescriptors() finds descriptors that were passed or added among entries of any kind", () => {
  const bytes = control([1, 4, [9]], [1, 2, [1, 2, 3]], [1, 1, [5]], [41, 1, [9]], [1, 1, [6, 7]]);
  deepStrictEqual(layout.parseDescriptors(bytes), { passed: [5, 6, 7], added: [9] });
});

Deno.test("parseDescriptors() reads no further than the data when an entry was cut off", () => {
  const bytes = control([1, 1, [5, 6, 7]]);
  deepStrictEqual(passed(bytes.subarray(0, 24)), [5, 6]);
  deepStrictEqual(passed(bytes.subarray(0, 23)), [5]);
  deepStrictEqual(passed(bytes.subarray(0, 15)), []);
});

Deno.test("parseDescriptors() ends when a length is impossible", () => {
  const bytes = control([1, 1, [5]], [1, 1, [6]]);
  new DataView(bytes.buffer).setBigUint64(0, 3n, true);
  deepStrictEqual(passed(bytes), []);
  new DataView(bytes.buffer).setBigUint64(0, 1n << 60n, true);
  strictEqual(passed(bytes).length, 8);
  const misleading = new Uint8Array([8, ...new Array(7).fill(0), ...control([1, 1, [5]])]);
  deepStrictEqual(passed(misleading), []);
});

Deno.test("parseDescriptors() reads from where a view of a larger buffer starts", () => {
  const all = new Uint8Array(64);
  all.set(control([1, 1, [5]]), 8);
  deepStrictEqual(passed(all.subarray(8, 32)), [5]);
});
