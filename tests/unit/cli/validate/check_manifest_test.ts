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

Deno.test("checkManifest() is content with inputs that osbuild takes", () => {
  const refs = { [ID]: { name: "localhost/hello:latest" } };
  const list = [{ id: ID, options: { name: "hello" } }];
  for (const references of [refs, list]) {
    deepStrictEqual(check(manifest(input(references), skopeo(ID))), { inputs: 1, findings: [] });
  }
  const archive = { "name:first": { name: "hello" } };
  deepStrictEqual(found(manifest(input(archive, "org.osbuild.pipeline"))), []);
});

Deno.test("checkManifest() looks at inputs of its own type only", () => {
  for (const other of [{ type: "org.osbuild.tree" }, {}, null, [], "x"]) {
    deepStrictEqual(check(manifest(other)), { inputs: 0, findings: [] });
  }
  deepStrictEqual(check({ version: "2" }), { inputs: 0, findings: [] });
});

Deno.test("checkManifest() finds a mistyped input type, and takes osbuild's others as they are", () => {
  const types = (type: string) => found(manifest({ type }));
  for (const type of ["org.osbuild.container", "org.osbuild.contianers", "org.osbuil.containers"]) {
    deepStrictEqual(types(type), ["unknown-input-type /type"], type);
  }
  match(
    check(manifest({ type: "org.osbuild.containers-storag" })).findings[0]!.message,
    /did you mean org\.osbuild\.containers-storage\?/,
  );
  for (const name of ["files", "tree", "ostree", "ostree.checkout", "noop"]) {
    deepStrictEqual(types(`org.osbuild.${name}`), [], name);
  }
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

Deno.test("checkManifest() points at what breaks the schema", () => {
  const cases: [unknown, string][] = [
    [{ type: "org.osbuild.containers" }, "schema  schema "],
    [input({}), "schema /references"],
    [input([]), "schema /references"],
    [input("x"), "schema /references"],
    [input({ [ID]: { name: "x" } }, "elsewhere"), "schema /origin"],
    [input({ [ID]: { name: "x" } }, undefined, { options: {} }), "schema /options"],
    [input({ [ID]: 1 }), `schema /references/${ID}`],
    [input({ [ID]: { name: 1 } }), `schema /references/${ID}/name`],
    [input({ [ID]: { name: "x", tag: "y" } }), `schema /references/${ID}/tag`],
    [input([{ options: { name: "x" } }]), "schema /references/0"],
    [input([{ id: 7 }]), "schema /references/0/id"],
    [input([ID]), "schema /references/0"],
    [input([{ id: ID, options: { name: "x" }, name: "y" }]), "schema /references/0/name"],
    [
      input([{ id: ID, options: { nam: "x" } }]),
      "schema /references/0/options schema /references/0/options/nam",
    ],
  ];
  for (const [value, expected] of cases) {
    strictEqual(found(manifest(value)).join(" "), expected, JSON.stringify(value));
  }
});

Deno.test("checkManifest() finds a list's reference without options, which the schema allows", () => {
  deepStrictEqual(found(manifest(input([{ id: ID }]))), ["missing-name /references/0"]);
});

Deno.test("checkManifest() finds source references that the manifest's sources do not list", () => {
  const refs = input({ [ID]: { name: "x" } });
  const place = `/references/${ID}`;
  deepStrictEqual(found(manifest(refs, skopeo(OTHER))), [`unknown-source ${place}`]);
  for (const sources of [{}, null, [ID], 1, { "org.osbuild.skopeo": null }]) {
    deepStrictEqual(found(manifest(refs, sources)), [`unknown-source ${place}`]);
  }
  const { sources: _, ...none } = manifest(refs) as { sources: unknown };
  deepStrictEqual(found(none), [`unknown-source ${place}`]);
  const curl = { "org.osbuild.curl": { items: { [ID]: {} } } };
  deepStrictEqual(found(manifest(refs, curl)), [`not-an-image ${place}`]);
  deepStrictEqual(found(manifest(refs, { ...curl, ...skopeo(ID) })), []);
  deepStrictEqual(found(manifest(input({ "sha256:1": { name: "x" } }))), [
    "bad-id /references/sha256:1",
  ]);
});

Deno.test("checkManifest() finds pipelines that are not there, not yet there, or passed over", () => {
  const rule = (id: string) =>
    found(manifest(input({ [id]: { name: "x" } }, "org.osbuild.pipeline")))[0]?.split(" ")[0];
  strictEqual(rule("name:nowhere"), "unknown-pipeline");
  strictEqual(rule("name:third"), "later-pipeline");
  strictEqual(rule("name:second"), "own-pipeline");
  strictEqual(rule("first"), "ignored-reference");
  strictEqual(rule("name:__proto__"), "unknown-pipeline");
  const refs = input({ "name:first": { name: "x" } }, "org.osbuild.pipeline");
  const { pipelines } = manifest(refs) as { pipelines: unknown[] };
  deepStrictEqual(found({ version: "2", pipelines: [...pipelines, { name: "first" }] }), []);
});

Deno.test("checkManifest() finds names that container tools refuse", () => {
  deepStrictEqual(found(manifest(input({ [ID]: { name: "Hello" } }))), [
    `bad-name /references/${ID}/name`,
  ]);
});

Deno.test("checkManifest() finds an id that is used twice, in both forms", () => {
  const options = { name: "x" };
  const list = input([{ id: ID, options }, { id: ID, options }]);
  deepStrictEqual(found(manifest(list)), ["duplicate-id /references/1/id"]);
  const text = JSON.stringify(manifest(input({ [ID]: options, [OTHER]: options })))
    .replace(OTHER, ID);
  const { findings } = checkManifest("m.json", text);
  deepStrictEqual(findings.map(({ rule, column }) => [rule, column]), [
    ["duplicate-id", text.lastIndexOf(`"${ID}":{"name"`) + 1],
  ]);
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

Deno.test("checkManifest() says what is left of osbuild-mpp, and what a file for it is", () => {
  const left = input({ [ID]: { name: "x" } }, undefined, { "mpp-resolve-images": {} });
  match(check(manifest(left)).findings[0]!.message, /mpp-resolve-images.*osbuild-mpp/);
  for (const file of ["a.mpp.yaml", "a.mpp.json"]) {
    match(checkManifest(file, "version: '2'").findings[0]!.message, /source for osbuild-mpp/);
  }
});

Deno.test("checkManifest() says how properties and elements of lists are written", () => {
  const message = (it: unknown) => check(manifest(it)).findings.map((it) => it.message).join();
  match(message(input({ [ID]: { nam: "x" } })), /'nam' is not known here: did you mean name\?/);
  match(message(input([ID])), /must be \{"id": "sha256:…", "options": \{"name": "…"\}\}/);
  match(message(input({ [ID]: 1 })), /must be an object/);
});

Deno.test("checkManifest() warns of names that skopeo refuses in a container storage only", () => {
  deepStrictEqual(found(manifest(input({ [ID]: { name: "[::1]:5000/a/b:c" } }))), [
    `risky-name /references/${ID}/name`,
  ]);
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
