import { Command, FileType } from "@cliffy/command";
import type { Select } from "../program/job.ts";

/**
 * Defines the command `images`.
 *
 * @param select takes the command's job
 * @returns the definition
 */
export function imagesCommand(select: Select) {
  return new Command()
    .name("images")
    .description(
      `List the container images in an osbuild store, or verify them.

      STORE is the directory that osbuild is given by --store. Images lie below
      sources/org.osbuild.containers in it, each as a directory named by the image's id, in the layout
      of skopeo's dir transport. With --verify every file is read: the configuration's digest must
      be the id, every blob must have its digest and size, and nothing may be missing or left over.
      One bad image does not keep the others from being looked at.`,
    )
    .type("directory", new FileType())
    .option("--verify", "Read the images and compare all digests and sizes.")
    .arguments("<store:directory>")
    .example("Which images are there?", "org.osbuild.containers images /var/cache/osbuild")
    .example("Are they intact?", "org.osbuild.containers images --verify /var/cache/osbuild")
    .example(
      "Which ones are not?",
      "org.osbuild.containers images --verify --json .osbuild | " +
        "jq -r '.images[] | select(.problems != []).id'",
    )
    .meta("store", "the store's directory")
    .meta("verified", "whether --verify was given")
    .meta("images[].id", "the image's id")
    .meta("images[].name", "its name, where labels or annotations tell; else null")
    .meta("images[].platform", "operating system and architecture, such as linux/amd64; or null")
    .meta("images[].created", "when it was made, as its configuration says; or null")
    .meta("images[].layers", "how many layers it has; or null")
    .meta("images[].size", "bytes of configuration and layers, as the manifest says; or null")
    .meta("images[].problems[].file", "the file below the image's directory")
    .meta("images[].problems[].message", "what is wrong with it")
    .action(({ verify }, store) =>
      select(async (progress) => {
        const { images } = await import("./images.ts");
        return await images(store, verify === true, progress);
      })
    );
}
