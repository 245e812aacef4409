import { strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import {
  ContentError,
  memoryFile,
  readContent,
  replaceContent,
} from "../../../lib/linux/content.ts";
import { fileStatus } from "../../../lib/linux/file_status.ts";
import { SystemError } from "../../../lib/linux/system_error.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import {
  O_PATH,
  O_RDONLY,
  O_WRONLY,
  openFile,
  positionOf,
  socketPair,
} from "../../support/system.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

Deno.test("memoryFile() holds its content, positioned at the start", () => {
  for (const text of ["", "x", "x".repeat(1_000_000)]) {
    using file = memoryFile("test", encoder.encode(text));
    strictEqual(positionOf(file), 0);
    strictEqual(decoder.decode(readContent(file, 1_000_000)), text);
    strictEqual(positionOf(file), 0);
  }
});

Deno.test("readContent() throws when the file is longer than the limit", () => {
  using file = memoryFile("test", encoder.encode("12345"));
  strictEqual(readContent(file, 5).length, 5);
  throws(() => readContent(file, 4), /^ContentError: it holds 5 bytes, more than 4$/);
});

Deno.test("readContent() throws without reading when there is no regular file", async () => {
  await using parent = await tempDirectory();
  using device = openFile("/dev/zero");
  using directory = openFile(parent.path, O_RDONLY);
  const [one, other] = socketPair();
  using socket = one;
  using _ = other;
  const kinds = [[device, "a character device"], [directory, "a directory"], [socket, "a socket"]];
  for (const [descriptor, kind] of kinds as [typeof device, string][]) {
    throws(() => readContent(descriptor, 10), new RegExp(`^ContentError: it is ${kind}, `));
    throws(() => replaceContent(descriptor, encoder.encode("x")), ContentError);
    strictEqual(fileStatus(descriptor).kind, kind);
  }
});

Deno.test("readContent() throws when the file may not be read", async () => {
  await using directory = await tempDirectory();
  const path = join(directory.path, "file");
  await Deno.writeTextFile(path, "content");
  for (const mode of [O_WRONLY, O_PATH]) {
    using file = openFile(path, mode);
    throws(() => readContent(file, 10), SystemError);
  }
});

Deno.test("replaceContent() leaves the new content alone, positioned at the start", () => {
  using file = memoryFile("test", encoder.encode("before, and long"));
  for (const text of ["after", "", "x".repeat(100_000)]) {
    replaceContent(file, encoder.encode(text));
    strictEqual(decoder.decode(readContent(file, 100_000)), text);
    strictEqual(positionOf(file), 0);
  }
});

Deno.test("replaceContent() throws when the file may not be written", async () => {
  await using directory = await tempDirectory();
  const path = join(directory.path, "file");
  await Deno.writeTextFile(path, "content");
  using file = openFile(path, O_RDONLY);
  throws(() => replaceContent(file, encoder.encode("x")), SystemError);
  strictEqual(await Deno.readTextFile(path), "content");
});

Deno.test("fileStatus() tells size and kind of a regular file", () => {
  using file = memoryFile("test", encoder.encode("12345"));
  const { regular, size } = fileStatus(file);
  strictEqual(regular, true);
  strictEqual(size, 5);
});
