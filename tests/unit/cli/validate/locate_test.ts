import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { locate, Wanted } from "../../../../lib/cli/validate/locate.ts";

function find(text: string, ...paths: (string | number)[][]): (number | undefined)[] {
  const wanted = new Wanted();
  for (const path of paths) wanted.at(path);
  locate(text, wanted);
  return paths.map((path) => wanted.at(path).offset);
}

Deno.test("locate() finds values by keys and indices", () => {
  const text = ' { "a" : [ 1, {"b":"x"} ] , "c":null}';
  deepStrictEqual(find(text, [], ["a"], ["a", 1, "b"], ["c"]), [
    text.indexOf("{"),
    text.indexOf("["),
    text.indexOf('"x"'),
    text.indexOf("null"),
  ]);
});

Deno.test("locate() finds the key besides, and the place where it comes again", () => {
  const text = '{"a":1,"b":2,"\\u0061":3}';
  const wanted = new Wanted();
  const a = wanted.at(["a"]);
  locate(text, wanted);
  strictEqual(a.keyOffset, text.indexOf('"\\u'));
  strictEqual(a.offset, text.indexOf("3"));
  deepStrictEqual(wanted.duplicates, [{ key: "a", offset: text.indexOf('"\\u') }]);
});

Deno.test("locate() leaves out what is not there", () => {
  deepStrictEqual(find('{"a":[]}', ["b"], ["a", 0], ["a", "x"]), [undefined, undefined, undefined]);
  deepStrictEqual(find("[]", ["__proto__"], ["length"]), [undefined, undefined]);
  deepStrictEqual(find("1", []), [0]);
});

Deno.test("locate() passes over strings that hold brackets, quotes and backslashes", () => {
  const text = String.raw`{"x":["}\"]\\","[\\\""],"y":{"{":"\\\\"},"z":7}`;
  deepStrictEqual(find(text, ["z"]), [text.indexOf("7")]);
});

Deno.test("locate() passes over nesting of any depth when nobody wants what is inside", () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  deepStrictEqual(find(`{"x":${deep},"y":1}`, ["y"]), [deep.length + 10]);
});

Deno.test("locate() finds every part of random documents, however they are written", () => {
  for (let round = 0; round < 300; round++) {
    const value = randomValue(4);
    const text = JSON.stringify(value, null, "  \t\n".slice(0, round % 4));
    const paths = [...pathsIn(value)];
    find(text, ...paths).forEach((offset, i) => {
      const part = paths[i]!.reduce<unknown>(
        (at, key) => (at as Record<string, unknown>)[key],
        value,
      );
      const rest = text.slice(offset);
      const expected = JSON.stringify(part, null, "  \t\n".slice(0, round % 4));
      strictEqual(rest.replace(/\s/g, "").startsWith(expected.replace(/\s/g, "")), true, text);
    });
  }
});

function randomValue(depth: number): unknown {
  const pick = Math.floor(Math.random() * (depth > 0 ? 7 : 5));
  const size = Math.floor(Math.random() * 4);
  if (pick === 5) return Array.from({ length: size }, () => randomValue(depth - 1));
  if (pick < 5) return [null, true, -1.5e-7, 'q"\\{[', "ä😀"][pick];
  const keys = ["a", '"', "\\", "{", "😀"];
  return Object.fromEntries(keys.slice(0, size).map((key) => [key, randomValue(depth - 1)]));
}

function* pathsIn(value: unknown): Generator<(string | number)[]> {
  yield [];
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    for (const rest of pathsIn(part)) yield [Array.isArray(value) ? Number(key) : key, ...rest];
  }
}
