import { describe, isObject } from "../../json.ts";
import { reasonOf } from "../common/failure.ts";
import { checkInput, duplicateId } from "./check_input.ts";
import { type Finding, NOWHERE, pointerTo, type Problem, type Scene } from "./finding.ts";
import { readManifest } from "./manifest.ts";
import { mayRepeatKeys, Places, syntaxError } from "./places.ts";

/** A finding and its offset in the text, if that is known. */
export type LocatedFinding = Finding & { readonly offset?: number };

/** What is wrong with a manifest. */
export interface Checked {
  /** How many container inputs there are. */
  readonly inputs: number;
  /** What is wrong, in the order of the text. */
  readonly findings: readonly LocatedFinding[];
}

/** A problem, where it is, and its offset. */
type Located = readonly [problem: Problem, scene: Scene, offset: number | undefined];

/**
 * Checks the container inputs of a manifest.
 *
 * @param file the manifest's name, for the findings
 * @param text the manifest
 * @returns what is wrong
 */
export function checkManifest(file: string, text: string): Checked {
  const whole = (rule: Problem["rule"], message: string, offset: number): Checked => {
    const problem: Problem = { rule, message, path: [], at: "value" };
    return { inputs: 0, findings: toFindings(file, text, [[problem, NOWHERE, offset]]) };
  };
  if (text.startsWith("\ufeff")) {
    return whole("not-json", "it begins with a byte-order mark; remove that", 0);
  }
  if (text.trim() === "") return whole("not-json", "it is empty", 0);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const { offset, message } = syntaxError(text) ?? { offset: 0, message: reasonOf(error) };
    return whole("not-json", message, offset);
  }
  const refused = refuse(document);
  if (refused !== undefined || !isObject(document)) {
    return whole("wrong-version", refused ?? "", text.search(/\S/));
  }

  const manifest = readManifest(document);
  const { inputs, problems } = manifest;
  const found = [
    ...problems.map((problem) => ({ problem, scene: problem.scene })),
    ...inputs.flatMap((input) =>
      checkInput(input, manifest).map((problem) => ({ problem, scene: input.scene }))
    ),
  ];
  const byKey = inputs.filter(({ value }) => isObject(value.references));
  const mayRepeat = byKey.length > 0 && mayRepeatKeys(text, document);
  // Places take long to find in a large text.
  if (found.length === 0 && !mayRepeat) return { inputs: inputs.length, findings: [] };

  const places = new Places(text);
  const located: Located[] = found.map(({ problem, scene }) => {
    const { path, at } = problem;
    return [problem, scene, places.find(path, at) ?? places.find(path, "value")];
  });
  for (const { path, scene } of mayRepeat ? byKey : []) {
    const references = [...path, "references"];
    for (const { key, offset } of places.repeatedKeys(references)) {
      located.push([duplicateId(key, { path: [...references, key], at: "key" }), scene, offset]);
    }
  }
  return { inputs: inputs.length, findings: toFindings(file, text, located) };
}

/** Sorts problems by their place, and adds lines and columns. */
function toFindings(file: string, text: string, located: readonly Located[]): LocatedFinding[] {
  let [line, start, next] = [0, 0, 0];
  const sorted = [...located].sort(([, , one = -1], [, , other = -1]) => one - other);
  return sorted.map(([{ rule, message, path }, scene, offset]) => {
    const finding = { file, rule, message, ...scene, pointer: pointerTo(path) };
    if (offset === undefined) return { ...finding, line: null, column: null };
    while (next >= 0 && next <= offset) {
      [line, start] = [line + 1, next];
      next = text.indexOf("\n", start) + 1 || -1;
    }
    return { ...finding, line, column: offset - start + 1, offset };
  });
}

/** Why a document is not a manifest that this program reads; undefined if it is one. */
function refuse(document: unknown): string | undefined {
  if (!isObject(document)) return `a manifest is an object, not ${describe(document)}`;
  const { version } = document;
  if (version === "2") return undefined;
  if (version === undefined && ("pipeline" in document || "pipelines" in document)) {
    return "it has no version, so osbuild takes it for format version 1, which has no inputs; " +
      'write "version": "2"';
  }
  if (version === undefined) return 'it is not a manifest: "version": "2" is missing';
  const hint = version === 2 ? " as a string" : "";
  return `its format version is ${JSON.stringify(describe(version))}; write "2"${hint}`;
}
