import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { checkComponent, parseRequest } from "../../../lib/inputs/request.ts";

const ARGS = {
  origin: "org.osbuild.source",
  refs: { "sha256:0": { name: "one" } },
  target: "/run/inputs/images",
  options: {},
  api: { store: "/run/api" },
};

function refuses(change: object, name: string, message: string | RegExp): void {
  throws(() => parseRequest({ ...ARGS, ...change }), { name, message });
}

Deno.test("parseRequest() returns what map needs, references in their order", () => {
  const refs = JSON.parse('{"b": {"name": "1"}, "__proto__": {"name": "2"}, "a": {"name": ""}}');
  const request = parseRequest({ ...ARGS, refs });
  deepStrictEqual([...request.refs], [["b", "1"], ["__proto__", "2"], ["a", ""]]);
  deepStrictEqual(
    [request.origin, request.target, request.store],
    ["org.osbuild.source", "/run/inputs/images", "/run/api"],
  );
});

Deno.test("parseRequest() takes a request without references, and without options", () => {
  const { options: _, ...rest } = ARGS;
  strictEqual(parseRequest({ ...rest, refs: {} }).refs.size, 0);
});

Deno.test("parseRequest() throws ProtocolError when the arguments have another shape", () => {
  for (const args of [undefined, null, [], "x", 1]) {
    throws(() => parseRequest(args), { name: "ProtocolError" });
  }
  refuses({ refs: [] }, "ProtocolError", "map: 'refs' is not an object");
  refuses({ origin: 1 }, "ProtocolError", "map: 'origin' is not a string");
  refuses({ target: null }, "ProtocolError", "map: 'target' is not a string");
  refuses({ api: {} }, "ProtocolError", "map: 'api.store' is not a string");
});

Deno.test("parseRequest() throws ValueError when origin or paths are impossible", () => {
  refuses({ origin: "elsewhere" }, "ValueError", /^Cannot map from origin 'elsewhere': /);
  for (const target of ["", "relative", "/a\0", "/\ud800"]) {
    refuses({ target }, "ValueError", /: not an absolute path$/);
  }
  for (const store of ["", "a\0", "\ud800"]) {
    refuses({ api: { store } }, "ValueError", /: not a path$/);
  }
});

Deno.test("parseRequest() tells reference and property when the schema is not satisfied", () => {
  refuses(
    { refs: { a: {} } },
    "ValueError",
    "Cannot map reference 'a': the property 'name' is missing",
  );
  refuses(
    { refs: { a: { name: "x", b: 1 } } },
    "ValueError",
    "Cannot map reference 'a': the property 'b' is not known",
  );
  refuses(
    { refs: { a: { name: 1 } } },
    "ValueError",
    "Cannot map reference 'a': property 'name' must be string",
  );
});

Deno.test("checkComponent() takes any name of a directory", () => {
  for (const ref of ["a", "...", "sha256:0", " ", "\n", "\\", "😀", "__proto__", "-o"]) {
    checkComponent(ref);
  }
});

Deno.test("checkComponent() throws when a reference leads elsewhere or is no text", () => {
  for (const ref of ["", ".", "..", "/", "a/", "/a", "a/b", "a\0b", "\ud800"]) {
    throws(() => checkComponent(ref), { name: "ValueError" }, ref);
  }
});
