import { deepStrictEqual, throws } from "node:assert/strict";
import { parseFuzzOptions, parseSoakOptions } from "../../../tools/chaos/options.ts";

Deno.test("parseFuzzOptions() reads packets and seed, with two dashes before them or without", () => {
  deepStrictEqual(parseFuzzOptions([]), { packets: 50_000, seed: 1 });
  const args = ["--packets", "7", "--seed=9"];
  deepStrictEqual(parseFuzzOptions(args), { packets: 7, seed: 9 });
  deepStrictEqual(parseFuzzOptions(["--", ...args]), { packets: 7, seed: 9 });
});

Deno.test("parseFuzzOptions() throws when a number is none or something is unknown", () => {
  for (const number of ["0", "-1", "x", "1.5", "99999999999", ""]) {
    throws(() => parseFuzzOptions([`--packets=${number}`]), RangeError);
    throws(() => parseFuzzOptions([`--seed=${number}`]), RangeError);
  }
  throws(() => parseFuzzOptions(["5"]), TypeError);
  throws(() => parseFuzzOptions(["--lives=5"]), TypeError);
});

Deno.test("parseSoakOptions() reads minutes and seed", () => {
  deepStrictEqual(parseSoakOptions([]), { minutes: 5, seed: 1 });
  deepStrictEqual(parseSoakOptions(["--", "0.5", "--seed", "3"]), { minutes: 0.5, seed: 3 });
});

Deno.test("parseSoakOptions() throws when there is not one number of minutes", () => {
  for (const args of [["0"], ["x"], ["-1", "--"], ["1", "2"], ["1e9"]]) {
    throws(() => parseSoakOptions(args), Error);
  }
});
