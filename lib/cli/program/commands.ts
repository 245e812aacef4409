import { type ArgumentValue, Command, EnumType, ValidationError } from "@cliffy/command";
import { CompletionsCommand } from "@cliffy/command/completions";
import { INSTALLED_NAME } from "../common/program_name.ts";
import type { Select } from "../common/result.ts";

/**
 * Defines the commands, except those that explain the program itself. What they need is imported
 * when they run.
 *
 * @param select receives the job of the command that is called
 * @returns the definitions
 */
export function defineCommands(select: Select) {
  return [
    schema(select),
    validate(select),
    images(select),
    map(select),
    doctor(select),
    completions(select),
  ];
}

function schema(select: Select) {
  return new Command()
    .name("schema")
    .description(
      `Print the sidecar that osbuild reads, or compare a file with it.

      osbuild learns what inputs may look like from the file INPUT.meta.json beside the program. This
      command prints that file, byte for byte; INPUT is org.osbuild.containers, unless it is given.
      With --check it tells whether FILE is the same, and shows where it differs.`,
    )
    .arguments("[input]")
    .option("--check <file:file>", "Compare FILE instead of printing.")
    .example("Which inputs are allowed?", "$0 schema")
    .example(
      "Is the installed sidecar the right one?",
      "cd /usr/lib/osbuild/inputs\n$0 schema --check org.osbuild.containers.meta.json",
    )
    .meta("summary, description, schema", "without --check: the sidecar itself")
    .meta("file", "with --check: the file that was compared")
    .meta("same", "with --check: whether it is the same, byte for byte")
    .meta("equivalent", "with --check: whether it is at least the same JSON")
    .meta("changes[].line", "number of the line in the file where it differs")
    .meta("changes[].expected", "lines of the sidecar")
    .meta("changes[].found", "lines of the file instead")
    .action(({ check }, input) =>
      select(async () => {
        const { printSchema, checkSchema } = await import("../schema.ts");
        return check === undefined ? printSchema(input) : await checkSchema(check, input);
      })
    );
}

function validate(select: Select) {
  return new Command()
    .name("validate")
    .description(
      `Check the container inputs of osbuild manifests.

      Finds the inputs of types org.osbuild.containers and org.osbuild.containers-storage in
      manifests of format version 2, checks them against the schema, and checks what the schema can't: that references name earlier pipelines
      or items of the manifest's sources, that no id is used twice, and that container tools accept
      the names. osbuild checks the rest of a manifest. A MANIFEST of - is standard input.

      Findings name one of these rules: unreadable, not-json and wrong-version for files;
      unknown-input-type for a mistyped type; schema, missing-name, bad-name, bad-id and
      duplicate-id for references; unknown-source and not-an-image for references to sources;
      ignored-reference, unknown-pipeline, later-pipeline and own-pipeline for references to
      pipelines.`,
    )
    .arguments("<manifest...:file>")
    .example("Is this manifest right?", "$0 validate manifest.json")
    .example(
      "What does osbuild-mpp make of this?",
      "osbuild-mpp manifest.mpp.yaml - | $0 validate -",
    )
    .example(
      "Which rules do these manifests break?",
      "$0 validate --json *.json | jq -r '.findings[].rule'",
    )
    .meta("files[].file", "a file, as named on the command line")
    .meta("files[].inputs", "how many container inputs it has")
    .meta("findings[].file", "the file")
    .meta("findings[].rule", "what is wrong, one word, such as unknown-pipeline or schema")
    .meta("findings[].message", "the same for people")
    .meta("findings[].pipeline", "name of the pipeline, or null")
    .meta("findings[].stage", "index and type of the stage, or null")
    .meta("findings[].input", "name of the input, or null")
    .meta("findings[].pointer", "JSON pointer to the place")
    .meta("findings[].line, .column", "the same as numbers from 1; null if unknown")
    .action((_, ...manifests) =>
      select(async () => (await import("../validate/validate.ts")).validate(manifests))
    );
}

