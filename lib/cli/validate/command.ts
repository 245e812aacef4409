import { Command } from "@cliffy/command";
import type { Select } from "../common/result.ts";

/**
 * Defines the command `validate`.
 *
 * @param select receives the command's job
 * @returns the definition
 */
export function validateCommand(select: Select) {
  return new Command()
    .name("validate")
    .description(
      `Check the container inputs of osbuild manifests.

      Finds the inputs of type org.osbuild.containers in manifests of format version 2, checks them
      against the schema, and checks what the schema can't: that references name earlier pipelines
      or items of the manifest's sources, that no id is used twice, and that container tools accept
      the names. osbuild checks the rest of a manifest. A MANIFEST of - is standard input.

      Findings name one of these rules: unreadable, not-json, wrong-version and shape for files;
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
      select(async () => {
        const { validate } = await import("./validate.ts");
        return await validate(manifests);
      })
    );
}
