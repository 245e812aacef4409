import { Command } from "@cliffy/command";
import type { Select } from "../program/job.ts";

/**
 * Defines the command `validate`.
 *
 * @param select takes the command's job
 * @returns the definition
 */
export function validateCommand(select: Select) {
  return new Command()
    .name("validate")
    .description(
      `Check the container inputs of osbuild manifests.

      Finds every input of type org.osbuild.containers in manifests of format version 2 and checks
      it against the schema, and beyond it: that references name pipelines that come earlier or
      items of the manifest's sources, that no id is used twice, that container tools take the
      names. Other parts of a manifest are osbuild's to check. A MANIFEST of - is standard input.

      The rules that findings name are unreadable, not-json, wrong-version and shape for files;
      schema, missing-name, bad-name, bad-id and duplicate-id for references; unknown-source and
      not-an-image for those to sources; ignored-reference, unknown-pipeline, later-pipeline and
      own-pipeline for those to pipelines.`,
    )
    .arguments("<manifest...:file>")
    .example("Is this manifest right?", "org.osbuild.containers validate manifest.json")
    .example(
      "What does osbuild-mpp make of this?",
      "osbuild-mpp manifest.mpp.yaml - | org.osbuild.containers validate -",
    )
    .example(
      "Which rules do these manifests break?",
      "org.osbuild.containers validate --json *.json | jq -r '.findings[].rule' | sort | uniq -c",
    )
    .meta("files[].file", "a file, as named on the command line")
    .meta("files[].inputs", "how many container inputs it has")
    .meta("findings[].file", "the file")
    .meta("findings[].rule", "what is broken, one word, such as unknown-pipeline or schema")
    .meta("findings[].message", "the same for people")
    .meta("findings[].pipeline", "name of the pipeline, or null")
    .meta("findings[].stage", "index and type of the stage, or null")
    .meta("findings[].input", "name of the input, or null")
    .meta("findings[].pointer", "JSON pointer to the place")
    .meta("findings[].line, .column", "the same as numbers from 1; null if there is no text")
    .action((_, ...manifests) =>
      select(async () => {
        const { validate } = await import("./validate.ts");
        return await validate(manifests);
      })
    );
}
