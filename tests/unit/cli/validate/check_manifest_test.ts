import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { checkManifest } from "../../../../lib/cli/validate/check_manifest.ts";
import { pointerTo } from "../../../../lib/cli/validate/manifest.ts";

const ID = `sha256:${"0".repeat(64)}`;
const OTHER = `sha256:${"1".repeat(64)}`;
const AT = "/pipelines/1/stages/0/inputs/images";

/** A manifest with one container input, in the second of three pipelines. */
function manifest(input: unknown, sources: unknown = skopeo(ID, OTHER)): unknown {
  const inputs = { packages: { type: "org.osbuild.files" }, images: input };
  return {
    version: "2",
    pipelines: [
      { name: "first", stages: [{ type: "org.osbuild.oci-archive" }] },
      { name: "second", stages: [{ type: "org.osbuild.skopeo", inputs }] },
      { name: "third" },
    ],
    sources,
  };
}

function input(references: unknown, origin = "org.osbuild.source", more = {}): unknown {
  return { type: "org.osbuild.containers", origin, references, ...more };
}

function check(document: unknown) {
  const { inputs, findings } = checkManifest("m.json", JSON.stringify(document, null, 2));
  return { inputs, findings };
}

/** Rules and pointers of what is found, the pointers from the input on. */
function found(document: unknown): string[] {
  return check(document).findings.map(({ rule, pointer }) => `${rule} ${pointer.replace(AT, "")}`);
}

const skopeo = (...ids: string[]) => ({
  "org.osbuild.skopeo": { items: Object.fromEntries(ids.map((id) => [id, {}])) },
});

Deno.test("checkManifest() finds what is wrong in a manifest that is nested too deep for places", () => {
  const text = JSON.stringify(manifest(input({ [ID]: { name: "Hello" } })))
    .replace('"stages":', `"x":${"[".repeat(1e5)}${"]".repeat(1e5)},"stages":`);
  const { findings } = checkManifest("m.json", text);
  deepStrictEqual(findings.map(({ rule, line }) => [rule, line]), [["bad-name", null]]);
});

Deno.test("checkManifest() tells file, scene, pointer, line and column", () => {
  const document = manifest(input({ [ID]: {} }));
  const { findings } = check(document);
  const lines = JSON.stringify(document, null, 2).split("\n");
  const line = lines.findIndex((it) => it.includes(ID));
  deepStrictEqual(findings, [{
    file: "m.json",
    rule: "schema",
    message: "the property 'name' is missing",
    pipeline: "second",
    stage: { index: 0, type: "org.osbuild.skopeo" },
    input: "images",
    pointer: `${AT}/references/${ID}`,
    line: line + 1,
    column: lines[line]!.indexOf(`"${ID}`) + 1,
  }]);
});

Deno.test("checkManifest() counts lines up to a place at the start of one", () => {
  const { findings } = checkManifest("m.json", '{"version":\n\n}');
  deepStrictEqual(findings.map(({ line, column }) => [line, column]), [[3, 1]]);
});

const CURL = { "org.osbuild.curl": { items: { [ID]: {} } } };

Deno.test("checkManifest() counts inputs of its own type, and is content with what osbuild takes", () => {
  const image = { name: "localhost/hello:latest" };
  const archive = { "name:first": { name: "hello" } };
  const right = [
    manifest(input({ [ID]: image }), skopeo(ID)),
    manifest(input([{ id: ID, options: image }]), skopeo(ID)),
    manifest(input({ [ID]: image }), { ...CURL, ...skopeo(ID) }),
    manifest(input(archive, "org.osbuild.pipeline")),
  ];
  const others = [{}, null, [], "x"].map((it) => manifest(it));
  const types = ["files", "tree", "ostree", "ostree.checkout", "noop"];
  const ofOthers = types.map((it) => manifest({ type: `org.osbuild.${it}` }));
  for (const it of right) deepStrictEqual(check(it), { inputs: 1, findings: [] });
  for (const it of [...others, ...ofOthers, { version: "2" }]) {
    deepStrictEqual(check(it), { inputs: 0, findings: [] });
  }
});

