import { basename } from "@std/path/posix/basename";
import { dirname } from "@std/path/posix/dirname";
import { join } from "@std/path/posix/join";
import { resolve } from "@std/path/posix/resolve";
import { SOURCE as NAME } from "../../inputs/source_image.ts";
import { CommandFailure, reasonOf } from "../failure.ts";
import type { Outcome } from "../outcome.ts";
import { SIDECAR } from "../schema/schema.ts";
import { type Line, painted } from "../text/line.ts";
import { table } from "../text/table.ts";
import { checkLibrary } from "./c_library.ts";
import type { Finding } from "./finding.ts";
import { checkLeftoverMounts } from "./leftover_mounts.ts";
import { checkMountPrograms } from "./mount_programs.ts";
import { checkOsbuild } from "./osbuild_version.ts";
import { checkPrivileges } from "./privileges.ts";
import { checkNoexec, checkProgramFile } from "./program_file.ts";
import { realSystem } from "./real_system.ts";
import { checkSelinux } from "./selinux.ts";
import { checkSidecar } from "./sidecar.ts";
import type { Installation, System } from "./system.ts";

/** Where osbuild is installed, on every architecture. */
const DEFAULT_LIBDIR = "/usr/lib/osbuild";

const MARKS = {
  ok: painted("good", "ok"),
  wrong: painted("bad", "wrong"),
  unknown: painted("warn", "unknown"),
} as const;

/**
 * Looks at an installation.
 *
 * @param libdir the directory that osbuild is given by `--libdir`; nothing to find it
 * @param system the machine
 * @returns what was found
 * @throws {CommandFailure} when there is no such directory
 */
export function doctor(libdir: string | undefined, system: System = realSystem): Outcome {
  const installation = findInstallation(libdir, system);
  const checks = [
    checkLibrary(system),
    checkPrivileges(system),
    ...checkMountPrograms(system),
    checkProgramFile(installation, system),
    checkNoexec(installation, system),
    checkSidecar(installation, system),
    checkOsbuild(installation, system),
    checkSelinux(installation, system),
    checkLeftoverMounts(system),
  ];
  return {
    ok: checks.every(({ state }) => state !== "wrong"),
    document: { libdir: installation.libdir, checks },
    text: () => lines(checks),
  };
}

function findInstallation(libdir: string | undefined, system: System): Installation {
  const directory = libdir === undefined ? libdirOf(system.self) : resolve(libdir);
  if (libdir !== undefined) {
    try {
      system.list(directory);
    } catch (error) {
      throw new CommandFailure(`Cannot look at ${libdir}: ${reasonOf(error)}`);
    }
  }
  return { libdir: directory, program: join(directory, "inputs", NAME), sidecar: SIDECAR };
}

function libdirOf(program: string): string {
  const directory = dirname(program);
  return basename(directory) === "inputs" && basename(program) === NAME
    ? dirname(directory)
    : DEFAULT_LIBDIR;
}

function lines(checks: readonly Finding[]): Line[] {
  const rows = table(checks.map(({ check, state, message }) => [MARKS[state], check, message]));
  return checks.flatMap(({ remedy }, i) => [
    rows[i]!,
    ...(remedy === null ? [] : [["         remedy: ", painted("strong", remedy)]]),
  ]);
}
