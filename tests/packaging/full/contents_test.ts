import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { basename, dirname, join } from "node:path";
import { packages, packagingTest, run } from "../support/packaging.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { binaryPath } from "../../../tools/build.ts";
import { readComponents, readCrates } from "../../../tools/package/licences.ts";
import { makeNotices } from "../../../tools/package/notices.ts";
import { partsDirectory } from "../../../tools/package/parts.ts";
import { RUNTIMES } from "../../../tools/pins.ts";
import { descriptionPath, sbomPath } from "../../../tools/package/sbom.ts";
import { fileHash } from "../../../tools/shared/files.ts";
import {
  ARCHITECTURES,
  HOST,
  MODULE,
  PACKAGE,
  runtimePath,
} from "../../../tools/shared/project.ts";

/** How packages are unpacked, and which paths differ. */
const KINDS = {
  rpm: {
    programs: ["rpm2cpio", "cpio"],
    unpack: 'rpm2cpio "$0" | cpio --quiet -idm',
    program: `lib/${PACKAGE}/${MODULE}`,
    zsh: "zsh/site-functions",
  },
  deb: {
    programs: ["dpkg-deb"],
    unpack: 'dpkg-deb -x "$0" .',
    program: `lib/osbuild/inputs/${MODULE}`,
    zsh: "zsh/vendor-completions",
  },
} as const;

for (const kind of ["rpm", "deb"] as const) {
  const { programs, unpack, program, zsh } = KINDS[kind];
  packagingTest(`the ${kind} has the released program, its notices, manual and completions`, {
    programs,
    files: [packages[kind]],
  }, async () => {
    await using directory = await tempDirectory();
    const options = { cwd: directory.path };
    await run(["sh", "-c", unpack, packages[kind]], options);
    // Debian compresses some.
    const read = (path: string) =>
      run(["sh", "-c", 'find . -path "./usr/share/$0*" -exec zcat -f {} +', path], options);
    const installed = join(directory.path, "usr", program);
    strictEqual(await fileHash(installed), await fileHash(binaryPath(HOST)));
    strictEqual(await read("*/THIRD-PARTY-NOTICES"), await makeNotices());
    const parts = {
      [`${PACKAGE}.8`]: `man/man8/${PACKAGE}.8`,
      [`_${PACKAGE}`]: `${zsh}/_${PACKAGE}`,
      [`${PACKAGE}.fish`]: `fish/vendor_completions.d/${PACKAGE}.fish`,
      [`${PACKAGE}.bash`]: `bash-completion/completions/${PACKAGE}`,
    };
    for (const [part, path] of Object.entries(parts)) {
      strictEqual(
        await read(path),
        await Deno.readTextFile(join(partsDirectory(HOST), part)),
        path,
      );
    }
  });
}

packagingTest("the rpms name the source package beside them, and no other, as theirs", {
  programs: ["rpm"],
  files: [packages.rpm, packages.launcherRpm, packages.sourceRpm],
}, async () => {
  const query = (format: string, path: string) => run(["rpm", "-qp", "--qf", format, path]);
  const digest = await query("%{SIGMD5}", packages.sourceRpm);
  for (const path of [packages.rpm, packages.launcherRpm]) {
    strictEqual(await query("%{SOURCERPM}", path), basename(packages.sourceRpm));
    strictEqual(await query("%{COOKIE}", path), await query("%{COOKIE}", packages.sourceRpm));
    // rpmbuild records the digest of a source package only if it has made that in the same run.
    ok(["(none)", digest].includes(await query("%{SOURCEPKGID}", path)));
  }
});

/** What the checkers say of these packages, and why it stays. */
const EXPLAINED: Readonly<Record<string, string>> = {
  // rpmlint
  "hardcoded-library-path": "osbuild's modules are in /usr/lib everywhere, and so is this",
  "only-non-binary-in-usr-lib": "the same",
  "unversioned-explicit-provides": "the runtime does not show their versions, only their crates'",
  "requires-on-release": "the two packages are made for each other",
  "invalid-url": "not asked from here",
  "no-documentation": "the manual belongs to the main package",
  "no-manual-page-for-binary": "Debian's rpm does not compress pages, and rpmlint looks for others",
  "manpage-not-compressed": "the same",
  "invalid-license": "Debian's rpmlint does not know SPDX's names",
  "invalid-license-exception": "the same",
  "no-packager-tag": "Debian's rpmlint wants tags that are long gone",
  "no-group-tag": "the same",
  "no-buildroot-tag": "the same",
  "no-signature": "signing is up to whoever publishes",
  // lintian
  "embedded-library": "Deno brings its own copy of what it is made of",
  "source-is-missing": "the runtime and esbuild come compiled; modules with long lines are sources",
  "binary-has-unneeded-section": "the runtime goes into the program unchanged",
  "spelling-error-in-binary": "the same",
  "custom-compression-in-debian-rules": "smaller, and dpkg of every release reads it",
  "no-debian-changes": "the archive has debian/ already, filled in",
  "initial-upload-closes-no-bugs": "not uploaded to Debian, which has no Deno",
  "debian-watch-file-is-missing": "the same",
  "bogus-mail-host": "a local build, without MAINTAINER; a release is refused without",
  "bogus-mail-host-in-debian-changelog": "the same",
  "root-in-contact": "the same",
};

