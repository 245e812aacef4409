import { Command } from "@cliffy/command";
import type { Select } from "../common/result.ts";

/**
 * Defines the command `images`.
 *
 * @param select receives the command's job
 * @returns the definition
 */
export function imagesCommand(select: Select) {
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
      select(async (progress) => {
        const { images } = await import("./images.ts");
        return await images(store, { verify: verify === true, full: !trunc }, progress);
      })
    );
}
