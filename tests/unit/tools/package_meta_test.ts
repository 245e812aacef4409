import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { exportName, packageMeta, versionMeta } from "../../../tools/setup/package_meta.ts";

Deno.test("exportName() follows JSR's customs when a module is public", () => {
  strictEqual(exportName("mod.js"), ".");
  strictEqual(exportName("posix/mod.js"), "./posix");
  strictEqual(exportName("posix/from_file_url.js"), "./posix/from-file-url");
});

Deno.test("exportName() answers nothing when a file is private or a declaration", () => {
  for (const file of ["_os.js", "_common/x.js", "join.d.ts"]) {
    strictEqual(exportName(file), undefined);
  }
});

Deno.test("packageMeta() splits scope and name when it describes a package", () => {
  deepStrictEqual(JSON.parse(packageMeta("@a/one", "1.0.0")), {
    scope: "a",
    name: "one",
    latest: "1.0.0",
    versions: { "1.0.0": {} },
  });
});

Deno.test("versionMeta() lists every file, and exports the public ones, when it gets files", () => {
  const files = new Map([["mod.js", new TextEncoder().encode("abc")], [
    "_x.js",
    new Uint8Array(),
  ]]);
  const { manifest, exports } = JSON.parse(versionMeta(files));
  deepStrictEqual(exports, { ".": "./mod.js" });
  deepStrictEqual(Object.keys(manifest), ["/mod.js", "/_x.js"]);
  deepStrictEqual(manifest["/mod.js"], {
    size: 3,
    checksum: "sha256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  });
});
