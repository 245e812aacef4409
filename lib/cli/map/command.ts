import { type ArgumentValue, Command, FileType, ValidationError } from "@cliffy/command";
import type { Select } from "../program/job.ts";
import { findDouble, parseReference, type Reference } from "./references.ts";

/**
 * Defines the command `map`.
 *
 * @param select takes the command's job
 * @returns the definition
 */
export function mapCommand(select: Select) {
  return new Command()
    .name("map")
    .description(
      `Mount images of a store as a stage sees them, and hold them.

      Does by hand what the service does for osbuild: each image REF of the STORE appears as a
      directory in TARGET, an existing directory, mounted read-only. NAME is the name that the stage would
      give to it; without one it is the REF. Prints the reply that the stage would get, and holds
      until Enter, the end of input or a signal; then it takes everything away again. Needs root.`,
    )
    .type("directory", new FileType())
    .type("reference", readReference)
    .arguments("<store:directory> <target:directory> <ref...:reference>")
    .example(
      "What would a stage see?",
      "sudo org.osbuild.containers map /var/cache/osbuild /mnt sha256:0123…=localhost/hello:latest",
    )
    .example(
      "Do something while it is there",
      "sleep infinity | sudo org.osbuild.containers map --json .osbuild /mnt sha256:0123…",
    )
    .meta("path", "the target")
    .meta("data.archives", "what is to be found below it, by key")
    .meta("data.archives.*.format", "how skopeo calls the layout: dir")
    .meta("data.archives.*.name", "the name that the image is to have")
    .action((_, store, target, ...references) => {
      const double = findDouble(references);
      if (double !== undefined) throw new ValidationError(`REF ${double} is there twice.`);
      select(async () => {
        const { mapByHand } = await import("./map_by_hand.ts");
        return await mapByHand(store, target, references);
      });
    });
}

function readReference({ value }: ArgumentValue): Reference {
  const reference = parseReference(value);
  if (reference) return reference;
  throw new ValidationError(`Cannot read '${value}': write REF or REF=NAME.`);
}
