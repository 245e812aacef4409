import { deepStrictEqual, throws } from "node:assert/strict";
import { MAX_MESSAGE_DEPTH } from "../../lib/limits.ts";
import { parseJson } from "../../lib/osbuild/json_bytes.ts";
import { descriptorsIn } from "../../lib/osbuild/packet_socket.ts";

Deno.test("parseJson() takes the deepest nesting allowed, and no deeper", () => {
  const parse = (text: string) => parseJson(new TextEncoder().encode(text), "it");
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  parse(nested(MAX_MESSAGE_DEPTH));
  parse(`[${"[],".repeat(100_000)}1]`);
  for (const depth of [MAX_MESSAGE_DEPTH + 1, 100_000]) {
    throws(() => parse(nested(depth)), /it is nested more than \d+ deep$/);
    throws(() => parse(`{"a": [1, {"b": ${nested(depth)}}]}`), /it is nested more than/);
  }
});

/** Control data of any entries: level, type and content of each. */
function control(...entries: [level: number, type: number, content: number[]][]) {
  const parts = entries.map(([level, type, content]) => {
    const length = 16 + content.length * 4;
    const bytes = new Uint8Array(Math.ceil(length / 8) * 8);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt(length), true);
    [level, type, ...content].forEach((it, i) => view.setInt32(8 + i * 4, it, true));
    return [...bytes];
  });
  return new Uint8Array(parts.flat());
}

Deno.test("descriptorsIn() finds descriptors that were passed or added among entries of any kind", () => {
  const bytes = control([1, 4, [9]], [1, 2, [1, 2, 3]], [1, 1, [5]], [41, 1, [9]], [1, 1, [6, 7]]);
  deepStrictEqual(descriptorsIn(bytes), { passed: [5, 6, 7], added: [9] });
});

Deno.test("descriptorsIn() reads no further than the data when an entry was cut off", () => {
  const bytes = control([1, 1, [5, 6, 7]]);
  deepStrictEqual(descriptorsIn(bytes.slice(0, 24)).passed, [5, 6]);
  deepStrictEqual(descriptorsIn(bytes.slice(0, 15)).passed, []);
});
