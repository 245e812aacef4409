import { deepStrictEqual, strictEqual } from "node:assert/strict";
import * as layout from "../../../lib/osbuild/layout.ts";

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

Deno.test("parseRights() finds what packRights() packed", () => {
  deepStrictEqual(layout.packRights([7, 8, 300]), control([1, 1, [7, 8, 300]]));
  for (const count of [0, 1, 2, 3, 252, layout.MAX_DESCRIPTORS]) {
    const numbers = Array.from({ length: count }, (_, i) => i + 3);
    deepStrictEqual(layout.parseRights(layout.packRights(numbers)), numbers);
  }
});

Deno.test("controlSpace() is CMSG_SPACE of so many descriptors", () => {
  deepStrictEqual([0, 1, 2, 3, 253].map(layout.controlSpace), [16, 24, 24, 32, 1032]);
});

Deno.test("parseRights() skips entries of other kinds wherever they are", () => {
  const bytes = control([1, 2, [1, 2, 3]], [1, 1, [5]], [41, 1, [9]], [1, 1, [6, 7]]);
  deepStrictEqual(layout.parseRights(bytes), [5, 6, 7]);
});

Deno.test("parseRights() reads no further than the data when an entry was cut off", () => {
  const bytes = control([1, 1, [5, 6, 7]]);
  deepStrictEqual(layout.parseRights(bytes.subarray(0, 24)), [5, 6]);
  deepStrictEqual(layout.parseRights(bytes.subarray(0, 23)), [5]);
  deepStrictEqual(layout.parseRights(bytes.subarray(0, 15)), []);
});

Deno.test("parseRights() ends when a length is impossible", () => {
  const bytes = control([1, 1, [5]], [1, 1, [6]]);
  new DataView(bytes.buffer).setBigUint64(0, 3n, true);
  deepStrictEqual(layout.parseRights(bytes), []);
  new DataView(bytes.buffer).setBigUint64(0, 1n << 60n, true);
  strictEqual(layout.parseRights(bytes).length, 8);
});

Deno.test("parseRights() reads from where a view of a larger buffer starts", () => {
  const all = new Uint8Array(64);
  all.set(control([1, 1, [5]]), 8);
  deepStrictEqual(layout.parseRights(all.subarray(8, 32)), [5]);
});
