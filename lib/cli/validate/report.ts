import { STANDARD_INPUT } from "../files/read_file.ts";
import { excerpt } from "../text/excerpt.ts";
import { type Line, painted } from "../text/line.ts";
import type { Finding } from "./finding.ts";
import type { Validated } from "./validate.ts";

/**
 * Says what is wrong with a manifest.
 *
 * @param validated what came out
 * @param terminal whether to show the places too
 * @returns lines for people
 */
export function fileLines(validated: Validated, terminal: boolean): Line[] {
  const { file, inputs, findings, text } = validated;
  const name = file === STANDARD_INPUT ? "standard input" : file;
  if (findings.length === 0) {
    const verdict = inputs === 0
      ? "no container inputs"
      : `${count(inputs, "container input")}, nothing wrong`;
    return [[painted("strong", name), `: ${verdict}`]];
  }
  return findings.flatMap((finding) => [
    ...findingLines(name, finding),
    ...(terminal ? excerptOf(text, finding) : []),
  ]);
}

function excerptOf(text: string | undefined, finding: Validated["findings"][number]): Line[] {
  const { offset, line, column } = finding;
  if (text === undefined || offset === undefined || line === null || column === null) return [];
  return excerpt(text, { offset, line, column });
}

function findingLines(name: string, finding: Finding): Line[] {
  const { rule, message, pipeline, stage, input, pointer, line, column } = finding;
  const place = line === null ? name : `${name}:${line}:${column}`;
  const head: Line = [
    painted("strong", place),
    ": ",
    painted("bad", rule),
    ": ",
    message,
  ];
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

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
