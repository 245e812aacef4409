import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { missing, unless } from "../support/skip.ts";
import { programPage } from "../../lib/cli/program/program.ts";
import { manual } from "../../tools/man/manual.ts";
import { escape, macro } from "../../tools/man/roff.ts";
import { tempDirectory } from "../support/temp_directory.ts";
import { run } from "./support/cli.ts";

Deno.test("manual() has the sections of osbuild's manuals, and every command and option", () => {
  const text = manual(programPage(), "1.2.3");
  const sections = [...text.matchAll(/^\.SH "(.*)"$/gm)].map(([, title]) => title);
  deepStrictEqual(sections.slice(0, 4), ["NAME", "SYNOPSIS", "DESCRIPTION", "INPUTS"]);
  ok(sections.includes("EXAMPLES"));
  const page = programPage();
  for (const { name, options } of page.commands) {
    ok(text.includes(`.SS "${name}`), name);
    for (const { flags } of options) ok(text.includes(escape(flags.at(-1)!)), flags.join());
  }
});

Deno.test("escape() and macro() let no text become a request", () => {
  strictEqual(escape(".SH x"), "\\&.SH x");
  strictEqual(escape("'x"), "\\&'x");
  strictEqual(escape("a\\b-c"), "a\\eb\\-c");
  strictEqual(macro("SH", 'a "b"'), '.SH "a \\(dqb\\(dq"');
});

Deno.test({
  ...unless(missing("man"), "manual() is shown by man(1) without a warning"),
  fn: async () => {
    await using directory = await tempDirectory();
    const path = `${directory.path}/osbuild-input-containers.8`;
    await Deno.writeTextFile(path, manual(programPage(), "1.2.3"));
    const { code, out, err } = await run(["man", "--warnings=w", "-l", path], {
      env: { MANWIDTH: "80", LC_ALL: "C.UTF-8" },
    });
    deepStrictEqual([code, err], [0, ""]);
    // Bold comes as a character struck twice.
    const plain = out.replace(/.[\b]/g, "");
    match(plain, /^osbuild-input-containers\(8\)/);
    match(plain, /osbuild-input-containers images \[--verify\] \[--no-trunc\] \[--json\] STORE/);
    match(plain, /^ {3}org\.osbuild\.containers-storage\n {7}A stage that names this module/m);
    match(
      plain,
      /^ {7}\/etc\/containers\/storage\.conf, \/usr\/share\/containers\/storage\.conf$/m,
    );
    match(plain, /jq -r '\.findings\[\]\.rule'/);
  },
});
