import { Command } from "@cliffy/command";
import type { Select } from "../program/job.ts";

/**
 * Defines the command `schema`.
 *
 * @param select takes the command's job
 * @returns the definition
 */
export function schemaCommand(select: Select) {
  return new Command()
    .name("schema")
    .description(
      `Print the sidecar that osbuild reads, or compare a file with it.

      osbuild learns from the file org.osbuild.containers.meta.json, which lies beside the program,
      what inputs may look like. This command prints that file, byte for byte. With --check it says
      whether a file is the same, and shows where it differs.`,
    )
    .option("--check <file:file>", "Compare FILE instead of printing.")
    .example("Which inputs are allowed?", "org.osbuild.containers schema")
    .example(
      "Is the installed sidecar the right one?",
      "org.osbuild.containers schema --check " +
        "/usr/lib/osbuild/inputs/org.osbuild.containers.meta.json",
    )
    .meta("summary, description, schema", "without --check: the sidecar itself")
    .meta("file", "with --check: the file that was compared")
    .meta("same", "with --check: whether it is the same, byte for byte")
    .meta("equivalent", "with --check: whether it is the same JSON, however written")
    .meta("changes[].line", "number of the line in the file where it differs")
    .meta("changes[].expected", "the lines that ship")
    .meta("changes[].found", "the lines that are in the file instead")
    .action(({ check }) =>
      select(async () => {
        const { printSchema, checkSchema } = await import("./schema.ts");
        return check === undefined ? printSchema() : await checkSchema(check);
      })
    );
}
