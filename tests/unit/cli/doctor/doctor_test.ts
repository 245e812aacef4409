import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { doctor } from "../../../../lib/cli/doctor/doctor.ts";
import { SIDECAR } from "../../../../lib/cli/schema/schema.ts";
import { writeLine } from "../../../../lib/cli/text/line.ts";
import { fakeSystem, PROGRAM } from "./fake_system.ts";

const INPUT = "/libdir/inputs/org.osbuild.containers";

/** A machine where nothing is wrong. */
const HEALTHY = {
  "/proc/self/status": { text: "Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n" },
  "/proc/self/mountinfo": { text: "" },
  "/usr/bin/mount": {},
  "/usr/bin/umount": {},
  "/libdir/osbuild/__init__.py": { text: '__version__ = "191"\n' },
  [INPUT]: PROGRAM,
  [`${INPUT}.meta.json`]: { text: SIDECAR },
};

Deno.test("doctor() finds nothing wrong when nothing is", () => {
  const outcome = doctor("/libdir", fakeSystem({ files: HEALTHY }));
  const { libdir, checks } = outcome.document as { libdir: string; checks: { state: string }[] };
  strictEqual(libdir, "/libdir");
  deepStrictEqual([...new Set(checks.map(({ state }) => state))], ["ok"]);
  ok(outcome.ok);
});

Deno.test("doctor() gives a remedy with everything that is wrong, and goes on", () => {
  const outcome = doctor(undefined, fakeSystem({ libraryFailure: "Cannot load the C library" }));
  const { libdir, checks } = outcome.document as {
    libdir: string;
    checks: { check: string; state: string; remedy: string | null }[];
  };
  strictEqual(libdir, "/usr/lib/osbuild");
  ok(!outcome.ok);
  strictEqual(new Set(checks.map(({ check }) => check)).size, 10);
  for (const { state, remedy } of checks) strictEqual(remedy !== null, state === "wrong");
  const text = (outcome.text(false) as []).map((line) => writeLine(line, false)).join("");
  strictEqual(text.match(/remedy:/g)?.length, checks.filter(({ remedy }) => remedy).length);
});

Deno.test("doctor() looks at the directory that the program lies in", () => {
  const system = { ...fakeSystem({ files: HEALTHY }), self: INPUT };
  strictEqual((doctor(undefined, system).document as { libdir: string }).libdir, "/libdir");
});

Deno.test("doctor() fails when the directory is not there", () => {
  throws(() => doctor("/nowhere", fakeSystem()), /Cannot look at \/nowhere: it does not exist/);
});
