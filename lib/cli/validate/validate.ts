import { unicodeWidth } from "@std/cli/unicode-width";
import { nameOf, readFile, reasonOf } from "../common/files.ts";
import type { CommandResult } from "../common/result.ts";
import {
  count,
  harmless,
  type Line,
  lineWidth,
  painted,
  type Screen,
  wrap,
} from "../common/text.ts";
import { type Checked, checkManifest, type Finding, labelsOf, unusable } from "./check_manifest.ts";
import { WARNING } from "./check_input.ts";
import { findImages, isProvided, needLines, type Places } from "./needs.ts";

/** Maximum length of a manifest in bytes: endless input must be noticed, and memory suffice. */
const LIMIT = 33_554_432;

/** What was found in one file. */
interface Validated extends Checked {
  readonly file: string;
  /** Its text; undefined if it could not be read. */
  readonly text?: string;
}

/** Checks the container inputs of manifests, and where to look for their images, if that is said. */
export async function validate(
  files: readonly string[],
  places: Places | undefined,
  quiet: boolean,
): Promise<CommandResult> {
  const results: Validated[] = [];
  for (const file of files) results.push({ file, ...await validateFile(file) });
  const findings = results.flatMap((result) => result.findings);
  const needs = places && await findImages(results.flatMap(({ wanted }) => wanted), places);
  const lacking = needs?.images.filter((it) => !isProvided(it)) ?? [];
  const bad = new Set([...findings.filter(({ rule }) => rule !== WARNING), ...lacking]
    .map(({ file }) => file)).size;
  return {
    ok: bad === 0,
    document: {
      files: results.map(({ file, inputs }) => ({ file, inputs })),
      findings,
      ...needs,
    },
    text: (screen) => [
      // The images say it of the others.
      ...results.filter((it) => it.findings.length > 0 || !quiet && (!needs || it.inputs === 0))
        .flatMap((result) => fileLines(result, screen)),
      ...(needs === undefined || quiet && lacking.length === 0 ? [] : needLines(needs, screen)),
      ...(files.length > 1 && !quiet
        ? [[
          `${count(files.length, "file")}: ${bad === 0 ? "nothing wrong" : `${bad} with problems`}`,
        ]]
        : []),
    ],
  };
}

async function validateFile(file: string): Promise<Checked & { readonly text?: string }> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file, LIMIT);
  } catch (error) {
    return unusable(file, "unreadable", reasonOf(error));
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, ...checkManifest(file, text) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const what = /^(?:fffe|feff)/.test(bytes.subarray(0, 2).toHex()) ? "UTF-16" : "not UTF-8";
    return unusable(file, "not-json", `it is ${what} text; save it as UTF-8`);
  }
}

function fileLines(
  { file, inputs, findings, text, verdict: said }: Validated,
  { width }: Screen,
): Line[] {
  const name = nameOf(file);
  if (findings.length > 0) {
    const source = width === Infinity ? undefined : text?.split(/\r\n|\r|\n/);
    return findings.flatMap((it) => findingLines(name, it, width, source));
  }
  const verdict = said ??
    (inputs === 0 ? "no container inputs" : `${count(inputs, "container input")}, nothing wrong`);
  return [[painted("strong", name), `: ${verdict}`]];
}

/** How many characters are shown before and after a place; the lines fit a terminal. */
const BEFORE = 30;
const AFTER = 40;

/** Formats a finding; on a terminal with the place in the lines of the file. */
export function findingLines(
  name: string,
  finding: Finding,
  width: number,
  source?: readonly string[],
): Line[] {
  const { rule, message, line, column } = finding;
  const place = line === null ? name : `${name}:${line}:${column}`;
  const scene = labelsOf(finding).join(", ");
  const head: Line = [
    painted("strong", place),
    ": ",
    painted(rule === WARNING ? "warn" : "bad", rule),
    ":",
  ];
  return [
    ...(lineWidth([...head, " ", message]) > width
      ? [head, ...wrap(message, width - 4).map((it) => [`    ${it}`])]
      : [[...head, " ", message]]),
    ...(scene === "" ? [] : [["  in ", scene]]),
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
