import { existsSync } from "node:fs";
import { basename } from "@std/path/posix/basename";
import { dirname } from "@std/path/posix/dirname";
import { join } from "@std/path/posix/join";
import { resolve } from "@std/path/posix/resolve";
import { reasonOf } from "../common/files.ts";
import { INPUTS } from "../common/inputs.ts";
import type { CommandResult } from "../common/result.ts";
import { count, type Line, painted, wrap, wrappedTable } from "../common/text.ts";
import { unknown, type Verdict } from "./check.ts";
import {
  checkNoexec,
  checkProgram,
  checkSelinux,
  DEFAULT_LIBDIR,
  installationOf,
} from "./installation.ts";
import { checkOsbuild, checkOwnSidecar, checkSidecar } from "./osbuild.ts";
import { checkStorage } from "./storage.ts";
import { checkLeftoverMounts, checkLibrary, checkMountProgram, checkPrivileges } from "./system.ts";

/** A check by its name, which is part of the interface of `--json`. */
type Check = readonly [name: string, run: () => Verdict];

/** What a check found. */
interface Finding extends Verdict {
  readonly check: string;
  /** The input that it is about; null for the system. */
  readonly input: string | null;
}

const MARKS = {
  ok: painted("good", "ok"),
  wrong: painted("bad", "wrong"),
  unknown: painted("warn", "unknown"),
} as const;

/** Checks an installation; by default the one that the program is in, or osbuild's own. */
export function doctor(libdir: string | undefined): CommandResult {
  const self = Deno.execPath();
  const directory = libdir === undefined ? libdirOf(self) : checkDirectory(libdir);
  const [first, ...others] = INPUTS.map((input) => installationOf(directory, input, self));
  // Older osbuilds and installations by hand need not have the other inputs.
  const installed = [first!, ...others.filter(({ program }) => existsSync(program))];
  const groups: (readonly [input: string | null, Check[]])[] = [
    [null, [
      ["c-library", checkLibrary],
      ["privileges", checkPrivileges],
      ["mount", () => checkMountProgram("mount")],
      ["umount", () => checkMountProgram("umount")],
      ["osbuild", () => checkOsbuild(first!)],
      ["leftover-mounts", checkLeftoverMounts],
    ]],
    ...installed.map((it): [string, Check[]] => [it.input.type, [
      ["program", () => checkProgram(it)],
      ["noexec", () => checkNoexec(it)],
      ["sidecar", () => checkSidecar(it)],
      ["osbuild-sidecar", () => checkOwnSidecar(it)],
      ["selinux", () => checkSelinux(it)],
      ...(it === first ? [] : [["container-storage", checkStorage] as const]),
    ]]),
  ];
  const findings = groups.flatMap(([input, checks]) =>
    checks.map(([check, run]): Finding => ({ check, input, ...verdictOf(run) }))
  );
  const problems = findings.filter(({ state }) => state === "wrong").length;
  return {
    ok: problems === 0,
    document: { libdir: directory, checks: findings },
    text: ({ width }) => [
      ...linesOf(findings, directory, width),
      [
        problems === 0
          ? painted("good", "nothing wrong")
          : painted("bad", count(problems, "problem")),
      ],
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
  } catch (error) {
    throw new Error(`Cannot check ${libdir}: ${reasonOf(error)}`);
  }
  const directory = resolve(libdir);
  const near = ["..", "osbuild", "lib/osbuild"].map((it) => join(directory, it))
    .find((it) => existsSync(join(it, "inputs")));
  if (existsSync(join(directory, "inputs")) || near === undefined) return directory;
  throw new Error(`Cannot check ${libdir}: it has no directory inputs; did you mean ${near}?`);
}

function libdirOf(program: string): string {
  const directory = dirname(program);
  const isInput = INPUTS.some(({ type }) => type === basename(program));
  return isInput && basename(directory) === "inputs" ? dirname(directory) : DEFAULT_LIBDIR;
}

/** A list with a heading for the system, and for each input. */
function linesOf(findings: readonly Finding[], directory: string, width: number): Line[] {
  // What has nothing to say is shown only if it is wrong.
  const shown = findings.filter(({ message }) => message !== "");
  const rows = wrappedTable(
    shown.map(({ check, state, message }) => [
      [MARKS[state], check],
      message.replaceAll(`${directory}/`, ""),
    ]),
    width,
    2,
  );
  return shown.flatMap(({ input, remedy }, i) => [
    ...(i > 0 && shown[i - 1]!.input === input
      ? []
      : [[painted("strong", input ?? `osbuild in ${directory}`)]]),
    ...rows[i]!,
    ...(remedy === null ? [] : wrap(`remedy: ${remedy}`, width - 11).map((it): Line => [
      " ".repeat(11),
      painted("strong", it),
    ])),
  ]);
}