function images(select: Select) {
  return new Command()
    .name("images")
    .description(
      `List the container images in an osbuild store, or verify them.

      STORE is the directory given to osbuild by --store. Its images are in the directory
      sources/org.osbuild.containers, each in a directory named by the image's id, in the layout of
      skopeo's dir transport. With --verify every file is read: the configuration's digest must be
      the id, every blob must have its digest and size, and no file may be missing or left over. All
      images are checked, even if one is bad.`,
    )
    .option("--verify", "Read the images and compare all digests and sizes.")
    .option("--no-trunc", "Print names, ids and digests in full.")
    .arguments("<store:file>")
    .example("Which images are there?", "$0 images /var/cache/osbuild")
    .example("Are they intact?", "$0 images --verify /var/cache/osbuild")
    .example("What are their ids?", "$0 images --json .osbuild | jq -r '.images[].id'")
    .meta("store", "the store's directory")
    .meta("verified", "whether --verify was given")
    .meta("images[].id", "the image's id")
    .meta("images[].name", "its name from annotations or labels; or null")
    .meta("images[].platform", "operating system and architecture, such as linux/amd64; or null")
    .meta("images[].created", "when it was made, as its configuration says; or null")
    .meta("images[].layers", "how many layers it has; or null")
    .meta("images[].size", "bytes of configuration and layers, as the manifest says; or null")
    .meta("images[].problems[].file", "the file below the image's directory")
    .meta("images[].problems[].message", "what is wrong with it")
    .action(({ verify, trunc }, store) =>
      select(async () => {
        const { images } = await import("../images/images.ts");
        return await images(store, { verify: verify === true, full: !trunc });
      })
    );
}

function map(select: Select) {
  return new Command()
    .name("map")
    .description(
      `Mount images of a store as a stage sees them, until Enter.

      Does what the service does for osbuild: each image REF of the STORE appears as a directory in
      TARGET, an existing directory, mounted read-only. REF is an image's id or an unambiguous
      beginning of it. NAME is the name that the stage would give to the image, by default its id.
      Prints the reply that the stage would get and waits for Enter, the end of input or a signal;
      then it unmounts everything. Needs root.`,
    )
    .type("reference", ({ value }: ArgumentValue) => {
      const [, ref, , name] = /^([^=]+)(=(.+))?$/s.exec(value) ?? [];
      if (ref !== undefined) return { ref, name };
      throw new ValidationError(`Cannot use operand '${value}': write REF or REF=NAME.`);
    })
    .arguments("<store:file> <target:file> <ref...:reference>")
    .example("What would a stage see?", "sudo $0 map .osbuild /mnt 0123=localhost/hello")
    .example(
      "Keep an image mounted in the background",
      "sleep infinity | sudo $0 map .osbuild /mnt 0123 &",
    )
    .meta("path", "the target")
    .meta("data.archives", "the images below it, by key")
    .meta("data.archives.*.format", "skopeo's name of the layout: dir")
    .meta("data.archives.*.name", "the name that the image is to have")
    .action((_, store, target, ...references) =>
      select(async () => (await import("../map.ts")).mapImages(store, target, references))
    );
}

function doctor(select: Select) {
  return new Command()
    .name("doctor")
    .description(
      `Check an installation for everything known to go wrong.

      Everything wrong comes with a remedy; nothing is changed. DIR is the directory given to
      osbuild by --libdir, which contains inputs/org.osbuild.containers. By default it is the
      directory that this program is in, or else /usr/lib/osbuild.

      The checks are c-library, privileges, mount, umount, osbuild, program, noexec, sidecar,
      osbuild-sidecar, selinux and leftover-mounts.`,
    )
    .option("--libdir <dir:file>", "Check the installation in DIR.")
    .example("What is wrong here?", "sudo $0 doctor")
    .example("Will osbuild find this copy?", "sudo $0 doctor --libdir ./libdir")
    .meta("libdir", "the directory that was checked")
    .meta("checks[].check", "name of the check, one word, such as sidecar")
    .meta("checks[].state", "ok, wrong, or unknown if that can't be told")
    .meta("checks[].message", "what was found")
    .meta("checks[].remedy", "what to do about it; or null")
    .action(({ libdir }) =>
      select(async () => (await import("../doctor/doctor.ts")).doctor(libdir))
    );
}

function completions(select: Select) {
  return new Command()
    .name("completions")
    .description(
      `Print completions for a shell.

      Packages install them as
      /usr/share/bash-completion/completions/${INSTALLED_NAME},
      /usr/share/zsh/site-functions/_${INSTALLED_NAME} and
      /usr/share/fish/vendor_completions.d/${INSTALLED_NAME}.fish.`,
    )
    .type("shell", new EnumType(["bash", "zsh", "fish"]))
    .arguments("<shell:shell>")
    // Cliffy's scripts call this for operands with a fixed list of values.
    .command("complete", new CompletionsCommand().getCommand("complete", true)!.hidden())
    .reset()
    .example("Complete in this bash", "source <($0 completions bash)")
    .meta("shell", "the shell")
    .meta("script", "its completions")
    .action(function (_, shell) {
      const program = this.getMainCommand();
      select(async () => (await import("../completions.ts")).completions(shell, program));
    });
}
