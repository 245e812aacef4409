import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { painted, writeLine } from "../../../../lib/cli/text/line.ts";
import { table } from "../../../../lib/cli/text/table.ts";
import { wrap } from "../../../../lib/cli/text/wrap.ts";
import { formatBytes } from "../../../../lib/cli/text/bytes.ts";

Deno.test("writeLine() colours painted pieces only when there is colour", () => {
  const line = ["a ", painted("bad", "b"), painted("good", "")];
  strictEqual(writeLine(line, false), "a b\n");
  strictEqual(writeLine(line, true), "a \x1b[31mb\x1b[0m\n");
});

Deno.test("writeLine() lets no text from elsewhere colour, end or overwrite a line", () => {
  strictEqual(writeLine(["a\x1b[31m\nb\r"], true), "a\\x1b[31m\\nb\\x0d\n");
  strictEqual(writeLine([painted("bad", "\x1b[0m")], true), "\x1b[31m\\x1b[0m\x1b[0m\n");
});

Deno.test("table() puts cells under each other, by the columns that they take", () => {
  const rows = table([["a", "b"], ["日本", painted("bad", "c"), "d"], ["\x1b", "e"]], 1);
  deepStrictEqual(rows.map((row) => writeLine(row, false)), [
    " a     b\n",
    " 日本  c  d\n",
    " \\x1b  e\n",
  ]);
});

Deno.test("table() makes nothing of nothing", () => {
  deepStrictEqual(table([]), []);
});

Deno.test("wrap() breaks between words, and keeps words whole", () => {
  deepStrictEqual(wrap("aa bb\n  cc", 5), ["aa bb", "cc"]);
  deepStrictEqual(wrap("a bbbbbbbb c", 5), ["a", "bbbbbbbb", "c"]);
  deepStrictEqual(wrap(" \n", 5), []);
});

Deno.test("formatBytes() writes three digits in powers of 1000", () => {
  const cases: [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [7_340_032, "7.34 MB"],
    [1e15, "1 PB"],
    [1e19, "10000 PB"],
  ];
  for (const [bytes, text] of cases) strictEqual(formatBytes(bytes), text);
});
