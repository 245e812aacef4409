import { Command } from "@cliffy/command";
import type { Select } from "../common/result.ts";

/**
 * Defines the command `schema`.
 *
 * @param select receives the command's job
 * @returns the definition
 */
export function schemaCommand(select: Select) {
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
        const { printSchema, checkSchema } = await import("./schema.ts");
        return check === undefined ? printSchema(input) : await checkSchema(check, input);
      })
    );
}
