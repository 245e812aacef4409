import { deepStrictEqual, throws } from "node:assert/strict";
import { untar } from "../../../tools/setup/untar.ts";
import { tar, type TarRecord } from "../../support/tar.ts";

function list(records: readonly TarRecord[]): string[][] {
  const decoder = new TextDecoder();
  return [...untar(tar(records))].map(({ path, bytes }) => [path, decoder.decode(bytes)]);
}

Deno.test("untar() lists plain files in order when directories lie between them", () => {
  const records = [{ name: "b", text: "1" }, { name: "d/", kind: "5" }, { name: "d/a", text: "2" }];
  deepStrictEqual(list(records), [["b", "1"], ["d/a", "2"]]);
});

Deno.test("untar() finds the next file when one fills its last block", () => {
  const records = [{ name: "a", text: "x".repeat(1024) }, { name: "b", text: "y" }];
  deepStrictEqual(list(records).map(([path]) => path), ["a", "b"]);
});

Deno.test("untar() joins the two halves of a name when ustar has split it", () => {
  deepStrictEqual(list([{ name: "file", prefix: "some/directory" }]), [[
    "some/directory/file",
    "",
  ]]);
});

Deno.test("untar() uses a pax name when one precedes the file, and only there", () => {
  const records = [
    { name: "PaxHeader", kind: "x", text: "18 path=long/name\n" },
    { name: "short", text: "1" },
    { name: "next", text: "2" },
  ];
  deepStrictEqual(list(records), [["long/name", "1"], ["next", "2"]]);
});

Deno.test("untar() throws when the archive ends inside a file", () => {
  const archive = tar([{ name: "a", text: "x".repeat(600) }]).subarray(0, 1024);
  throws(() => [...untar(archive)], /ends too early/);
});
