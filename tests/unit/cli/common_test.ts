import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { blobsOf, parseManifest } from "../../../lib/cli/common/image.ts";
import { findId, idShortener } from "../../../lib/cli/common/store.ts";
import {
  formatBytes,
  harmless,
  harmlessJson,
  nearest,
  painted,
  table,
  wrap,
  wrappedTable,
  writeLine,
} from "../../../lib/cli/common/text.ts";

const HEX = "0123456789abcdef".repeat(4);
const config = { digest: `sha256:${HEX}`, size: 7 };

Deno.test("parseManifest() finds configuration and layers, and names files as skopeo does", () => {
  const digest = `sha512:${HEX}${HEX}`;
  const layer = { digest, size: 0, mediaType: "x" };
  const manifest = parseManifest({ config, layers: [layer, layer], annotations: { a: "b" } });
  const blob = { digest, size: 0, file: `sha512-${HEX}${HEX}` };
  deepStrictEqual(manifest, {
    config: { ...config, file: HEX },
    layers: [blob, blob],
    annotations: { a: "b" },
  });
  strictEqual(blobsOf(manifest).length, 2);
});

Deno.test("parseManifest() says what a manifest is that it can't use", () => {
  const digests = ["", HEX, `sha256:${HEX}0`, `sha512:${HEX}`, `md5:${HEX}`, `sha256:${HEX}\n`];
  const cases: [unknown, RegExp][] = [
    [null, /not an object/],
    [[], /not an object/],
    [{ manifests: [] }, /no list of layers/],
    [{ config }, /no list of layers/],
    [{ layers: [] }, /the configuration has no digest/],
    [{ config: { digest: "sha256:../../x", size: 1 }, layers: [] }, /the configuration/],
    [{ config, layers: [null] }, /layer 0 has no digest/],
    [{ config, layers: [config, { ...config, size: -1 }] }, /layer 1 has no size/],
    [{ config: { ...config, size: 1e300 }, layers: [] }, /no size/],
    ...digests.map((digest): [unknown, RegExp] => [
      { config: { digest, size: 1 }, layers: [] },
      /the configuration has no digest/,
    ]),
  ];
  for (const [value, message] of cases) throws(() => parseManifest(value), message);
});

const id = (digits: string) => `sha256:${digits.padEnd(64, "0")}`;
const IDS = [id("0123456789abc1"), id("0123456789abc2"), id("fedcba9876543210")];

Deno.test("findId() finds the only image whose id begins so", () => {
  strictEqual(findId(IDS[0]!, "/s", IDS), IDS[0]);
  strictEqual(findId("fe", "/s", IDS), IDS[2]);
  strictEqual(findId("sha256:fe", "/s", IDS), IDS[2]);
  strictEqual(findId("0123456789abc2", "/s", IDS), IDS[1]);
});

Deno.test("findId() tells what to do when no id, or more than one, begins so", () => {
  throws(() => findId("0123", "/s", IDS), /2 ids start with it \(0123456789abc1, 0123456789abc2\)/);
  throws(
    () => findId("777777", "/s", IDS),
    /no image id in \/s starts with it; list them with 'images \/s'/,
  );
  throws(() => findId("77", "/s", []), /\/s has no images/);
});

Deno.test("idShortener() keeps as many digits as tell ids apart, twelve at least", () => {
  deepStrictEqual(IDS.map(idShortener(IDS)), [
    "0123456789abc1",
    "0123456789abc2",
    "fedcba98765432",
  ]);
  strictEqual(idShortener([IDS[2]!])(IDS[2]!), "fedcba987654");
  strictEqual(idShortener(["x"])("x"), "x");
});

