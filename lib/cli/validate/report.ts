import { unicodeWidth } from "@std/cli/unicode-width";
import { harmless } from "../common/harmless.ts";
import { type Line, painted } from "../common/line.ts";
import { TEXT_WIDTH, wrap } from "../common/table.ts";
import type { LocatedFinding } from "./check_manifest.ts";

/** How many characters are shown before and after a place; the lines fit a terminal. */
const BEFORE = 30;
const AFTER = 40;

/**
 * Formats a finding.
 *
 * @param name name of the file
 * @param finding the finding
 * @param text the file's text, if the place is to be shown
 * @returns the lines
 */
export function findingLines(
  name: string,
  finding: LocatedFinding,
  text: string | undefined,
): Line[] {
  const { rule, message, pipeline, stage, input, pointer, line, column, offset } = finding;
  const place = line === null ? name : `${name}:${line}:${column}`;
  const scene = [
    pipeline === null ? "" : `pipeline ${pipeline}`,
    stage === null ? "" : `stage ${stage.index} (${stage.type})`,
    input === null ? "" : `input ${input}`,
  ].filter((it) => it !== "").join(", ");
  const head: Line = [painted("strong", place), ": ", painted("bad", rule), ":"];
  const isWide = unicodeWidth(`${place}: ${rule}: ${harmless(message)}`) > TEXT_WIDTH;
  return [
    // On a terminal, what would be folded is wrapped.
    ...(text !== undefined && isWide
      ? [head, ...wrap(message, TEXT_WIDTH - 4).map((it) => [`    ${it}`])]
      : [[...head, " ", message]]),
    ...(scene === "" ? [] : [["  in ", scene]]),
    ...(pointer === "" ? [] : [[painted("faint", `  at ${pointer}`)]]),
    ...(text === undefined || offset === undefined ? [] : excerpt(text, offset, line!, column!)),
  ];
}

/** The line of a place, or the part of it around the place, and a caret below the place. */
function excerpt(text: string, offset: number, line: number, column: number): Line[] {
  const start = offset - column + 1;
  const from = Math.max(start, offset - BEFORE);
  const rest = text.slice(offset, offset + AFTER + 1).split(/[\r\n]/, 1)[0]!;
  const isCut = from > start && /\S/.test(text.slice(start, from));
  const before = (isCut ? "…" : "") + harmless(text.slice(from, offset).replace(/^[ \t]+/, ""));
  const after = rest.length > AFTER ? `${harmless(rest.slice(0, AFTER))}…` : harmless(rest);
  const margin = `${line} | `;
  return [
    [painted("faint", margin), before + after],
    [" ".repeat(unicodeWidth(margin + before)), painted("bad", "^")],
  ];
}
