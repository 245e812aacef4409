import type { Command } from "@cliffy/command";
import { TEXT_WIDTH, wrap, wrappedTable, writeLine } from "./common/text.ts";

/** What Cliffy does not know of a command. */
interface Topic {
  /** The command in a sentence. */
  readonly summary: string;
  /** Questions, each with the command that answers it; `$0` stands for the program's name. */
  readonly examples?: string;
  /** The explanation, laid out for 80 columns. */
  readonly text?: string;
  /** The properties of the document that `--json` prints. */
  readonly json?: string;
}

/** Topics by command; "" is the program. */
export const TOPICS = {
  "": {
    summary: "Provide container images to osbuild's stages, and inspect them.",
    examples: `
  Is this manifest right?
    $0 validate manifest.json
  What is wrong with this installation?
    sudo $0 doctor
  Are the images in the store intact?
    $0 images --verify /var/cache/osbuild
`,
    text: `
osbuild starts this program as an input module, with --service-id and
--service-fd. On the command line it inspects manifests, stores and
installations. It changes nothing; only map mounts images, and unmounts them
when it ends.
`,
  },

  schema: {
    summary: "Print the metadata file that osbuild reads.",
    examples: `
  Which inputs are allowed?
    $0 schema
  Is the installed metadata file the right one?
    cd /usr/lib/osbuild/inputs
    $0 schema | diff - org.osbuild.containers.meta.json
`,
    text: `
osbuild learns what inputs may look like from the file INPUT.meta.json beside
the program. This command prints that file, byte for byte; INPUT is
org.osbuild.containers by default.
`,
  },

  validate: {
    summary: "Check the container inputs of osbuild manifests.",
    examples: `
  Is this manifest right?
    $0 validate manifest.json
  Will it find its images?
    $0 validate --store /var/cache/osbuild manifest.json
  What does osbuild-mpp make of this?
    osbuild-mpp manifest.mpp.yaml - | $0 validate -
  Which rules do these manifests break?
    $0 validate --json *.json | jq -r '.findings[].rule'
`,
    text: `
Finds the inputs of types org.osbuild.containers and
org.osbuild.containers-storage in manifests of format version 2, checks them
against the schema, and checks what the schema can't: that references name
earlier pipelines or items of the manifest's sources, that no id is used twice,
and that container tools accept the names. osbuild checks the rest of a
manifest. A MANIFEST of - is standard input.

With --store, each image that the inputs name is looked for, and so are files of
it that are missing or of the wrong size: images of org.osbuild.containers in
STORE, those of org.osbuild.containers-storage in the host's container storage,
which is only read. An image that osbuild would fetch or build is not a problem.

Findings name one of these rules: unreadable, not-json, wrong-version and
too-many for files; unknown-input-type for a mistyped type; schema,
missing-name, bad-name, risky-name (only a warning), bad-id and duplicate-id for
references; unknown-source and not-an-image for references to sources;
ignored-reference, unknown-pipeline, later-pipeline and own-pipeline for
references to pipelines.
`,
    json: `
  files[].file              a file, as named on the command line
  files[].inputs            how many container inputs it has
  findings[].file           the file
  findings[].rule           what is wrong, one word, such as schema
  findings[].message        the same in a sentence
  findings[].pipeline       name of the pipeline, or null
  findings[].stage          index and type of the stage, or null
  findings[].input          name of the input, or null
  findings[].pointer        JSON pointer to the place
  findings[].line, .column  the same as numbers from 1; null if unknown
  With --store also, where .file, .pipeline, .stage and .input are as above:
  images[].type, .id        type of the input, and its reference
  images[].name             the name that the stage gets; or null
  images[].state            present, missing, damaged, downloading or built
  images[].size             bytes, as the image's manifest says; or null
  images[].problems[]       what is wrong with it
  images[].remedy           command that removes it; or null
  others.images, .size      images in the store that are not needed, and bytes
`,
  },

  images: {
    summary: "List the container images in an osbuild store, or verify them.",
    examples: `
  Which images are there?
    $0 images /var/cache/osbuild
  Are they intact?
    $0 images --verify /var/cache/osbuild
  What are their ids?
    $0 images --json .osbuild | jq -r '.images[].id'
`,
    text: `
STORE is the directory given to osbuild by --store. Its images are in the
directory sources/org.osbuild.containers, each in a directory named by the
image's id, in the layout of skopeo's dir transport. With --verify every file is
read: every blob must have its digest, and no file may be left over. Missing
files and wrong sizes are found without that. Images are sorted by name and
date. In a pipe, nothing is shortened.
`,
    json: `
  store                        the store's directory
  verified                     whether --verify was given
  images[].id                  the image's id
  images[].name                its name from annotations or labels; or null
  images[].platform            such as linux/amd64; or null
  images[].created             when, as its configuration says; or null
  images[].layers              how many layers it has; or null
  images[].size                bytes, as the manifest says; or null
  images[].problems[].file     the file below the image's directory
  images[].problems[].message  what is wrong with it
  images[].remedy              command that removes a bad image; or null
  downloads                    downloads in progress, or left over
`,
  },

  map: {
    summary: "Mount images of a store as a stage sees them, until Enter.",
    examples: `
  What would a stage see?
    sudo $0 map .osbuild /mnt 0123=localhost/hello
  Keep an image mounted in the background
    sleep infinity | sudo $0 map .osbuild /mnt 0123 &
`,
    text: `
Does what the service does for osbuild: each image REF of the STORE appears as a
directory in TARGET, an empty directory, mounted read-only. REF is an image's
id, an unambiguous beginning of it, or the name that images shows. NAME is the
name that the stage would give to the image, by default its id. Prints the reply
that the stage would get, a JSON document, and waits for Enter, the end of input
or a signal; then it unmounts everything. Needs root.
`,
  },

  doctor: {
    summary: "Check an installation for everything known to go wrong.",
    examples: `
  What is wrong here?
    sudo $0 doctor
  Will osbuild find this copy?
    sudo $0 doctor --libdir ./libdir
`,
    text: `
Each problem comes with a remedy. doctor changes nothing. DIR is the directory
given to osbuild by --libdir, which contains inputs/org.osbuild.containers. By
default it is the directory that this program is in, or else /usr/lib/osbuild.

The checks are c-library, privileges, mount, umount, osbuild and
leftover-mounts, and, of each input, program, noexec, sidecar, osbuild-sidecar,
selinux and container-storage. Text leaves out what has nothing to say.
`,
    json: `
  libdir            the directory that was checked
  checks[].check    name of the check, one word, such as sidecar
  checks[].input    type of the input that it is about; null for the system
  checks[].state    ok, wrong, or unknown if that can't be told
  checks[].message  what was found
  checks[].remedy   what to do about it; or null
`,
  },

  completions: {
    summary: "Print completions for a shell.",
    examples: `
  Turn on completion in this shell
    source <($0 completions bash)
`,
    text: `
SHELL is bash, zsh or fish. Packages install the completions of all three.
`,
  },

  help: { summary: "Explain a command, or list all commands." },

  version: {
    summary: "Print versions, as --version does.",
    json: `
  version, deno, target  of the program, of Deno, and of the machine
  forms[].osbuild        releases of osbuild
  forms[].args, .reply   how they transfer arguments and reply
`,
  },
} as const satisfies Record<string, Topic>;

