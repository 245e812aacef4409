import { deepStrictEqual } from "node:assert/strict";
import { ExpectedError } from "../../lib/expected_error.ts";
import { toFailure } from "../../lib/failure.ts";
import { RequestError } from "../../lib/inputs/request.ts";
import { Errno, SystemError } from "../../lib/linux/system_error.ts";
import { ProtocolError } from "../../lib/osbuild/protocol_error.ts";
import { StoreError } from "../../lib/osbuild/store_client.ts";
import "../support/load_libc.ts";

Deno.test("toFailure() gives each expected error its class in Python, and no backtrace", () => {
  for (
    const [error, name] of [
      [new ProtocolError("why"), "ProtocolError"],
      [new RequestError("why"), "ValueError"],
      [new StoreError("why"), "StoreError"],
      [new ExpectedError("why"), "RuntimeError"],
    ] as const
  ) {
    deepStrictEqual(toFailure(error), { name, value: "why", backtrace: "" });
  }
});

Deno.test("toFailure() says FileExistsError as Python does when a mount point exists", () => {
  const at = (path?: string) => toFailure(new SystemError("make it", Errno.EEXIST, path));
  const value = "[Errno 17] File exists: '/t/a'";
  deepStrictEqual(at("/t/a"), { name: "FileExistsError", value, backtrace: "" });
  deepStrictEqual(at(), {
    name: "RuntimeError",
    value: "Cannot make it: File exists",
    backtrace: "",
  });
});

Deno.test("toFailure() gives the stack when an error is not expected", () => {
  const error = new TypeError("bug");
  deepStrictEqual(toFailure(error), { name: "TypeError", value: "bug", backtrace: error.stack });
  deepStrictEqual(toFailure("text"), { name: "RuntimeError", value: "text", backtrace: "" });
});

Deno.test("toFailure() leaves no half of a surrogate pair, which Python can't print", () => {
  deepStrictEqual(toFailure(new ExpectedError("a\udcff")).value, "a\ufffd");
});
