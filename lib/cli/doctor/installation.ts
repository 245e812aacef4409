/**
 * Checks of the program's file as osbuild sees it.
 *
 * @module
 */
import { existsSync } from "@std/fs/exists";
import { basename } from "@std/path/posix/basename";
import { join } from "@std/path/posix/join";
import { readText, reasonOf } from "../common/files.ts";
import type { KnownInput } from "../common/inputs.ts";
import { ok, unknown, type Verdict, wrong } from "./check.ts";
import { realPath } from "../../linux/paths.ts";
import { lockedOptions } from "../../mounts/mount_table.ts";

/** Where packages install osbuild, on every architecture. */
export const DEFAULT_LIBDIR = "/usr/lib/osbuild";

/** Where packages, and installations by hand, keep what is not in osbuild's directory. */
const PACKAGE = "/usr/lib/osbuild-input-containers";

const EXECUTABLE_BY_ALL = 0o111;

/** Maximum length of a launcher, many times its real one. */
const LAUNCHER_LIMIT = 65_536;

/** An input of an osbuild installation. */
export interface Installation {
  /** The directory given to osbuild by `--libdir`. */
  readonly libdir: string;
  /** The input. */
  readonly input: KnownInput;
  /** Path of its program. */
  readonly program: string;
  /** Path of its sidecar. */
  readonly sidecar: string;
  /** The program that runs. */
  readonly self: string;
  /** The directory of the package that this program is from, whether or not it is installed. */
  readonly package: string;
}

/** Describes an input of an osbuild installation. */
export function installationOf(
  libdir: string,
  input: KnownInput,
  self: string,
  packaged: string = PACKAGE,
): Installation {
  const program = join(libdir, "inputs", input.type);
  return { libdir, input, program, sidecar: `${program}.meta.json`, self, package: packaged };
}

/**
 * Describes how to replace a file, without overwriting what a package has installed there.
 *
 * @param how how to do it where files belong to no package
 */
export function replacing(
  { libdir, package: own }: Installation,
  path: string,
  how: string,
): string {
  if (linkAt(path)?.startsWith(`${own}/`)) return `reinstall ${basename(own)}`;
  if (realPath(libdir) !== DEFAULT_LIBDIR) {
    return existsSync(path) ? `move aside what is there, then ${how}` : how;
  }
  // Files there belong to the package of osbuild, or to a deb of this program.
  const divert = join(own, "divert");
  if (existsSync(divert)) return `${divert} in`;
  return `install ${basename(own)} as its README.md says, or reinstall it`;
}

/** Checks that osbuild can start the program. */
export function checkProgram(installation: Installation): Verdict {
  const { program, self } = installation;
  const replace = replacing(installation, program, `copy ${self} to ${program}`);
  const launched = launchedBy(program);
  if (launched !== undefined && !existsSync(launched)) {
    return wrong(`${program} starts ${launched}, which does not exist`, "reinstall its package");
  }
  try {
    const { size, mode } = Deno.statSync(program);
    const start = readText(program, 4);
    if (start.startsWith("#!") && launched === undefined) {
      return wrong(`${program} is a script: osbuild's own module`, replace);
    }
    if (launched === undefined && (start !== "\x7fELF" || size !== Deno.statSync(self).size)) {
      return wrong(`${program} is not this program: it is another build, or stripped`, replace);
    }
    if (((mode ?? 0) & EXECUTABLE_BY_ALL) !== EXECUTABLE_BY_ALL) {
      return wrong(`${program} is not executable`, "make it executable for all (chmod 0755)");
    }
    return ok(launched === undefined ? program : `${program} starts ${launched}`);
  } catch (error) {
    return wrong(`${program}: ${reasonOf(error)}`, replace);
  }
}

/**
 * Checks that the program's file system allows to start programs.
 *
 * @throws {SystemError} when they can't be read
 */
export function checkNoexec(
  { program }: Installation,
  optionsOf: (path: string) => readonly string[] = lockedOptions,
): Verdict {
  if (!existsSync(program)) return unknown("there is no program to start");
  if (!optionsOf(program).includes("noexec")) return ok("programs can be started there");
  return wrong(
    `${program} is on a file system mounted noexec`,
    "mount it with the option exec, or give osbuild another --libdir",
  );
}

/**
 * Recognizes the launcher that packages have for osbuild before v113: a script which contains the
 * module's description and starts the program (tools/package/launcher.ts).
 *
 * @returns the program that it starts; undefined if it is not a launcher, or can't be read
 */
export function launchedBy(path: string): string | undefined {
  try {
    const text = readText(path, LAUNCHER_LIMIT);
    return text.startsWith("#!") ? /^PROGRAM = "(\/[^"\\]+)"$/m.exec(text)?.[1] : undefined;
  } catch {
    return undefined;
  }
}

function linkAt(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}
