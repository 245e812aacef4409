import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { errorIn } from "../../../tools/setup/download.ts";
import { importedSpecifiers, jsrDirectory } from "../../../tools/setup/jsr_packages.ts";
import { parseArchitecture } from "../../../tools/shared/architecture.ts";
import { fingerprint } from "../../../tools/shared/fingerprint.ts";
import { parseOptions } from "../../../tools/shared/tool.ts";

Deno.test("importedSpecifiers() lists each mapped import once when modules share them", () => {
  const modules = [
    'import { a } from "@x/y";\nimport type { b } from "@x/y/b";\nimport "./c.ts";\n',
    'import { a } from "@x/y";\nawait import("@x/y/lazy");\nimport z from "@x/yes";\n',
    '/**\n * import { d } from "@x/y/doc";\n */\n',
  ];
  deepStrictEqual(importedSpecifiers(modules, ["@x/y"]), ["@x/y", "@x/y/b", "@x/y/lazy"]);
});

Deno.test("jsrDirectory() is named as Deno names it when there is a mirror, or none", () => {
  strictEqual(jsrDirectory(undefined), "jsr.io");
  strictEqual(jsrDirectory("http://127.0.0.1:8000"), "http_127.0.0.1_8000");
  strictEqual(jsrDirectory("https://mirror.example/jsr/"), "mirror.example/jsr");
});

Deno.test("errorIn() finds Deno's message and its causes when there are any", () => {
  strictEqual(errorIn("Download x\nerror: no such thing\n    at y\n"), "no such thing");
  strictEqual(
    errorIn("error: Failed\n    0: one\n       \n       Expected: two\n\nStack backtrace:\n"),
    "Failed 0: one Expected: two",
  );
  strictEqual(errorIn(""), "Deno gives no reason");
});

Deno.test("parseArchitecture() knows the usual names when Deno runs there", () => {
  for (const name of ["aarch64", "arm64", "aarch64-unknown-linux-gnu"]) {
    strictEqual(parseArchitecture(name), "aarch64");
  }
  throws(() => parseArchitecture("riscv64"), /Cannot build for riscv64/);
});

Deno.test("parseOptions() throws when it gets an unknown option", () => {
  deepStrictEqual(parseOptions(["--target=amd64", "--fresh"]), {
    architecture: "x86_64",
    fresh: true,
    limits: [],
    variant: undefined,
  });
  throws(() => parseOptions(["--unknown"]), TypeError);
});

Deno.test("fingerprint() differs when the same text is divided otherwise", () => {
  strictEqual(fingerprint("ab", "c") === fingerprint("a", "bc"), false);
  strictEqual(fingerprint("ab", "c"), fingerprint("ab", new TextEncoder().encode("c")));
});
