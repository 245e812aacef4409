import { deepStrictEqual, match, ok } from "node:assert/strict";
import { missing, unless } from "../support/skip.ts";
import { HELP } from "../../lib/cli/help.ts";
import { run } from "./support/cli.ts";

const MANUAL = new URL("../../packaging/osbuild-input-containers.8", import.meta.url).pathname;

Deno.test("the manual has every command, option and property that help has", () => {
  const plain = Deno.readTextFileSync(MANUAL).replace(/\\f[BIR]/g, "").replace(/\\(.)/g, "$1");
  for (const text of Object.values(HELP)) {
    const [, usage] = /^Usage: \$0 (.*)$/m.exec(text)!;
    const fields = text.split("With --json:\n")[1]?.matchAll(/^ +(\S+)/gm) ?? [];
    for (const it of [usage!, ...[...fields].map(([, field]) => field!)]) {
      ok(plain.includes(it.replace(" COMMAND ...", "")) || it.includes("COMMAND ..."), it);
    }
  }
});

Deno.test({
  ...unless(missing("man"), "the manual is shown by man(1) without a warning"),
  fn: async () => {
    const { code, out, err } = await run(["man", "--warnings=w", "-l", MANUAL], {
      env: { MANWIDTH: "80", LC_ALL: "C.UTF-8" },
    });
    deepStrictEqual([code, err], [0, ""]);
    // Bold comes as a character struck twice.
    const plain = out.replace(/.[\b]/g, "");
    match(plain, /^osbuild-input-containers\(8\)/);
    match(plain, /osbuild-input-containers images \[--verify\] \[--no-trunc\] \[--json\] STORE/);
    match(plain, /jq -r '\.findings\[\]\.rule'/);
  },
});
