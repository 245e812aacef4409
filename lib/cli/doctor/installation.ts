/**
 * Checks of the program's file as osbuild sees it.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { basename } from "@std/path/posix/basename";
import { dirname } from "@std/path/posix/dirname";
import { join } from "@std/path/posix/join";
import { readText, reasonOf } from "../common/files.ts";
import type { KnownInput } from "../common/inputs.ts";
import { quote } from "../common/text.ts";
import { ok, unknown, type Verdict, wrong } from "./check.ts";
import { rareLibc } from "../../linux/libc.ts";
import { cString, realPath } from "../../linux/paths.ts";
import { lockedOptions } from "../../mounts/mount_table.ts";

/** Where packages install osbuild, on every architecture. */
export const DEFAULT_LIBDIR = "/usr/lib/osbuild";

/** Where packages, and installations by hand, keep what is not in osbuild's directory. */
const PACKAGE = "/usr/lib/osbuild-input-containers";

const EXECUTABLE_BY_ALL = 0o111;

/** Maximum length of a launcher, many times its real one. */
const LAUNCHER_LIMIT = 65_536;

const TYPE_FIELD = 2;
const ATTRIBUTE = "security.selinux";
const MAX_LABEL_BYTES = 4096;

/** An input of an osbuild installation. */
export interface Installation {
  /** The directory given to osbuild by `--libdir`. */
  readonly libdir: string;
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

/** Describes how to replace a file, without overwriting what a package has installed there. */
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
  if (existsSync(divert)) return `run '${divert} in'`;
  if (!existsSync(join(libdir, "inputs"))) return "install osbuild first";
  return `install the package ${basename(own)}, or reinstall it`;
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
      return wrong(`${program} is not executable`, `run 'chmod 0755 ${quote(program)}'`);
    }
    return ok(launched === undefined ? program : `${program} starts ${launched}`);
  } catch (error) {
    return wrong(`${program}: ${reasonOf(error)}`, replace);
  }
}

/** Checks that the program's file system allows to start programs. */
export function checkNoexec(
  { program }: Installation,
  optionsOf: (path: string) => readonly string[] = lockedOptions,
): Verdict {
  if (!existsSync(program)) return ok("");
  if (!optionsOf(program).includes("noexec")) return ok("");
  return wrong(
    `${program} is on a file system mounted noexec`,
    "mount it with the option exec, or give osbuild another --libdir",
  );
}

/**
 * Finds the program that a launcher starts, which packages have for osbuild before v113: a script
 * which contains the module's description (packaging/launcher).
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

/**
 * Compares the program's SELinux type with that of the other input modules: with another type, the
 * policy may keep osbuild from starting it.
 */
export function checkSelinux(
  { program }: Installation,
  labelOf: (path: string) => string | undefined = securityLabel,
): Verdict {
  const typeOf = (path: string) => labelOf(path)?.split(":")[TYPE_FIELD];
  const type = typeOf(program);
  if (type === undefined) return ok("");
  const directory = dirname(program);
  const types = [...Deno.readDirSync(directory)]
    .filter(({ name }) => name.startsWith("org.osbuild.") && !name.endsWith(".meta.json"))
    .map(({ name }) => join(directory, name))
    .filter((path) => path !== program)
    .map(typeOf)
    .filter((it) => it !== undefined);
  if (types.length === 0) return unknown(`type ${type}; no other module to compare with`);
  if (types.includes(type)) return ok(`type ${type}, like other modules`);
  return wrong(
    `${program} has the type ${type}, but the modules beside it have ${types[0]}`,
    `run 'restorecon ${quote(program)}'`,
  );
}

function securityLabel(path: string): string | undefined {
  const value = new Uint8Array(MAX_LABEL_BYTES);
  const size = BigInt(value.length);
  const length = rareLibc().getxattr(cString(path), cString(ATTRIBUTE), value, size);
  if (length <= 0) return undefined;
  return new TextDecoder().decode(value.subarray(0, Number(length))).replace(/\0$/, "");
}
