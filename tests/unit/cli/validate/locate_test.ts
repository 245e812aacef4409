import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { locate, mayRepeatKeys } from "../../../../lib/cli/validate/locate.ts";

const at = (line: number, column: number) => ({ line, column });

Deno.test("locate() finds members by their keys and elements, however the text is written", () => {
  const text = ' { "a/~" : [ 1,\r\n {"b":"x"} ] , "\\u0063":null}';
  const { parts } = locate(text, new Set(["", "/a~1~0", "/a~1~0/1", "/a~1~0/1/b", "/c"]));
  deepStrictEqual([...parts], [
    ["", at(1, 2)],
    ["/a~1~0", at(1, 4)],
    ["/a~1~0/1", at(2, 2)],
    ["/a~1~0/1/b", at(2, 3)],
    ["/c", at(2, 16)],
  ]);
});

Deno.test("locate() takes the last of repeated keys, as JSON.parse() does", () => {
  const { parts } = locate('{"a":1,"b":2,"\\u0061":3}', new Set(["/a"]));
  deepStrictEqual([...parts], [["/a", at(1, 14)]]);
});

Deno.test("locate() finds where a key comes again, even if it is escaped", () => {
  const text = '{"x":{"a":1,"b":2,"\\u0061":3}}';
  const repeatedIn = (json: string, ...objects: string[]) =>
    locate(json, new Set(), new Set(objects)).repeated;
  deepStrictEqual(repeatedIn(text, "/x"), [{ path: ["x", "a"], place: at(1, 19) }]);
  deepStrictEqual(repeatedIn(text, "", "/y"), []);
  deepStrictEqual(repeatedIn('{"x":{"a":1,"a":1},"x":{"a":{"a":1}}}', "/x"), []);
});

Deno.test("mayRepeatKeys() is true whenever an object has a key twice", () => {
  const check = (text: string) => mayRepeatKeys(text, JSON.parse(text));
  const repeating = [
    '{"a":1,"a":2}',
    '[{"a" :1,"a":2}]',
    '{"a\\\\":{"b":1,"\\u0062":2}}',
    '{"a":1,"a":"\\u0022:"}',
    '{"1":'.repeat(50_000) + "1" + "}".repeat(50_000),
  ];
  for (const text of repeating) strictEqual(check(text), true, text.slice(0, 50));
  for (const text of ["1", "[]", '{"a":{"a":1},"b":[{"a":1}]}', '{"a b":"x\\":y :","c":null}']) {
    strictEqual(check(text), false, text);
  }
});

Deno.test("locate() stops where a text is nested too deep for its parser", () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  const find = (text: string) => [...locate(text, new Set(["/y"])).parts.keys()];
  deepStrictEqual(find(`{"x":${deep},"y":1}`), []);
  deepStrictEqual(find(`{"x":"${deep}","y":1}`), ["/y"]);
});

Deno.test("locate() finds the first place that is wrong", () => {
  const cases: [text: string, line: number, column: number, message: RegExp][] = [
    ["{", 1, 2, /brace expected, not the end of the file/],
    ['{\n"a" 1}', 2, 5, /colon expected, not '1'/],
    ['{"a":1 "b":2}', 1, 8, /comma expected/],
    ["[1,]", 1, 4, /value expected, not '\]'/],
    ["{} x", 1, 4, /not 'x'|invalid symbol/],
    ["[nul]", 1, 2, /invalid symbol/],
    ['["a\nb"]', 1, 2, /unexpected end of string/],
    ['["a\\x"]', 1, 2, /invalid escape character/],
    ["[1, // x\n 2]", 1, 5, /comment/],
    ["[😀]", 1, 2, /invalid symbol|😀/],
  ];
  for (const [text, line, column, message] of cases) {
    const problem = locate(text).error;
    deepStrictEqual([problem?.line, problem?.column], [line, column], text);
    match(problem!.message, message);
  }
});

Deno.test("locate() survives text that is nested too deep, or a very long string", () => {
  strictEqual(locate("[".repeat(1_000_000)).error, undefined);
  strictEqual(locate(`"${"a".repeat(5_000_000)}`).error?.column, 1);
});