Deno.test("harmless() escapes what a terminal acts on, and nothing else", () => {
  for (const text of ["", "plain", "ä😀", "日本語", "a\u00a0b", "\\x1b"]) {
    strictEqual(harmless(text), text);
  }
  strictEqual(harmless("\x1b[31m\x07\x7f\u009b"), "\\x1b[31m\\x07\\x7f\\x9b");
  strictEqual(harmless("a\nb\tc\rd\0"), "a\\nb\\tc\\x0dd\\x00");
  strictEqual(harmless("\u202ea\u2066\u2028\ufeff"), "\\u202ea\\u2066\\u2028\\ufeff");
  strictEqual(harmless("\ud83d x\ude00"), "\\ud83d x\\ude00");
});

Deno.test("harmlessJson() writes JSON of the same value with such characters escaped", () => {
  const value = { "\x1b[2J\u202e": ["\u009b\x7f", "\ud83d", "\n", "ä"] };
  const text = harmlessJson(value);
  deepStrictEqual(JSON.parse(text), value);
  ok(!/(?!\n)[\p{Cc}\u202e]/u.test(text), text);
});

Deno.test("writeLine() escapes text, and colours painted pieces only when there is colour", () => {
  const line = ["a ", painted("bad", "b\x1b[0m"), painted("good", ""), "\nc\r"];
  strictEqual(writeLine(line, false), "a b\\x1b[0m\\nc\\x0d\n");
  strictEqual(writeLine(line, true), "a \x1b[31mb\\x1b[0m\x1b[0m\\nc\\x0d\n");
});

Deno.test("table() aligns cells by the columns that they take on a terminal", () => {
  const rows = table([["a", "b"], ["日本", painted("bad", "c"), "d"], ["\x1b", "e"]], 1);
  deepStrictEqual(rows.map((row) => writeLine(row, false)), [
    " a     b\n",
    " 日本  c  d\n",
    " \\x1b  e\n",
  ]);
  deepStrictEqual(table([]), []);
});

Deno.test("wrappedTable() wraps the text of a row below itself", () => {
  const text = "word ".repeat(20).trim();
  const rows = wrappedTable([[["ok"], text], [["wrong"], "x"]], 80, 2);
  const lines = rows.map((row) => row.map((line) => writeLine(line, false)));
  deepStrictEqual(lines[0]!.length, 2);
  deepStrictEqual(lines[0]!.join("").match(/^ {2}ok {5}word .*\n {9}word .*\n$/)?.length, 1);
  ok(lines[0]!.every((line) => line.length <= 81));
  deepStrictEqual(lines[1], ["  wrong  x\n"]);
});

Deno.test("wrap() breaks between words, keeps words whole, and escapes them", () => {
  deepStrictEqual(wrap("aa bb   cc", 5), ["aa bb", "cc"]);
  deepStrictEqual(wrap("a bbbbbbbb c", 5), ["a", "bbbbbbbb", "c"]);
  deepStrictEqual(wrap("a b\nc\x1b", 5), ["a", "b\\nc\\x1b"]);
  deepStrictEqual(wrap("  ", 5), []);
  deepStrictEqual(wrap("run 'a bb'", 5), ["run", "'a bb'"]);
  deepStrictEqual(wrap("can't: bb cc's", 8), ["can't:", "bb cc's"]);
});

Deno.test("formatBytes() writes three digits in powers of 1000", () => {
  const cases: [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [7_340_032, "7.34 MB"],
    [1e19, "10000 PB"],
  ];
  for (const [bytes, text] of cases) strictEqual(formatBytes(bytes), text);
});

Deno.test("nearest() finds the word that was meant only when it is near", () => {
  const words = ["images", "validate", "map"];
  strictEqual(nearest("valdate", words), "validate");
  strictEqual(nearest("imgaes", words), "images");
  strictEqual(nearest("ma", words), undefined);
  strictEqual(nearest("xyzxyz", words), undefined);
  strictEqual(nearest("org.osbuild.files", ["org.osbuild.container"], 3), undefined);
  strictEqual(nearest("a".repeat(100_000), ["a".repeat(100_001)]), undefined);
});
