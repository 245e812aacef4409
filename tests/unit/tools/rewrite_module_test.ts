import { strictEqual, throws } from "node:assert/strict";
import { rewriteModule } from "../../../tools/offline/stand_ins.ts";

const PACKAGES = [
  { name: "@a/one", version: "1.0.0", carriedAs: "@fork/a-one" },
  { name: "@b/two", version: "2.0.0", carriedAs: "@b/two" },
];

function rewrite(source: string, path = "@fork/a-one/1.0.0/sub/mod.js"): string {
  return rewriteModule(source, path, PACKAGES);
}

Deno.test("rewriteModule() leaves imports alone when they stay inside the package", () => {
  const source = 'import { x } from "./x.js";\nexport * from "../y.js";\n';
  strictEqual(rewrite(source), source);
});

Deno.test("rewriteModule() asks JSR when an import leaves the package", () => {
  strictEqual(
    rewrite('import { x } from "../../../../@b/two/2.0.0/some_name.js";\n'),
    'import { x } from "jsr:@b/two@2.0.0/some-name";\n',
  );
  strictEqual(
    rewrite('await import("../../a-one/1.0.0/mod.js");\n', "@fork/c/3/mod.js"),
    'await import("jsr:@a/one@1.0.0");\n',
  );
});

Deno.test("rewriteModule() takes Deno's own globals when there is a shim", () => {
  const source = 'import * as dntShim from "../../_dnt.shims.js";\n' +
    "dntShim.Deno.cwd();\nconst { Deno } = dntShim.dntGlobalThis;\n";
  strictEqual(rewrite(source), "Deno.cwd();\nconst { Deno } = globalThis;\n");
});

Deno.test("rewriteModule() drops the source map when there is one", () => {
  strictEqual(rewrite("export {};\n//# sourceMappingURL=mod.d.ts.map"), "export {};\n");
});

Deno.test("rewriteModule() throws when an import leads to an unknown package", () => {
  throws(
    () => rewrite('import "../../../../@c/x/1/mod.js";'),
    /@c\/x\/1\/mod.js is not in tools\/pins.ts/,
  );
});
