import { Command, FileType } from "@cliffy/command";
import type { Select } from "../program/job.ts";

/**
 * Defines the command `doctor`.
 *
 * @param select takes the command's job
 * @returns the definition
 */
export function doctorCommand(select: Select) {
  return new Command()
    .name("doctor")
    .description(
      `Look for everything that can be wrong about an installation.

      Each finding comes with a remedy; nothing is changed. DIR is the directory that osbuild is given
      by --libdir, which holds inputs/org.osbuild.containers. Without --libdir it is the one that
      this program lies in, or else /usr/lib/osbuild.

      The checks are c-library, privileges, mount, umount, program, noexec, sidecar, osbuild,
      selinux and leftover-mounts.`,
    )
    .type("directory", new FileType())
    .option("--libdir <dir:directory>", "Look at the installation in DIR.")
    .example("What is wrong here?", "sudo org.osbuild.containers doctor")
    .example(
      "Will osbuild find this copy?",
      "sudo org.osbuild.containers doctor --libdir ./libdir",
    )
    .meta("libdir", "the directory that was looked at")
    .meta("checks[].check", "what was looked at, one word, such as sidecar")
    .meta("checks[].state", "ok, wrong, or unknown if nobody could tell")
    .meta("checks[].message", "what was found")
    .meta("checks[].remedy", "what to do about it; or null")
    .action(({ libdir }) =>
      select(async () => {
        const { doctor } = await import("./doctor.ts");
        return await doctor(libdir);
      })
    );
}
