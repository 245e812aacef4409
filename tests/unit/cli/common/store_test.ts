import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { findId, idShortener } from "../../../../lib/cli/common/store.ts";

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
