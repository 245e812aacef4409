import { deepStrictEqual } from "node:assert/strict";
import { ExpectedError, toFailure } from "../../lib/errors.ts";

Deno.test("toFailure() gives the stack when an error is not expected", () => {
  const error = new TypeError("bug");
  deepStrictEqual(toFailure(error), { name: "TypeError", value: "bug", backtrace: error.stack });
  deepStrictEqual(toFailure("text").value, "text");
});

Deno.test("toFailure() leaves no half of a surrogate pair, which Python can't print", () => {
  deepStrictEqual(toFailure(new ExpectedError("a\udcff")).value, "a\ufffd");
});
