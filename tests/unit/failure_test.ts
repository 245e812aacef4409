import { deepStrictEqual } from "node:assert/strict";
import { ExpectedError } from "../../lib/errors.ts";
import { toFailure } from "../../lib/failure.ts";
import { Errno, SystemError } from "../../lib/linux/system_error.ts";
import "../support/load_libc.ts";

Deno.test("toFailure() says FileExistsError only when a path is known to exist", () => {
  const failure = toFailure(new SystemError("make it", Errno.EEXIST));
  const value = "Cannot make it: File exists";
  deepStrictEqual(failure, { name: "RuntimeError", value, backtrace: "" });
});

Deno.test("toFailure() gives the stack when an error is not expected", () => {
  const error = new TypeError("bug");
  deepStrictEqual(toFailure(error), { name: "TypeError", value: "bug", backtrace: error.stack });
  deepStrictEqual(toFailure("text"), { name: "RuntimeError", value: "text", backtrace: "" });
});

Deno.test("toFailure() leaves no half of a surrogate pair, which Python can't print", () => {
  deepStrictEqual(toFailure(new ExpectedError("a\udcff")).value, "a\ufffd");
});
