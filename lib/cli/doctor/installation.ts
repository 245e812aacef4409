/**
 * Checks of the program's file as osbuild sees it.
 *
 * @module
 */
import { existsSync } from "@std/fs/exists";
import { basename } from "@std/path/posix/basename";
import { join } from "@std/path/posix/join";
import { realPath } from "../../linux/real_path.ts";
import { lockedOptions } from "../../mounts/locked_options.ts";
import { reasonOf } from "../common/failure.ts";
import type { KnownInput } from "../common/inputs.ts";
import { quote } from "./quote.ts";
import { readText } from "./read_text.ts";
import { ok, unknown, type Verdict, wrong } from "./verdict.ts";

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

/**
 * Describes an input of an osbuild installation.
 *
 * @param libdir the directory given to osbuild by `--libdir`
 * @param input the input
 * @param self the program that runs
 * @param packaged the package's directory
 * @returns the paths that matter
 */
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
 * Describes how to put a file where osbuild looks for it, without overwriting what a package has
 * installed there.
 *
 * @param installation the installation
 * @param path the file
 * @param command creates it
 * @returns what to do, if possible as a command
 */
export function placing(installation: Installation, path: string, command: string): string {
  const { libdir, package: own } = installation;
  if (linkAt(path)?.startsWith(`${own}/`)) return `reinstall ${basename(own)}`;
  // Files there belong to the package of osbuild, or to a deb of this program.
  if (realPath(libdir) === DEFAULT_LIBDIR) {
    const divert = join(own, "divert");
    return existsSync(divert)
      ? `${quote(divert)} in`
      : `install ${basename(own)} as its README.md says, or reinstall it`;
  }
  if (!isThere(path)) return command;
  const name = join(libdir, `${basename(path)}.original`);
  let kept = name;
  for (let number = 2; isThere(kept); number++) kept = `${name}.${number}`;
  return `mv ${quote(path)} ${quote(kept)} && ${command}`;
}

/**
 * Checks that osbuild can start the program.
 *
 * @param installation the installation
 * @returns the verdict
 */
export function checkProgram(installation: Installation): Verdict {
  const { program, self } = installation;
  const install = placing(
    installation,
    program,
    `install -D -m 0755 ${quote(self)} ${quote(program)}`,
  );
  let info: Deno.FileInfo;
  let start: string;
  try {
    info = Deno.statSync(program);
    if (!info.isFile) return wrong(`${program} is not a file`, install);
    start = readText(program, 4);
  } catch (error) {
    return wrong(`${program}: ${reasonOf(error)}`, install);
  }
  if (start.startsWith("#!")) {
    const launched = launchedBy(program);
    if (launched !== undefined) return checkLauncher(program, launched);
    return wrong(`${program} is a script: osbuild's own module`, install);
  }
  if (start !== "\x7fELF") return wrong(`${program} is not a program`, install);
  if (!isExecutable(info)) {
    return wrong(`${program} is not executable`, `chmod 0755 ${quote(program)}`);
  }
  const { size } = Deno.statSync(self);
  if (info.size === size) return ok(program);
  return wrong(
    `${program} has ${info.size} bytes, this program ${size}: ` +
      "it is another build, or was stripped, which breaks it",
    install,
  );
}

/**
 * Checks that the program's file system allows to start programs.
 *
 * @param installation the installation
 * @param optionsOf returns the mount options of a path
 * @returns the verdict
 */
export function checkNoexec(
  { program }: Installation,
  optionsOf: (path: string) => readonly string[] = lockedOptions,
): Verdict {
  if (!existsSync(program)) return unknown("there is no program to start");
  try {
    if (!optionsOf(program).includes("noexec")) return ok("programs can be started there");
  } catch (error) {
    return unknown(reasonOf(error));
  }
  return wrong(
    `${program} is on a file system mounted noexec`,
    `mount -o remount,exec "$(stat -L -c %m ${quote(program)})", or give osbuild another --libdir`,
  );
}

/**
 * Recognizes the launcher that packages have for osbuild before v113: a script which contains the
 * module's description and starts the program (tools/package/launcher.ts).
 *
 * @param path a file
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

function checkLauncher(launcher: string, program: string): Verdict {
  try {
    if (isExecutable(Deno.statSync(program))) return ok(`${launcher} starts ${program}`);
    const message = `${launcher} starts ${program}, which is not executable`;
    return wrong(message, `chmod 0755 ${quote(program)}`);
  } catch (error) {
    const message = `${launcher} starts ${program}: ${reasonOf(error)}`;
    return wrong(message, "reinstall the package with the program, or remove the launcher");
  }
}

function isExecutable({ mode }: Deno.FileInfo): boolean {
  return ((mode ?? 0) & EXECUTABLE_BY_ALL) === EXECUTABLE_BY_ALL;
}

/** Whether there is a directory entry, be it a symbolic link that leads nowhere. */
function isThere(path: string): boolean {
  return linkAt(path) !== undefined || existsSync(path);
}

function linkAt(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}
