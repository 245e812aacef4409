import SIDECAR from "../../../schema.json" with { type: "text" };
import { readFile } from "../files/read_file.ts";
import type { Outcome } from "../outcome.ts";
import { type Line, painted } from "../text/line.ts";
import { type Change, difference } from "./difference.ts";

/** How much of a file is read: many times what any sidecar holds. */
const LIMIT = 1_048_576;

/** How many lines of a difference are shown. */
const SHOWN = 60;

export { SIDECAR };

/**
 * Prints the sidecar.
 *
 * @returns what ships, byte for byte
 */
export function printSchema(): Outcome {
  return { ok: true, document: JSON.parse(SIDECAR), text: () => SIDECAR };
}

/**
 * Compares a file with the sidecar.
 *
 * @param file the file's path
 * @returns whether it is the same, and where it differs
 * @throws {CommandFailure} when it can't be read
 */
export async function checkSchema(file: string): Promise<Outcome> {
  const bytes = await readFile(file, LIMIT);
  const found = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const same = sameBytes(bytes, new TextEncoder().encode(SIDECAR));
  const equivalent = same || isEquivalent(found);
  const changes = difference(SIDECAR, found);
  const document = { file, same, equivalent, changes };
  const text = (): Line[] => {
    if (same) return [[painted("strong", file), ": the same as what ships"]];
    const verdict = equivalent
      ? ": the same JSON as what ships, but written otherwise"
      : ": not the same as what ships";
    const lines = changes.flatMap(changeLines);
    const more = lines.length - SHOWN;
    return [
      [painted("strong", file), verdict],
      ...lines.slice(0, SHOWN),
      ...(more > 0 ? [[painted("faint", `… and ${more} more lines`)]] : []),
    ];
  };
  return { ok: same, document, text };
}

function changeLines({ line, expected, found }: Change): Line[] {
  return [
    [painted("faint", `line ${line}; - what ships, + this file`)],
    ...expected.map((it) => [painted("good", `-${cut(it)}`)]),
    ...found.map((it) => [painted("bad", `+${cut(it)}`)]),
  ];
}

function cut(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function isEquivalent(text: string): boolean {
  try {
    return canonical(JSON.parse(text)) === canonical(JSON.parse(SIDECAR));
  } catch {
    return false;
  }
}

/** The same text for the same JSON, in whatever order properties stand. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
