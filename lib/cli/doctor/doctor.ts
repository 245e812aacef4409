import { basename } from "@std/path/posix/basename";
import { dirname } from "@std/path/posix/dirname";
import { resolve } from "@std/path/posix/resolve";
import { isThere, reasonOf } from "../common/files.ts";
import { INPUTS } from "../common/inputs.ts";
import type { CommandResult } from "../common/result.ts";
import { type Line, painted, wrappedTable } from "../common/text.ts";
import { unknown, type Verdict } from "./check.ts";
import {
  checkNoexec,
  checkProgram,
  checkSelinux,
  DEFAULT_LIBDIR,
  installationOf,
} from "./installation.ts";
import { checkOsbuild, checkOwnSidecar, checkSidecar } from "./osbuild.ts";
import { checkLeftoverMounts, checkLibrary, checkMountProgram, checkPrivileges } from "./system.ts";

/** A check by its name, which is part of the interface of `--json`. */
type Check = readonly [name: string, run: () => Verdict];

/** What a check found. */
interface Finding extends Verdict {
  readonly check: string;
}

const MARKS = {
  ok: painted("good", "ok"),
  wrong: painted("bad", "wrong"),
  unknown: painted("warn", "unknown"),
} as const;

/** Checks an installation; by default the one that the program is in, or osbuild's own. */
export function doctor(libdir: string | undefined, self: string = Deno.execPath()): CommandResult {
  const directory = libdir === undefined ? libdirOf(self) : checkDirectory(libdir);
  const [first, ...others] = INPUTS.map((input) => installationOf(directory, input, self));
  // Older osbuilds and installations by hand need not have the other inputs.
  const installed = [first!, ...others.filter(({ program }) => isThere(program))];
  const checks: Check[] = [
    ["c-library", checkLibrary],
    ["privileges", checkPrivileges],
    ["mount", () => checkMountProgram("mount")],
    ["umount", () => checkMountProgram("umount")],
    ["osbuild", () => checkOsbuild(first!)],
    ...installed.flatMap((it): Check[] => [
      ["program", () => checkProgram(it)],
      ["noexec", () => checkNoexec(it)],
      ["sidecar", () => checkSidecar(it)],
      ["osbuild-sidecar", () => checkOwnSidecar(it)],
      ["selinux", () => checkSelinux(it)],
    ]),
    ["leftover-mounts", checkLeftoverMounts],
  ];
  const findings = checks.map(([check, run]): Finding => ({ check, ...verdictOf(run) }));
  return {
    ok: findings.every(({ state }) => state !== "wrong"),
    document: { libdir: directory, checks: findings },
    text: ({ width }) => [
      [`The installation in ${directory}:`],
      ...linesOf(findings, directory, width),
    ],
  };
}

function verdictOf(run: () => Verdict): Verdict {
  try {
    return run();
  } catch (error) {
    return unknown(reasonOf(error));
  }
}

function checkDirectory(libdir: string): string {
  try {
    Deno.readDirSync(libdir).next();
    return resolve(libdir);
  } catch (error) {
    throw new Error(`Cannot check ${libdir}: ${reasonOf(error)}`);
  }
}

function libdirOf(program: string): string {
  const directory = dirname(program);
  const isInput = INPUTS.some(({ type }) => type === basename(program));
  return isInput && basename(directory) === "inputs" ? dirname(directory) : DEFAULT_LIBDIR;
}

function linesOf(findings: readonly Finding[], directory: string, width: number): Line[] {
  const rows = wrappedTable(
    findings.map(({ check, state, message }) => [
      [MARKS[state], check],
      message.replaceAll(`${directory}/`, ""),
    ]),
    width,
  );
  return findings.flatMap(({ remedy }, i) => [
    ...rows[i]!,
    ...(remedy === null ? [] : [["         remedy: ", painted("strong", remedy)]]),
  ]);
}
