import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ExpectedError, toFailure } from "../../lib/errors.ts";
import { describe } from "../../lib/json.ts";
import { warn } from "../../lib/log.ts";

Deno.test("toFailure() gives the stack when an error is not expected", () => {
  const error = new TypeError("bug");
  deepStrictEqual(toFailure(error), { name: "TypeError", value: "bug", backtrace: error.stack });
  deepStrictEqual(toFailure("text").value, "text");
});

Deno.test("toFailure() leaves no half of a surrogate pair, which Python can't print", () => {
  deepStrictEqual(toFailure(new ExpectedError("a\udcff")).value, "a\ufffd");
});

Deno.test("describe() stays short when a value is huge", () => {
  const cases: [value: unknown, described: string][] = [
    ["short", "short"],
    ["x".repeat(201), "a long string"],
    [[1, 2], "an array"],
    [{ a: 1 }, "an object"],
    [null, "nothing"],
    [1.5, "1.5"],
  ];
  for (const [value, described] of cases) strictEqual(describe(value), described);
});

Deno.test("warn() writes one line when the text has many", () => {
  const { writeSync } = Deno.stderr;
  let written = "";
  Deno.stderr.writeSync = (bytes) => {
    written += new TextDecoder().decode(bytes);
    return bytes.length;
  };
  try {
    warn("one\ntwo\r\n\x1b[31mthree\u0085ä😀");
  } finally {
    Deno.stderr.writeSync = writeSync;
  }
  strictEqual(written, "one two [31mthree ä😀\n");
});