/** A command, or "" for the program. */
export type CommandName = keyof typeof TOPICS;

// deno-lint-ignore no-explicit-any -- as Cliffy names the type of commands in general
export type AnyCommand = Command<any>;

/** The name by which a command's topic is found. */
export function nameOf(command: AnyCommand): CommandName {
  return command.getParent() === undefined ? "" : command.getName() as CommandName;
}

/** How a command is called, in one line. */
export function usageOf(command: AnyCommand): string {
  const options = command.getOptions(false).filter(({ flags }) => !flags.includes("--help"))
    .map((option) => `[${option.flags.at(-1)}${valueOf(option)}]`);
  const operands = command.getUsage()
    .replace(
      /<(\w+)(\.*):\w+>|\[(\w+):\w+\]/g,
      (_, name, dots, optional) =>
        optional ? `[${optional.toUpperCase()}]` : name.toUpperCase() + dots,
    );
  const usage = ["Usage:", command.getPath(), ...options, operands].join(" ");
  return wrap(usage, TEXT_WIDTH - 2).join("\n  ");
}

/** Explains a command: examples first, each line within 80 columns. */
export function helpOf(command: AnyCommand): string {
  const { summary, examples, text, json }: Topic = TOPICS[nameOf(command)];
  const isProgram = command.getParent() === undefined;
  const options = command.getOptions(false)
    .filter(({ flags }) => isProgram || !flags.includes("--help"))
    .map((option) => [`${option.flags.join(", ")}${valueOf(option)}`, option.description]);
  const commands = isProgram
    ? command.getCommands(false).map((it) => [it.getName(), it.getDescription()])
    : [];
  const section = (title: string, content: string | undefined) =>
    content ? `\n${title}\n${content.replace(/^\n/, "")}` : "";
  return [
    `${summary}\n\n${usageOf(command)}${isProgram ? " COMMAND ..." : ""}\n`,
    section("Examples:", examples),
    section("Commands:", listOf(commands)),
    section("Options:", listOf(options)),
    text ?? "",
    section("With --json:", json),
    isProgram ? `\n'$0 help COMMAND' explains a command.\n` : "",
  ].join("").replaceAll("$0", command.getPath().split(" ")[0]!);
}

function listOf(rows: readonly (readonly string[])[]): string {
  return wrappedTable(rows.map(([name, text]) => [[name!], text!]), TEXT_WIDTH, 2)
    .flatMap((lines) => lines.map((line) => writeLine(line, false))).join("");
}

function valueOf({ args }: { readonly args: readonly { readonly name: string }[] }): string {
  return args.map(({ name }) => ` ${name.toUpperCase()}`).join("");
}
