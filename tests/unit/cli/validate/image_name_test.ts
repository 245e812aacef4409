import { match, strictEqual } from "node:assert/strict";
import { refusal } from "../../../../lib/cli/validate/image_name.ts";

const HEX = "0123456789abcdef".repeat(4);

Deno.test("refusal() has nothing against names that container tools take", () => {
  const names = [
    "hello",
    "localhost/hello",
    "localhost/hello:latest",
    "registry.example:5000/a/b-c/d__e/f.g:v1.2-3_4",
    `quay.example/fedora@sha256:${HEX}`,
    `hello:1@sha256:${HEX}`,
    "[::1]:5000/hello",
    "Registry.Example/hello",
    "a".repeat(237),
    `localhost/${"a".repeat(245)}`,
    `x:${"t".repeat(128)}`,
    "f43/mesa",
    "a--b",
  ];
  for (const name of names) strictEqual(refusal(name), undefined, name);
});

Deno.test("refusal() says why container tools refuse a name", () => {
  const cases: [string, RegExp][] = [
    ["", /empty/],
    ["Hello", /lower case/],
    ["localhost/Hello:latest", /lower case/],
    ["a b", /a-z/],
    ["a//b", /a-z/],
    ["/a", /a-z/],
    ["a___b", /a-z/],
    ["a..b", /a-z/],
    ["-a", /a-z/],
    ["ä", /a-z/],
    ["a\n", /a-z/],
    ["a:", /tag/],
    ["a:b:c", /tag/],
    ["a:-b", /tag/],
    [`a:${"t".repeat(129)}`, /tag/],
    ["a@b", /digest/],
    ["a@sha256:0123", /digest/],
    ["a@b@c", /digest/],
    ["-.x/a", /host/],
    ["a.b:x/c", /host/],
    [HEX, /id/],
    [`localhost/${"a".repeat(246)}`, /longer/],
    ["a".repeat(238), /longer/],
    ["REGISTRY/a", /lower case/],
    ["a".repeat(100_000), /long/],
    // Names that keep regular expressions busy.
    ["a-".repeat(500), /a-z/],
    [`${"a.".repeat(500)}!/x`, /host/],
    ["a__".repeat(300), /a-z/],
    ["-".repeat(1000), /a-z/],
  ];
  for (const [name, reason] of cases) match(refusal(name) ?? "taken", reason, name.slice(0, 80));
});
