import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { mayRepeatKeys, Places, syntaxError } from "../../../../lib/cli/validate/places.ts";

Deno.test("Places.find() finds keys and values, however the text is written", () => {
  const text = ' { "a" : [ 1, {"b":"x"} ] , "\\u0063":null}';
  const places = new Places(text);
  const found = [[], ["a"], ["a", 1, "b"], ["c"]].map((path) => places.find(path, "value"));
  deepStrictEqual(found, ["{", "[", '"x"', "null"].map((it) => text.indexOf(it)));
  strictEqual(places.find(["a", 1, "b"], "key"), text.indexOf('"b"'));
  for (const path of [["b"], ["a", 7], ["a", "x"], ["__proto__"], ["a", "length"]]) {
    strictEqual(places.find(path, "value"), undefined);
  }
});

Deno.test("Places.find() takes the last of repeated keys, as JSON.parse() does", () => {
  strictEqual(new Places('{"a":1,"b":2,"\\u0061":3}').find(["a"], "value"), 22);
});

Deno.test("Places.repeatedKeys() finds where a key comes again, even if it is escaped", () => {
  const places = new Places('{"x":{"a":1,"b":2,"\\u0061":3}}');
  deepStrictEqual(places.repeatedKeys(["x"]), [{ key: "a", offset: 18 }]);
  deepStrictEqual(places.repeatedKeys([]), []);
  deepStrictEqual(places.repeatedKeys(["y"]), []);
});

Deno.test("Places tells nothing when a text is nested too deep for its parser", () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  strictEqual(new Places(`{"x":${deep},"y":1}`).find(["y"], "value"), undefined);
  ok(new Places(`{"x":"${deep}","y":1}`).find(["y"], "value") !== undefined);
});

Deno.test("mayRepeatKeys() is true whenever an object has a key twice", () => {
  const check = (text: string) => mayRepeatKeys(text, JSON.parse(text));
  for (const text of ['{"a":1,"a":2}', '[{"a" :1,"a":2}]', '{"a\\\\":{"b":1,"\\u0062":2}}']) {
    strictEqual(check(text), true, text);
  }
  for (const text of ["1", "[]", '{"a":{"a":1},"b":[{"a":1}]}', '{"a b":"x:y","c":null}']) {
    strictEqual(check(text), false, text);
  }
});

Deno.test("syntaxError() finds the first place that is wrong", () => {
  const cases: [text: string, offset: number, message: RegExp][] = [
    ["{", 1, /brace expected, not the end of the file/],
    ['{"a" 1}', 5, /colon expected, not '1'/],
    ['{"a":1 "b":2}', 7, /comma expected/],
    ["[1,]", 3, /value expected, not '\]'/],
    ["{} x", 3, /not 'x'|invalid symbol/],
    ["[nul]", 1, /invalid symbol/],
    ['["a\nb"]', 1, /unexpected end of string/],
    ['["a\\x"]', 1, /invalid escape character/],
    ["[1, // x\n 2]", 4, /comment/],
    ["[😀]", 1, /invalid symbol|😀/],
  ];
  for (const [text, offset, message] of cases) {
    const problem = syntaxError(text);
    strictEqual(problem?.offset, offset, text);
    match(problem.message, message);
  }
});

Deno.test("syntaxError() survives text that is nested too deep, or a very long string", () => {
  strictEqual(syntaxError("[".repeat(1_000_000)), undefined);
  strictEqual(syntaxError(`"${"a".repeat(5_000_000)}`)?.offset, 0);
});