Deno.test("checkManifest() finds what is wrong, and points at it", () => {
  const x = { name: "x" };
  const source = (sources: unknown) => manifest(input({ [ID]: x }), sources);
  const { sources: _, ...withoutSources } = source({}) as { sources: unknown };
  const fromPipeline = (id: string) => manifest(input({ [id]: x }, "org.osbuild.pipeline"));
  const image = `/references/${ID}`;
  const cases: [document: unknown, ...found: string[]][] = [
    // The type.
    [manifest({ type: "org.osbuild.container" }), "unknown-input-type /type"],
    [manifest({ type: "org.osbuild.contianers" }), "unknown-input-type /type"],
    [manifest({ type: "org.osbuil.containers" }), "unknown-input-type /type"],
    // What the schema says.
    [manifest({ type: "org.osbuild.containers" }), "schema ", "schema "],
    [manifest(input({})), "schema /references"],
    [manifest(input([])), "schema /references"],
    [manifest(input("x")), "schema /references"],
    [manifest(input({ [ID]: x }, "elsewhere")), "schema /origin"],
    [manifest(input({ [ID]: x }, undefined, { options: {} })), "schema /options"],
    [manifest(input({ [ID]: 1 })), `schema ${image}`],
    [manifest(input({ "a/~%ä": {} })), "schema /references/a~1~0%ä", "bad-id /references/a~1~0%ä"],
    [manifest(input({ [ID]: { name: 1 } })), `schema ${image}/name`],
    [manifest(input({ [ID]: { ...x, tag: "y" } })), `schema ${image}/tag`],
    [manifest(input([{ options: x }])), "schema /references/0"],
    [manifest(input([{ id: 7 }])), "schema /references/0/id"],
    [manifest(input([ID])), "schema /references/0"],
    [manifest(input([{ id: ID, options: x, name: "y" }])), "schema /references/0/name"],
    [
      manifest(input([{ id: ID, options: { nam: "x" } }])),
      "schema /references/0/options",
      "schema /references/0/options/nam",
    ],
    // What the schema allows.
    [manifest(input([{ id: ID }])), "missing-name /references/0"],
    [
      manifest(input([{ id: ID, options: x }, { id: ID, options: x }])),
      "duplicate-id /references/1/id",
    ],
    // Names that container tools refuse, and that skopeo refuses in a container storage only.
    [manifest(input({ [ID]: { name: "Hello" } })), `bad-name ${image}/name`],
    [manifest(input({ [ID]: { name: "[::1]:5000/a/b:c" } })), `risky-name ${image}/name`],
    // Sources that do not list the image.
    [manifest(input({ "sha256:1": x })), "bad-id /references/sha256:1"],
    [source(skopeo(OTHER)), `unknown-source ${image}`],
    ...[{}, null, [ID], 1, { "org.osbuild.skopeo": null }].map((
      sources,
    ): [unknown, string] => [source(sources), `unknown-source ${image}`]),
    [withoutSources, `unknown-source ${image}`],
    [source(CURL), `not-an-image ${image}`],
    // Pipelines that are not there, not yet there, or ignored.
    [fromPipeline("name:nowhere"), "unknown-pipeline /references/name:nowhere"],
    [fromPipeline("name:third"), "later-pipeline /references/name:third"],
    [fromPipeline("name:second"), "own-pipeline /references/name:second"],
    [fromPipeline("first"), "ignored-reference /references/first"],
    [fromPipeline("name:__proto__"), "unknown-pipeline /references/name:__proto__"],
  ];
  for (const [document, ...expected] of cases) {
    deepStrictEqual(found(document), expected, JSON.stringify(document));
  }
});

Deno.test("checkManifest() knows a pipeline that has the name of an earlier one", () => {
  const refs = input({ "name:first": { name: "x" } }, "org.osbuild.pipeline");
  const { pipelines } = manifest(refs) as { pipelines: unknown[] };
  deepStrictEqual(found({ version: "2", pipelines: [...pipelines, { name: "first" }] }), []);
});

