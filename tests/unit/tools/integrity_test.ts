import { doesNotThrow, throws } from "node:assert/strict";
import { checkIntegrity } from "../../../tools/setup/integrity.ts";

const ABC = new TextEncoder().encode("abc");
const DIGEST = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

Deno.test("checkIntegrity() is content when the digest is the expected one", () => {
  doesNotThrow(() => checkIntegrity(ABC, DIGEST, "abc"));
});

Deno.test("checkIntegrity() names the thing and both digests when they differ", () => {
  const other = new TextEncoder().encode("abd");
  throws(() => checkIntegrity(other, DIGEST, "thing@1"), /Cannot use thing@1: .*sha256-ungWv48/);
});
