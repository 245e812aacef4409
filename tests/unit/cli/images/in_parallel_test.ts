import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { digestFile } from "../../../../lib/cli/images/digest_file.ts";
import { inParallel } from "../../../../lib/cli/images/in_parallel.ts";
import { tempDirectory } from "../../../support/temp_directory.ts";

Deno.test("inParallel() takes each member once, and no more at a time than allowed", async () => {
  const seen: number[] = [];
  let [running, most] = [0, 0];
  await inParallel([...Array(20).keys()], 4, async (member) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, member % 3));
    seen.push(member);
    running--;
  });
  deepStrictEqual(seen.sort((a, b) => a - b), [...Array(20).keys()]);
  strictEqual(most, 4);
});

Deno.test("inParallel() fails when the work fails", async () => {
  await inParallel([], 4, () => Promise.reject(new Error("never")));
  await rejects(inParallel([1], 4, () => Promise.reject(new Error("broken"))), /broken/);
});

Deno.test("digestFile() computes the digest piece by piece, and counts", async () => {
  await using directory = await tempDirectory();
  const path = `${directory.path}/file`;
  const bytes = new Uint8Array(2_500_000).fill(7);
  await Deno.writeFile(path, bytes);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  let counted = 0;
  const found = await digestFile(path, "sha256", bytes.length, (more) => counted += more);
  deepStrictEqual(found, { hex: digest.toHex(), size: bytes.length });
  strictEqual(counted, bytes.length);
});

Deno.test("digestFile() stops when a file is longer than it may be", async () => {
  const { size } = await digestFile("/dev/zero", "sha256", 10, () => {});
  ok(size > 10);
});
