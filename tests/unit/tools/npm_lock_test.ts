import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { lockFor, type NpmLock } from "../../../tools/setup/npm_lock.ts";

const LOCK: NpmLock = {
  version: "5",
  specifiers: {},
  npm: { "@a/b@1.0.0_c@2.0.0": { integrity: "sha512-x" }, "c@2.0.0": { integrity: "sha512-y" } },
};

Deno.test("lockFor() names the address of each package when there is another registry", () => {
  const { npm } = lockFor(LOCK, "https://mirror.example/npm/");
  deepStrictEqual(Object.values(npm).map(({ tarball }) => tarball), [
    "https://mirror.example/npm/@a/b/-/b-1.0.0.tgz",
    "https://mirror.example/npm/c/-/c-2.0.0.tgz",
  ]);
});

Deno.test("lockFor() changes nothing when there is no other registry", () => {
  strictEqual(lockFor(LOCK, undefined), LOCK);
});
