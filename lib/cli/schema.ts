import { isDeepStrictEqual } from "node:util";
import { basename } from "@std/path/posix/basename";
import { structuredPatch } from "npm:diff@9.0.0";
import { readFile, reasonOf } from "./common/files.ts";
import { INPUTS, type KnownInput } from "./common/inputs.ts";
import type { CommandResult } from "./common/result.ts";
import { type Line, painted } from "./common/text.ts";

/** Maximum length of a compared file, many times that of any sidecar. */
const LIMIT = 1_048_576;

/** Texts that differ in more lines than this are one change: finding more would take long. */
const MAX_CHANGED_LINES = 1000;

/**
 * Prints the sidecar of an input.
 *
 * @param type the input; by default the one that the program is named after
 * @throws {Error} when there is no such input
 */
export function printSchema(type?: string): CommandResult {
  const { sidecar } = inputOf(type);
  return { ok: true, document: JSON.parse(sidecar), text: () => sidecar };
}

/**
 * Compares a file with the sidecar.
 *
 * @param type the input; by default the one that the file is named after, or else the first
 * @throws {Error} when there is no such input, or the file can't be read
 */
export async function checkSchema(file: string, type?: string): Promise<CommandResult> {
  const named = INPUTS.find((it) => basename(file) === `${it.type}.meta.json`);
  const { sidecar } = inputOf(type ?? named?.type);
  const bytes = await readFile(file, LIMIT).catch((error) => {
    throw new Error(`Cannot read ${file}: ${reasonOf(error)}`);
  });
  const found = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const same = found === sidecar;
  const equivalent = same || isEquivalent(found, sidecar);
  const changes = difference(sidecar, found);
  const verdict = same
    ? "the same as what ships"
    : equivalent
    ? "the same JSON as what ships, formatted differently"
    : "not the same as what ships";
  return {
    ok: same,
    document: { file, same, equivalent, changes },
    text: () => [[painted("strong", file), `: ${verdict}`], ...changeLines(changes)],
  };
}

function inputOf(type: string = INPUTS[0].type): KnownInput {
  const found = INPUTS.find((it) => it.type === type);
  if (found !== undefined) return found;
  const types = INPUTS.map((it) => it.type).join(" or ");
  throw new Error(`Cannot find the sidecar of ${type}: this program is ${types}`);
}

function isEquivalent(found: string, sidecar: string): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(found), JSON.parse(sidecar));
  } catch {
    return false;
  }
}

/** Where a text differs: the number of the line, lines that are expected, and those found instead. */
function difference(expected: string, found: string) {
  const options = { context: 0, maxEditLength: MAX_CHANGED_LINES };
  const patch = structuredPatch("", "", expected, found, undefined, undefined, options);
  if (patch === undefined) {
    return [{ line: 1, expected: expected.split("\n"), found: found.split("\n") }];
  }
  return patch.hunks.map(({ newStart, lines }) => {
    const linesWith = (sign: string) =>
      lines.filter((it) => it.startsWith(sign)).map((it) => it.slice(1));
    return { line: newStart, expected: linesWith("-"), found: linesWith("+") };
  });
}

function changeLines(changes: ReturnType<typeof difference>): Line[] {
  return changes.flatMap(({ line, expected, found }): Line[] => [
    [painted("faint", `line ${line}; - what ships, + this file`)],
    ...expected.map((it) => [painted("good", `-${it}`)]),
    ...found.map((it) => [painted("bad", `+${it}`)]),
  ]);
}
