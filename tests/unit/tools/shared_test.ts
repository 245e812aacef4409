import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { setLimits } from "../../../tools/build.ts";
import { withAddresses } from "../../../tools/offline/npm.ts";
import { rewriteModule } from "../../../tools/offline/stand_ins.ts";
import { parseOptions, runCommand } from "../../../tools/shared/run.ts";

Deno.test("parseOptions() throws when it gets an unknown option or architecture", () => {
  deepStrictEqual(parseOptions(["--target=aarch64", "--limit=A=1", "--limit=B=2"]), {
    architecture: "aarch64",
    limits: ["A=1", "B=2"],
  });
  throws(() => parseOptions(["--unknown"]), TypeError);
  throws(() => parseOptions(["--target=riscv64"]), /Cannot build for riscv64/);
});

Deno.test("runCommand() fails, and says why, when there is no such program", async () => {
  const output = "no-such-program is not installed\n";
  deepStrictEqual(await runCommand("no-such-program", []), { success: false, output });
});

Deno.test("setLimits() changes constants of sources and bundles, and throws when there is none", () => {
  const source = "export const KILL_GRACE_MS = 2_000;\nvar KILL_GRACE_MS = 2e3;\n";
  const limits = ["KILL_GRACE_MS=5", "STORE_TIMEOUT_MS=1"];
  strictEqual(setLimits(source.slice(0, 36), limits), "export const KILL_GRACE_MS = 5;\n");
  strictEqual(setLimits(source.slice(36), limits), "var KILL_GRACE_MS = 5;\n");
  throws(() => setLimits(source, ["NO_SUCH_LIMIT=1"]), /Cannot set limit NO_SUCH_LIMIT=1/);
  throws(() => setLimits(source, ["KILL_GRACE_MS=1s"]), /must be NAME=NUMBER/);
});

Deno.test("withAddresses() names the address of each package on a registry", () => {
  const packages = {
    "@a/b@1.0.0_c@2.0.0": { integrity: "sha512-x" },
    "c@2.0.0": { integrity: "sha512-y" },
  };
  const found = Object.values(withAddresses(packages, "https://mirror.example/npm/"));
  deepStrictEqual(found.map(({ tarball }) => tarball), [
    "https://mirror.example/npm/@a/b/-/b-1.0.0.tgz",
    "https://mirror.example/npm/c/-/c-2.0.0.tgz",
  ]);
});

const PACKAGES = [
  { name: "@a/one", version: "1.0.0", carriedAs: "@fork/a-one" },
  { name: "@b/two", version: "2.0.0", carriedAs: "@b/two" },
];

/** Rewrites a module of the second package. */
function rewrite(source: string): string {
  return rewriteModule(source, "@b/two/2.0.0/sub/mod.js", PACKAGES);
}

Deno.test("rewriteModule() asks JSR for imports that leave the package, and drops what npm needs", () => {
  const inside = 'import { x } from "./x.js";\nexport * from "../y.js";\n';
  const cases = [
    [inside, inside],
    [
      'import { x } from "../../../../@fork/a-one/1.0.0/some_name.js";\n',
      'import { x } from "jsr:@a/one@1.0.0/some-name";\n',
    ],
    [
      'await import("../../../../@fork/a-one/1.0.0/mod.js");\n',
      'await import("jsr:@a/one@1.0.0");\n',
    ],
    ['import * as dntShim from "../../_dnt.shims.js";\ndntShim.Deno.cwd();\n', "Deno.cwd();\n"],
    ["const { Deno } = dntShim.dntGlobalThis;\n", "const { Deno } = globalThis;\n"],
    ["export {};\n//# sourceMappingURL=mod.d.ts.map", "export {};\n"],
  ] as const;
  for (const [source, rewritten] of cases) strictEqual(rewrite(source), rewritten);
  throws(
    () => rewrite('import "../../../../@c/x/1/mod.js";'),
    /@c\/x\/1\/mod.js is not in deno.lock/,
  );
});
