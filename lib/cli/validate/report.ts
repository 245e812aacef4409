import { type Line, painted } from "../common/line.ts";
import { STANDARD_INPUT } from "../common/read_file.ts";
import type { LocatedFinding } from "./check_manifest.ts";
import { excerpt } from "./excerpt.ts";

/** What was found in one file. */
export interface Validated {
  /** The file, as the user named it. */
  readonly file: string;
  /** Its text; undefined if it could not be read. */
  readonly text: string | undefined;
  /** How many container inputs it has. */
  readonly inputs: number;
  /** What is wrong. */
  readonly findings: readonly LocatedFinding[];
}

/**
 * Formats what was found in a manifest.
 *
 * @param validated what was found
 * @param terminal whether to show the places too
 * @returns the lines
 */
export function fileLines(validated: Validated, terminal: boolean): Line[] {
  const { file, inputs, findings, text } = validated;
  const name = file === STANDARD_INPUT ? "standard input" : file;
  if (findings.length === 0) {
    const verdict = inputs === 0
      ? "no container inputs"
      : `${inputs} container input${inputs === 1 ? "" : "s"}, nothing wrong`;
    return [[painted("strong", name), `: ${verdict}`]];
  }
  return findings.flatMap((finding) => [
    ...findingLines(name, finding),
    ...(terminal && text !== undefined ? excerptOf(text, finding) : []),
  ]);
}

function excerptOf(text: string, { offset, line, column }: LocatedFinding): Line[] {
  if (offset === undefined || line === null || column === null) return [];
  return excerpt(text, { offset, line, column });
}

function findingLines(name: string, finding: LocatedFinding): Line[] {
  const { rule, message, pipeline, stage, input, pointer, line, column } = finding;
  const place = line === null ? name : `${name}:${line}:${column}`;
  const head: Line = [painted("strong", place), ": ", painted("bad", rule), ": ", message];
  if (pointer === "") return [head];
  const scene = [
    pipeline === null ? undefined : `pipeline ${pipeline}`,
    stage === null ? undefined : `stage ${stage.index} (${stage.type})`,
    input === null ? undefined : `input ${input}`,
  ].filter((it) => it !== undefined);
  return [
    head,
    ...(scene.length > 0 ? [["  in ", scene.join(", ")]] : []),
    [painted("faint", `  at ${pointer}`)],
  ];
}
