import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { mapReply } from "../../../lib/inputs/reply.ts";
import { byCodePoint, pipelineArchive } from "../../../lib/inputs/pipeline_archive.ts";
import { sourceImage } from "../../../lib/inputs/source_image.ts";
import { tempDirectory } from "../../support/temp_directory.ts";

Deno.test("byCodePoint() orders as Python does, beyond U+FFFF too", () => {
  const sorted = [
    "",
    "A",
    "B",
    "a",
    "a ",
    "aa",
    "b",
    "ä",
    "\ue000",
    "\uffee",
    "\u{10000}",
    "😀",
    "😀a",
  ];
  deepStrictEqual(sorted.toReversed().sort(byCodePoint), sorted);
  strictEqual(byCodePoint("a", "a"), 0);
});

Deno.test("pipelineArchive() finds the first regular file, links followed", async () => {
  await using directory = await tempDirectory();
  Deno.mkdirSync(join(directory.path, "a"));
  Deno.symlinkSync("nowhere", join(directory.path, "b"));
  throws(() => pipelineArchive(directory.path), {
    name: "RuntimeError",
    message: "No archive files in source",
  });
  for (const name of ["d", "\uffee", "😀"]) Deno.writeTextFileSync(join(directory.path, name), "");
  strictEqual(pipelineArchive(directory.path), "d");
  Deno.symlinkSync("d", join(directory.path, "c"));
  strictEqual(pipelineArchive(directory.path), "c");
});

Deno.test("sourceImage() finds the directory of an image, and what it is", async () => {
  await using directory = await tempDirectory();
  const path = join(directory.path, "ref", "image");
  Deno.mkdirSync(path, { recursive: true });
  const view = sourceImage(directory.path, "ref");
  deepStrictEqual([view.source, view.name, view.identity.ino], [
    path,
    "ref",
    Deno.statSync(path).ino,
  ]);
});

Deno.test("sourceImage() throws when the image is missing, a file or a link", async () => {
  await using directory = await tempDirectory();
  for (const name of ["real/image", "empty", "file", "inner"]) {
    Deno.mkdirSync(join(directory.path, name), { recursive: true });
  }
  Deno.writeTextFileSync(join(directory.path, "file", "image"), "");
  Deno.symlinkSync("../real/image", join(directory.path, "inner", "image"));
  Deno.symlinkSync("real", join(directory.path, "outer"));
  for (const ref of ["missing", "empty"]) {
    throws(() => sourceImage(directory.path, ref), {
      name: "RuntimeError",
      message: /does not exist/,
    });
  }
  for (const ref of ["file", "inner", "outer"]) {
    throws(() => sourceImage(directory.path, ref), {
      name: "RuntimeError",
      message: /not a directory$/,
    });
  }
  throws(() => sourceImage(directory.path, ".."), { name: "ValueError" });
});

Deno.test("mapReply() keeps keys of any name as keys", () => {
  const archives = ["__proto__", "a/b"].map((key) => ({ key, format: "dir", name: "x" }) as const);
  strictEqual(
    JSON.stringify(mapReply("/t", archives)),
    '{"path":"/t","data":{"archives":{"__proto__":{"format":"dir","name":"x"},' +
      '"a/b":{"format":"dir","name":"x"}}}}',
  );
});