Deno.test("checkManifest() finds the second of two equal keys", () => {
  const options = { name: "x" };
  const text = JSON.stringify(manifest(input({ [ID]: options, [OTHER]: options })))
    .replace(OTHER, ID);
  const { findings } = checkManifest("m.json", text);
  deepStrictEqual(findings.map(({ rule, column }) => [rule, column]), [
    ["duplicate-id", text.lastIndexOf(`"${ID}":{"name"`) + 1],
  ]);
});

Deno.test("checkManifest() says what was meant, or how it is written", () => {
  const cases: [input: unknown, message: RegExp][] = [
    [{ type: "org.osbuild.containers-storag" }, /did you mean org\.osbuild\.containers-storage\?/],
    [input({ [ID]: { nam: "x" } }), /'nam' is not known here: did you mean name\?/],
    [input([ID]), /must be \{"id": "sha256:…", "options": \{"name": "…"\}\}/],
    [input({ [ID]: 1 }), /'sha256:0+' must be an object/],
    [input({ [ID]: { name: 1 } }), /'name' must be a string/],
    [input({}), /'references' must not be empty/],
    [input("x"), /'references' must be an object or an array/],
    [input({}, "x"), /'origin' must be org\.osbuild\.source or org\.osbuild\.pipeline/],
    [
      input({ [ID]: { name: "x" } }, undefined, { "mpp-resolve-images": {} }),
      /mpp-resolve-images.*osbuild-mpp/,
    ],
  ];
  for (const [value, message] of cases) {
    match(check(manifest(value)).findings.map((it) => it.message).join(), message);
  }
});

Deno.test("checkManifest() tells a file that is no manifest what it is", () => {
  const cases: [string, string, RegExp][] = [
    ["", "not-json", /it is empty/],
    ["\ufeff{}", "not-json", /byte-order mark/],
    ['{"version": "2",\n "x" 1}', "not-json", /colon expected, not '1'/],
    ["[]", "wrong-version", /an object, not an array/],
    ["{}", "wrong-version", /no manifest: it lacks the keys version and pipelines/],
    [
      '{"pipelines": []}',
      "wrong-version",
      /no manifest: it lacks the key version; write "version"/,
    ],
    ['{"manifest": {"version": "2"}}', "wrong-version", /in its key 'manifest': .*'jq \.manifest/],
    ['{"version": "3"}', "wrong-version", /is "3"; only "2" has inputs/],
    ['{"version": 2}', "wrong-version", /the number 2 instead of the string "2"$/],
    ['{"version": {}}', "wrong-version", /an object/],
  ];
  for (const [text, rule, message] of cases) {
    const { findings } = checkManifest("m.json", text);
    strictEqual(findings.length, 1, text);
    strictEqual(findings[0]!.rule, rule, text);
    match(findings[0]!.message, message);
  }
});

Deno.test("checkManifest() has nothing against format version 1, which has no inputs", () => {
  for (const text of ['{"version": "1"}', '{"pipeline": {}}']) {
    const { findings, verdict } = checkManifest("m.json", text);
    deepStrictEqual([findings, verdict], [[], "format version 1, which has no inputs"]);
  }
});

Deno.test("checkManifest() says what a file for osbuild-mpp is", () => {
  for (const file of ["a.mpp.yaml", "a.mpp.json"]) {
    match(checkManifest(file, "version: '2'").findings[0]!.message, /source for osbuild-mpp/);
  }
});

Deno.test("checkManifest() takes names that JavaScript has a meaning for as they are", () => {
  const text = JSON.stringify(manifest("@")).replace(
    '"@"',
    '{"type":"org.osbuild.containers","origin":"org.osbuild.source","references":' +
      '{"__proto__":{"name":"x"}},"__proto__":{"a":1}}',
  );
  const { findings } = checkManifest("m.json", text);
  deepStrictEqual(findings.map(({ rule }) => rule).sort(), ["bad-id", "schema"]);
});

Deno.test("pointerTo() escapes what has a meaning in a pointer", () => {
  strictEqual(pointerTo([]), "");
  strictEqual(pointerTo(["a/b", 0, "~1"]), "/a~1b/0/~01");
});
