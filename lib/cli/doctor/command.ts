import { Command } from "@cliffy/command";
import type { Select } from "../common/result.ts";

/**
 * Defines the command `doctor`.
 *
 * @param select receives the command's job
 * @returns the definition
 */
export function doctorCommand(select: Select) {
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
      select(async () => {
        const { doctor } = await import("./doctor.ts");
        return doctor(libdir);
      })
    );
}
