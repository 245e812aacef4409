import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { missing, unless } from "../../support/skip.ts";

Deno.test("missing() names the first program that is not installed, and its package", () => {
  strictEqual(missing("sh"), undefined);
  const command = "apt-get install no-such-program";
  strictEqual(missing("sh", "no-such-program"), `no-such-program is not installed: ${command}`);
});

Deno.test("unless() skips a test, with the reason in its name, when there is one", () => {
  deepStrictEqual(unless(undefined, "a test"), { name: "a test", ignore: false });
  deepStrictEqual(unless("x is not installed", "a test"), {
    name: "a test (skipped: x is not installed)",
    ignore: true,
  });
});
