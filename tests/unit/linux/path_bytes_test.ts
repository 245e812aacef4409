import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { decodePath, encodePath } from "../../../lib/linux/paths.ts";

/** Bytes, and the string that Python's os.fsdecode() makes of them. */
const PAIRS: readonly (readonly [bytes: number[], text: string])[] = [
  [[0x61, 0x2f, 0xc3, 0xa4, 0xf0, 0x9f, 0x98, 0x80], "a/ä😀"],
  [[0xff], "\udcff"],
  [[0x61, 0xc3, 0x62], "a\udcc3b"],
  [[0xed, 0xa0, 0x80], "\udced\udca0\udc80"],
  [[0xc0, 0xaf, 0xe0, 0x80, 0xaf], "\udcc0\udcaf\udce0\udc80\udcaf"],
  [[0xe2, 0x82, 0xe2, 0x82, 0xac], "\udce2\udc82€"],
  [[0xf4, 0x90, 0x80, 0x80, 0xef, 0xbb, 0xbf], "\udcf4\udc90\udc80\udc80\ufeff"],
];

Deno.test("decodePath() reads bytes as Python does, and encodePath() writes the same again", () => {
  for (const [bytes, text] of PAIRS) {
    strictEqual(decodePath(Uint8Array.from(bytes)), text);
    deepStrictEqual([...encodePath(text)], bytes);
  }
});
