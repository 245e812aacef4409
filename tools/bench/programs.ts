import { resolve } from "node:path";
import { statIfThere } from "../shared/read_if_there.ts";

/** A program that is measured. */
export interface Program {
  /** What it is called in the results. */
  readonly id: string;
  /** How it is started, before the arguments that osbuild gives it. */
  readonly command: readonly string[];
  /** Whether it is asked to map; one that isn't just runs to its end. */
  readonly asked: boolean;
}

/** Ids of the programs that others are compared with, and of the one that matters. */
export const Id = { PROGRAM: "program", EMPTY: "empty", ORIGINAL: "original" } as const;

/** What is measured, and what is not. */
export interface Programs {
  /** The programs. */
  readonly programs: readonly Program[];
  /** What was left out and why, for people. */
  readonly skipped: readonly string[];
}

/**
 * Collects the programs that are measured together.
 *
 * @param paths the program, the empty one, and other builds by name
 * @param original where the environment says that the original is (`ORIGINAL`), if it says so
 * @returns the programs; the original is skipped if nothing is said of it
 * @throws {Error} when one of them is not there, or an id is taken
 */
export function gatherPrograms(
  paths: { program: string; empty: string; also: ReadonlyMap<string, string> },
  original: string | undefined,
): Programs {
  const asked = new Map([[Id.PROGRAM as string, paths.program]]);
  for (const [name, path] of paths.also) {
    if (Object.values<string>(Id).includes(name)) {
      throw new Error(`Cannot measure another build as ${name}: that name is taken`);
    }
    asked.set(name, resolve(path));
  }
  if (original) asked.set(Id.ORIGINAL, resolve(original));
  for (const [id, path] of asked) {
    if (!statIfThere(path)?.isFile) throw new Error(`Cannot measure ${id}: ${path} is no file`);
  }
  return {
    programs: [
      { id: Id.EMPTY, command: [paths.empty], asked: false },
      ...[...asked].map(([id, path]) => ({ id, command: [path], asked: true })),
    ],
    skipped: original ? [] : [
      "original: not measured; ORIGINAL=…/inputs/org.osbuild.containers and PYTHONPATH=… " +
      "(the directory that osbuild is imported from) name it",
    ],
  };
}
