import { type ArgumentValue, Command, ValidationError } from "@cliffy/command";
import type { Select } from "../common/result.ts";
import type { Reference } from "./map_images.ts";

/**
 * Defines the command `map`.
 *
 * @param select receives the command's job
 * @returns the definition
 */
export function mapCommand(select: Select) {
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
    .type("reference", parseReference)
    .arguments("<store:file> <target:file> <ref...:reference>")
    .example(
      "What would a stage see?",
      "sudo $0 map .osbuild /mnt 0123=localhost/hello",
    )
    .example(
      "Keep an image mounted in the background",
      "sleep infinity | sudo $0 map .osbuild /mnt 0123 &",
    )
    .meta("path", "the target")
    .meta("data.archives", "the images below it, by key")
    .meta("data.archives.*.format", "skopeo's name of the layout: dir")
    .meta("data.archives.*.name", "the name that the image is to have")
    .action((_, store, target, ...references) =>
      select(async () => {
        const { mapImages } = await import("./map_images.ts");
        return await mapImages(store, target, references);
      })
    );
}

/** Reads `REF` or `REF=NAME`. */
function parseReference({ value }: ArgumentValue): Reference {
  const [, ref, , name] = /^([^=]+)(=(.+))?$/s.exec(value) ?? [];
  if (ref === undefined) {
    throw new ValidationError(`Cannot use operand '${value}': write REF or REF=NAME.`);
  }
  return { ref, name };
}
