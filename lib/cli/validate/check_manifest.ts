import { describe, isObject } from "../../json.ts";
import { checkInput } from "./check_input.ts";
import { duplicateId } from "./check_references.ts";
import { type Finding, NOWHERE, pointerTo, type Problem, type Scene } from "./finding.ts";
import { Lines } from "./lines.ts";
import { locate, Wanted } from "./locate.ts";
import { type Input, readManifest } from "./manifest.ts";
import { findSyntaxProblem } from "./syntax_error.ts";

/** What is wrong with a manifest, each finding with its place in the text. */
export interface Checked {
  /** How many container inputs there are. */
  readonly inputs: number;
  /** What is wrong, in the order of the text. */
  readonly findings: readonly (Finding & { readonly offset: number })[];
}

/**
 * Checks the container inputs of a manifest.
 *
 * @param file the manifest's name, for the findings
 * @param text the manifest
 * @returns what is wrong
 */
export function checkManifest(file: string, text: string): Checked {
  const place = new Lines(text);
  const finding = (problem: Problem, scene: Scene, offset: number) => {
    const { rule, message, path } = problem;
    const { line, column } = place.at(offset);
    return { file, rule, message, ...scene, pointer: pointerTo(path), line, column, offset };
  };
  const whole = (rule: Problem["rule"], message: string, offset: number): Checked => {
    const problem: Problem = { rule, message, path: [], at: "value" };
    return { inputs: 0, findings: [finding(problem, NOWHERE, offset)] };
  };

  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const fallback = { offset: 0, message: error instanceof Error ? error.message : "" };
    const { offset, message } = findSyntaxProblem(text) ?? fallback;
    return whole("not-json", text.trim() === "" ? "it is empty" : `not JSON: ${message}`, offset);
  }
  const refused = refuse(document);
  if (refused !== undefined || !isObject(document)) {
    return whole("wrong-version", refused ?? "", text.search(/\S/));
  }

  const manifest = readManifest(document);
  const found = [
    ...manifest.problems.map((problem) => ({ problem, scene: problem.scene })),
    ...manifest.inputs.flatMap((input) =>
      checkInput(input, manifest).map((problem) => ({ problem, scene: input.scene }))
    ),
  ];
  const wanted = new Wanted();
  for (const { problem } of found) wanted.at(problem.path);
  const byKey = manifest.inputs.filter(({ value }) => isObject(value.references));
  for (const input of byKey) wanted.at(referencesOf(input));
  if (wanted.children.size > 0) locate(text, wanted);

  const findings = found.map(({ problem, scene }) => {
    const { offset = 0, keyOffset } = wanted.at(problem.path);
    return finding(problem, scene, problem.at === "key" ? keyOffset ?? offset : offset);
  });
  for (const input of byKey) {
    const path = referencesOf(input);
    for (const { key, offset } of wanted.at(path).duplicates) {
      findings.push(finding(duplicateId(key, [...path, key], "key"), input.scene, offset));
    }
  }
  findings.sort((one, other) => one.offset - other.offset);
  return { inputs: manifest.inputs.length, findings };
}

function referencesOf(input: Input): Problem["path"] {
  return [...input.path, "references"];
}

/** Why a document is no manifest that this program reads; nothing if it is one. */
function refuse(document: unknown): string | undefined {
  if (!isObject(document)) return `a manifest is an object, not ${describe(document)}`;
  const { version } = document;
  if (version === "2") return undefined;
  if (version === undefined && ("pipeline" in document || "pipelines" in document)) {
    return "it has no version, so osbuild takes it for format version 1, which has no inputs; " +
      'write "version": "2"';
  }
  if (version === undefined) return 'it is no manifest: "version": "2" is missing';
  const hint = version === 2 ? " as a string" : "";
  return `its format version is ${JSON.stringify(describe(version))}; "2" is wanted${hint}`;
}
