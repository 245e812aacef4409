/** What `help` prints, by command, laid out for 80 columns; `$0` stands for the program's name. */
export const HELP = {
  "": `Provide container images to osbuild's stages, and inspect them.

Usage: $0 [--json] [--version] COMMAND ...

Examples:
  Is this manifest right?
    $0 validate manifest.json
  What is wrong with this installation?
    sudo $0 doctor
  Are the images in the store intact?
    $0 images --verify /var/cache/osbuild

Commands:
  schema       Print the sidecar that osbuild reads, or compare a file with it.
  validate     Check the container inputs of osbuild manifests.
  images       List the container images in an osbuild store, or verify them.
  map          Mount images of a store as a stage sees them, until Enter.
  doctor       Check an installation for everything known to go wrong.
  completions  Print completions for a shell.
  help         Explain a command, or list all commands.
  version      Print versions, as --version does.

Options:
      --json     Print one JSON document instead of text.
  -V, --version  Print versions, and the supported forms of osbuild's protocol.
  -h, --help     Print this help.

osbuild starts this program as an input module, with --service-id and
--service-fd. On the command line it inspects manifests, stores and
installations. It changes nothing; only map mounts images, and unmounts them
when it ends.

'$0 help COMMAND' explains a command.
`,

  schema: `Print the sidecar that osbuild reads, or compare a file with it.

Usage: $0 schema [--check FILE] [--json] [INPUT]

Examples:
  Which inputs are allowed?
    $0 schema
  Is the installed sidecar the right one?
    cd /usr/lib/osbuild/inputs
    $0 schema --check org.osbuild.containers.meta.json

osbuild learns what inputs may look like from the file INPUT.meta.json beside
the program. This command prints that file, byte for byte; INPUT is
org.osbuild.containers, unless it is given. With --check it tells whether FILE
is the same, and shows where it differs.

With --json:
  summary, description, schema  without --check: the sidecar itself
  file                 with --check: the file that was compared
  same                 with --check: whether it is the same, byte for byte
  equivalent           with --check: whether it is at least the same JSON
  changes[].line       number of the line in the file where it differs
  changes[].expected   lines of the sidecar
  changes[].found      lines of the file instead
`,

  validate: `Check the container inputs of osbuild manifests.

Usage: $0 validate [--json] MANIFEST...

Examples:
  Is this manifest right?
    $0 validate manifest.json
  What does osbuild-mpp make of this?
    osbuild-mpp manifest.mpp.yaml - | $0 validate -
  Which rules do these manifests break?
    $0 validate --json *.json | jq -r '.findings[].rule'

Finds the inputs of types org.osbuild.containers and
org.osbuild.containers-storage in manifests of format version 2, checks them
against the schema, and checks what the schema can't: that references name
earlier pipelines or items of the manifest's sources, that no id is used twice,
and that container tools accept the names. osbuild checks the rest of a
manifest. A MANIFEST of - is standard input.

Findings name one of these rules: unreadable, not-json and wrong-version for
files; unknown-input-type for a mistyped type; schema, missing-name, bad-name,
bad-id and duplicate-id for references; unknown-source and not-an-image for
references to sources; ignored-reference, unknown-pipeline, later-pipeline and
own-pipeline for references to pipelines.

With --json:
  files[].file              a file, as named on the command line
  files[].inputs            how many container inputs it has
  findings[].file           the file
  findings[].rule           what is wrong, one word, such as schema
  findings[].message        the same for people
  findings[].pipeline       name of the pipeline, or null
  findings[].stage          index and type of the stage, or null
  findings[].input          name of the input, or null
  findings[].pointer        JSON pointer to the place
  findings[].line, .column  the same as numbers from 1; null if unknown
`,

  images: `List the container images in an osbuild store, or verify them.

Usage: $0 images [--verify] [--no-trunc] [--json] STORE

Examples:
  Which images are there?
    $0 images /var/cache/osbuild
  Are they intact?
    $0 images --verify /var/cache/osbuild
  What are their ids?
    $0 images --json .osbuild | jq -r '.images[].id'

Options:
  --verify    Read the images and compare all digests and sizes.
  --no-trunc  Print names, ids and digests in full.

STORE is the directory given to osbuild by --store. Its images are in the
directory sources/org.osbuild.containers, each in a directory named by the
image's id, in the layout of skopeo's dir transport. With --verify every file is
read: the configuration's digest must be the id, every blob must have its digest
and size, and no file may be missing or left over. All images are checked, even
if one is bad.

With --json:
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
`,

  map: `Mount images of a store as a stage sees them, until Enter.

Usage: $0 map [--json] STORE TARGET REF[=NAME]...

Examples:
  What would a stage see?
    sudo $0 map .osbuild /mnt 0123=localhost/hello
  Keep an image mounted in the background
    sleep infinity | sudo $0 map .osbuild /mnt 0123 &

Does what the service does for osbuild: each image REF of the STORE appears as a
directory in TARGET, an existing directory, mounted read-only. REF is an image's
id or an unambiguous beginning of it. NAME is the name that the stage would give
to the image, by default its id. Prints the reply that the stage would get and
waits for Enter, the end of input or a signal; then it unmounts everything.
Needs root.

With --json:
  path                    the target
  data.archives           the images below it, by key
  data.archives.*.format  skopeo's name of the layout: dir
  data.archives.*.name    the name that the image is to have
`,

  doctor: `Check an installation for everything known to go wrong.

Usage: $0 doctor [--libdir DIR] [--json]

Examples:
  What is wrong here?
    sudo $0 doctor
  Will osbuild find this copy?
    sudo $0 doctor --libdir ./libdir

Everything wrong comes with a remedy; nothing is changed. DIR is the directory
given to osbuild by --libdir, which contains inputs/org.osbuild.containers. By
default it is the directory that this program is in, or else /usr/lib/osbuild.

The checks are c-library, privileges, mount, umount, osbuild, program, noexec,
sidecar, osbuild-sidecar, selinux and leftover-mounts.

With --json:
  libdir            the directory that was checked
  checks[].check    name of the check, one word, such as sidecar
  checks[].state    ok, wrong, or unknown if that can't be told
  checks[].message  what was found
  checks[].remedy   what to do about it; or null
`,

  completions: `Print completions for a shell.

Usage: $0 completions [--json] SHELL

Examples:
  Complete in this bash
    source <($0 completions bash)

SHELL is bash, zsh or fish. Packages install the completions of all three.

With --json:
  shell   the shell
  script  its completions
`,

  help: `Explain a command, or list all commands.

Usage: $0 help [--json] [COMMAND]
`,

  version: `Print versions, as --version does.

Usage: $0 version [--json]
`,
} as const;

/** A command, or "" for the program. */
export type CommandName = keyof typeof HELP;

/** The help of a command. */
export function helpOf(command: CommandName, program: string): string {
  return HELP[command].replaceAll("$0", program);
}

/** How a command is called, in one line. */
export function usageOf(command: CommandName, program: string): string {
  return /^Usage: .*$/m.exec(helpOf(command, program))![0];
}
