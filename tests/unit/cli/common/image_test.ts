import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { blobsOf, parseManifest } from "../../../../lib/cli/common/image.ts";

const HEX = "0123456789abcdef".repeat(4);
const config = { digest: `sha256:${HEX}`, size: 7 };

Deno.test("parseManifest() finds configuration and layers, and names files as skopeo does", () => {
  const digest = `sha512:${HEX}${HEX}`;
  const layer = { digest, size: 0, mediaType: "x" };
  const manifest = parseManifest({ config, layers: [layer, layer], annotations: { a: "b" } });
  const blob = { digest, size: 0, file: `sha512-${HEX}${HEX}` };
  deepStrictEqual(manifest, {
    config: { ...config, file: HEX },
    layers: [blob, blob],
    annotations: { a: "b" },
  });
  strictEqual(blobsOf(manifest).length, 2);
});

Deno.test("parseManifest() says what a manifest is that it can't use", () => {
  const digests = ["", HEX, `sha256:${HEX}0`, `sha512:${HEX}`, `md5:${HEX}`, `sha256:${HEX}\n`];
  const cases: [unknown, RegExp][] = [
    [null, /not an object/],
    [[], /not an object/],
    [{ manifests: [] }, /no list of layers/],
    [{ config }, /no list of layers/],
    [{ layers: [] }, /the configuration has no digest/],
    [{ config: { digest: "sha256:../../x", size: 1 }, layers: [] }, /the configuration/],
    [{ config, layers: [null] }, /layer 0 has no digest/],
    [{ config, layers: [config, { ...config, size: -1 }] }, /layer 1 has no size/],
    [{ config: { ...config, size: 1e300 }, layers: [] }, /no size/],
    ...digests.map((digest): [unknown, RegExp] => [
      { config: { digest, size: 1 }, layers: [] },
      /the configuration has no digest/,
    ]),
  ];
  for (const [value, message] of cases) throws(() => parseManifest(value), message);
});
