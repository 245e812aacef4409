import { unicodeWidth } from "@std/cli/unicode-width";
import { harmless } from "../common/harmless.ts";
import { type Line, lineWidth, painted } from "../common/line.ts";
import { TEXT_WIDTH, wrap } from "../common/table.ts";
import type { Finding } from "./check_manifest.ts";

/** How many characters are shown before and after a place; the lines fit a terminal. */
const BEFORE = 30;
const AFTER = 40;

/**
 * Formats a finding.
 *
 * @param name name of the file
 * @param finding the finding
 * @param source the lines of the file, if the place is to be shown on a terminal
 * @returns the lines
 */
export function findingLines(
  name: string,
  finding: Finding,
  source: readonly string[] | undefined,
): Line[] {
  const { rule, message, pipeline, stage, input, pointer, line, column } = finding;
  const place = line === null ? name : `${name}:${line}:${column}`;
  const scene = [
    pipeline === null ? "" : `pipeline ${pipeline}`,
    stage === null ? "" : `stage ${stage.index} (${stage.type})`,
    input === null ? "" : `input ${input}`,
  ].filter((it) => it !== "").join(", ");
  const head: Line = [painted("strong", place), ": ", painted("bad", rule), ":"];
  const isWide = lineWidth([...head, " ", message]) > TEXT_WIDTH;
  return [
    // On a terminal, what would be folded is wrapped.
    ...(source !== undefined && isWide
      ? [head, ...wrap(message, TEXT_WIDTH - 4).map((it) => [`    ${it}`])]
      : [[...head, " ", message]]),
    ...(scene === "" ? [] : [["  in ", scene]]),
    ...(pointer === "" ? [] : [[painted("faint", `  at ${pointer}`)]]),
    ...(source === undefined || line === null ? [] : excerpt(source[line - 1]!, line, column!)),
  ];
}

/** A line, or the part of it around a place, and a caret below the place. */
function excerpt(text: string, line: number, column: number): Line[] {
  const at = column - 1;
  const from = Math.max(0, at - BEFORE);
  const isCut = text.slice(0, from).trim() !== "";
  const before = (isCut ? "…" : "") + harmless(text.slice(from, at).trimStart());
  const after = text.slice(at, at + AFTER) + (text.length > at + AFTER ? "…" : "");
  const margin = `${line} | `;
  return [
    [painted("faint", margin), before, after],
    [" ".repeat(unicodeWidth(margin + before)), painted("bad", "^")],
  ];
}