const CHECKERS = {
  rpmlint: {
    files: [packages.rpm, packages.launcherRpm, packages.sourceRpm],
    command: 'rpmlint "$@"',
    said: / 3 packages and /,
    tag: /: [EWI]: ([\w-]+)/g,
  },
  lintian: {
    files: [packages.deb.replace(/\.deb$/, ".changes")],
    command: 'lintian --allow-root --no-override "--display-level=>=info" "$@"',
    said: /^[EWI]: /m,
    tag: /^[EWI]: [^:]+: ([\w-]+)/gm,
  },
};

for (const [program, { files, command, said, tag }] of Object.entries(CHECKERS)) {
  packagingTest(`${program} has nothing to say but what is explained`, {
    programs: [program],
    files,
  }, async () => {
    const cwd = dirname(files[0]!);
    const output = await run(["sh", "-c", `${command} 2>&1 || true`, "sh", ...files], { cwd });
    match(output, said);
    const tags = Array.from(output.matchAll(tag), ([, it]) => it!);
    deepStrictEqual(tags.filter((it) => !EXPLAINED[it]), []);
  });
}

/** A component as a release lists it. */
interface Listed {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version?: string;
  readonly scope?: string;
  readonly licenses: readonly { expression?: string; license?: { name: string } }[];
  readonly hashes?: readonly { readonly content: string }[];
}

/** Registers a test of the bill of materials. */
function sbomTest(
  name: string,
  programs: string[],
  // deno-lint-ignore no-explicit-any -- CycloneDX's own form
  test: (components: readonly Listed[], bill: any) => void | Promise<void>,
): void {
  packagingTest(`the bill of materials ${name}`, { programs, files: [sbomPath()] }, async () => {
    const bill = JSON.parse(Deno.readTextFileSync(sbomPath()));
    await test(bill.components, bill);
  });
}

sbomTest("is valid by the schema of CycloneDX 1.6", ["node", "npm"], async () => {
  await using directory = await tempDirectory();
  const libraries = [
    "@cyclonedx/cyclonedx-library@10.3.0",
    "ajv@8.20.0",
    "ajv-formats@3.0.1",
    "ajv-formats-draft2019@1.6.1",
  ];
  const options = { cwd: directory.path };
  await run(["npm", "install", "--silent", "--prefix", directory.path, ...libraries], options);
  const check = `
    const { Validation, Spec } = require("@cyclonedx/cyclonedx-library");
    const { JsonStrictValidator } = Validation;
    new JsonStrictValidator(Spec.Version.v1dot6)
      .validate(require("fs").readFileSync(process.argv[1], "utf8"))
      .then((error) => console.log(error === null ? "valid" : JSON.stringify(error)));`;
  strictEqual((await run(["node", "-e", check, sbomPath()], options)).trim(), "valid");
});

sbomTest("says who made it of what, and refers to what it has", [], (components, bill) => {
  match(bill.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-/);
  match(bill.metadata.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  ok(bill.metadata.supplier.name);
  ok(bill.metadata.tools.components.some(({ name }: Listed) => name === "deno"));
  const refs = new Set(components.map((it) => it["bom-ref"]));
  strictEqual(refs.size, components.length);
  refs.add(bill.metadata.component["bom-ref"]);
  for (const { ref, dependsOn } of bill.dependencies) {
    for (const it of [ref, ...dependsOn]) ok(refs.has(it), it);
  }
});

sbomTest("has every row of the tables", [], (components) => {
  const rows = [
    ...readCrates().map((it) => ({ ...it, optional: it.evidence !== "linked" && "optional" })),
    ...readComponents().map((it) => ({ ...it, optional: it.kind === "build" && "excluded" })),
  ];
  for (const { name, version, licence, optional } of rows) {
    const found = components.find((it) => it.name === name && (it.version ?? "") === version);
    const { expression, license } = found!.licenses[0]!;
    const expected = [licence, optional || "required"];
    deepStrictEqual([expression ?? license!.name, found!.scope], expected, name);
  }
});

sbomTest("has the digests of the files that are there", [], async (components) => {
  const digestOf = (ref: string) =>
    components.find((it) => it["bom-ref"].startsWith(ref))?.hashes?.[0]?.content;
  for (const architecture of ARCHITECTURES) {
    strictEqual(digestOf(`program-${architecture}`), await fileHash(binaryPath(architecture)));
    strictEqual(digestOf(`runtime:denort-${architecture}`), RUNTIMES[architecture].sha256);
  }
  for (const { name, version } of readComponents().filter(({ kind }) => kind === "jsr")) {
    const path = descriptionPath(name, version);
    // Deno adds the digest to the description that it vendors; a stand-in's has none.
    const { lockfileChecksum } = JSON.parse(Deno.readTextFileSync(path));
    strictEqual(digestOf(`jsr:${name}@${version}`), lockfileChecksum ?? await fileHash(path));
  }
  for (const { name, hashes } of components.filter((it) => /^(npm|build):/.test(it["bom-ref"]))) {
    match(hashes?.[0]?.content ?? "", /^[0-9a-f]{128}$/, name);
  }
});

for (const architecture of ARCHITECTURES) {
  const runtime = runtimePath(architecture);

  packagingTest(`the program for ${architecture} begins with the pinned runtime, unchanged`, {
    files: [runtime, binaryPath(architecture)],
  }, async () => {
    strictEqual(await fileHash(runtime), RUNTIMES[architecture].sha256);
    const { size } = await Deno.stat(runtime);
    const begin = `head -c ${size} "$1" | sha256sum`;
    const digest = await run(["sh", "-c", begin, "sh", binaryPath(architecture)]);
    strictEqual(digest.slice(0, 64), RUNTIMES[architecture].sha256);
  });
}
