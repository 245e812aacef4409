import { deepStrictEqual, throws } from "node:assert/strict";
import { decodeCall, encodeException, encodeReply } from "../../../lib/osbuild/message.ts";
import { ProtocolError } from "../../../lib/osbuild/protocol_error.ts";
import { ServiceError } from "../../../lib/service_error.ts";

function refuses(message: unknown, text: string): void {
  throws(() => decodeCall(message), new ProtocolError(text), JSON.stringify(message));
}

Deno.test("decodeCall() returns name and arguments, of whatever shape", () => {
  for (const args of [{}, [], null, undefined, 5, { a: 1 }]) {
    deepStrictEqual(decodeCall({ type: "method", data: { name: "map", args } }), {
      name: "map",
      args,
    });
  }
});

Deno.test("decodeCall() throws in osbuild's words when a field is missing or falsy", () => {
  refuses({ data: { name: "map" } }, "'type' field missing");
  refuses({ type: "", data: { name: "map" } }, "'type' field missing");
  for (const data of [undefined, null, 0, "", [], {}]) {
    refuses({ type: "method", data }, "'data' field missing");
  }
  for (const name of [undefined, null, 0, "", [], {}]) {
    refuses({ type: "method", data: { name, args: 1 } }, "'name' field missing");
  }
});

Deno.test("decodeCall() throws in osbuild's words when the type is unknown", () => {
  refuses({ type: "reply", data: { reply: 1 } }, "unknown message type: reply");
  refuses({ type: "x", data: "y" }, "unknown message type: x");
});

Deno.test("decodeCall() throws when a part is of the wrong type", () => {
  refuses([1], "the message is not an object");
  refuses({ type: "method", data: [1] }, "the 'data' field is not an object");
  refuses({ type: "method", data: { name: 1 } }, "the 'name' field is not a string");
});

Deno.test("encodeReply() wraps any result", () => {
  deepStrictEqual(encodeReply("{}"), { type: "reply", data: { reply: "{}" } });
});

Deno.test("encodeException() gives no backtrace when a failure was foreseen", () => {
  const error = new ServiceError("RuntimeError", "no luck");
  deepStrictEqual(encodeException(error), {
    type: "exception",
    data: { name: "RuntimeError", value: "no luck", backtrace: "" },
  });
});

Deno.test("encodeException() gives the stack when nobody foresaw a failure", () => {
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
