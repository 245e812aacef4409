import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";

import { blobFile, parseDigest, parseManifest } from "../../../../lib/cli/images/image.ts";

const HEX = "0123456789abcdef".repeat(4);
const config = { digest: `sha256:${HEX}`, size: 7 };

Deno.test("parseManifest() finds configuration and layers", () => {
  const layers = [{ digest: `sha256:${HEX}`, size: 0, mediaType: "x" }];
  deepStrictEqual(parseManifest({ config, layers, annotations: { a: "b" } }), {
    config,
    layers: [{ digest: `sha256:${HEX}`, size: 0 }],
    annotations: { a: "b" },
  });
});

Deno.test("parseManifest() says what a manifest is that it can't use", () => {
  const cases: [unknown, RegExp][] = [
    [null, /not an object/],
    [[], /not an object/],
    [{ manifests: [] }, /several platforms/],
    [{ schemaVersion: 1, fsLayers: [] }, /schema version 1/],
    [{ config }, /no list of layers/],
    [{ layers: [] }, /the configuration has no digest/],
    [{ config: { digest: "sha256:../../x", size: 1 }, layers: [] }, /the configuration/],
    [{ config, layers: [null] }, /layer 0 has no digest/],
    [{ config, layers: [config, { ...config, size: -1 }] }, /layer 1 has no size/],
    [{ config: { ...config, size: 1e300 }, layers: [] }, /no size/],
  ];
  for (const [value, message] of cases) throws(() => parseManifest(value), message);
});

Deno.test("parseDigest() takes nothing but a known algorithm with all its digits", () => {
  deepStrictEqual(parseDigest(`sha256:${HEX}`), { algorithm: "sha256", hex: HEX });
  for (
    const text of ["", HEX, `sha256:${HEX}0`, `sha512:${HEX}`, `md5:${HEX}`, `sha256:${HEX}\n`]
  ) {
    strictEqual(parseDigest(text), undefined, text);
  }
});

Deno.test("blobFile() names files as skopeo does", () => {
  strictEqual(blobFile(`sha256:${HEX}`), HEX);
  strictEqual(blobFile(`sha512:${HEX}${HEX}`), `sha512-${HEX}${HEX}`);
  strictEqual(blobFile("sha256:/"), undefined);
});
