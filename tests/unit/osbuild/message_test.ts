import { deepStrictEqual } from "node:assert/strict";
import { encodeException } from "../../../lib/osbuild/message.ts";

Deno.test("encodeException() gives the stack when an error was not expected", () => {
  const error = new TypeError("bug");
  deepStrictEqual(encodeException(error), {
    type: "exception",
    data: { name: "TypeError", value: "bug", backtrace: error.stack },
  });
  deepStrictEqual(encodeException("text"), {
    type: "exception",
    data: { name: "RuntimeError", value: "text", backtrace: "" },
  });
});
