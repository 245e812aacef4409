import { describe, isObject } from "../../json.ts";
import type { Violation } from "../../inputs/schema/violation.ts";
import type { Path, Problem } from "./finding.ts";
import type { KnownInput } from "../common/inputs.ts";
import { refusal } from "./image_name.ts";
import type { Input, Manifest } from "./manifest.ts";

const SOURCE_ORIGIN = "org.osbuild.source";
const PIPELINE_PREFIX = "name:";

/** A reference, in whichever of the two forms it was written. */
interface Reference {
  readonly id: string;
  /** Its options; undefined if they are left out. */
  readonly options: unknown;
  /** Where the id is. */
  readonly place: Pick<Problem, "path" | "at">;
  /** Where the options are, or the reference without options. */
  readonly optionsPath: Path;
}

/**
 * Checks a container input.
 *
 * @param input the input
 * @param manifest what it can refer to
 * @returns everything that is wrong with it
 */
export function checkInput(input: Input, manifest: Manifest): Problem[] {
  const { value, path, known } = input;
  const problems = known.violations(value).map((it) => schemaProblem(it, path, known));
  if (!known.origins.some((it) => it === value.origin)) return problems;
  const seen = new Set<string>();
  for (const reference of referencesOf(input)) {
    const { id, options, place, optionsPath } = reference;
    if (seen.has(id)) problems.push(duplicateId(id, place));
    seen.add(id);
    const wrong = value.origin === SOURCE_ORIGIN
      ? checkSourceId(id, known, manifest)
      : checkPipelineId(id, input, manifest);
    if (wrong) problems.push({ ...wrong, ...place });
    problems.push(...checkOptions(options, optionsPath));
  }
  return problems;
}

/**
 * Reports an id that is used twice.
 *
 * @param id the id
 * @param place where it is used again
 * @returns the problem
 */
export function duplicateId(id: string, place: Pick<Problem, "path" | "at">): Problem {
  const message = `'${id}' is used twice in this input: osbuild only takes the last one`;
  return { rule: "duplicate-id", message, ...place };
}

function schemaProblem(
  { path: inside, keyword, params, message }: Violation,
  path: Path,
  { origins }: KnownInput,
): Problem {
  const place = [...path, ...inside];
  const name = inside.at(-1);
  const problem = (text: string): Problem => ({
    rule: "schema",
    message: text,
    path: place,
    at: "value",
  });
  switch (keyword) {
    case "required":
      return problem(`the property '${params.missingProperty}' is missing`);
    case "additionalProperties": {
      const extra = String(params.additionalProperty);
      const text = `the property '${extra}' is not known here`;
      return { ...problem(text), path: [...place, extra], at: "key" };
    }
    case "enum": {
      const allowed = name === "origin" ? origins : params.allowedValues as unknown[];
      return problem(`'${name}' must be ${allowed.join(" or ")}`);
    }
    case "oneOf":
      return problem(`'${name}' must be an object or an array`);
    case "minProperties":
    case "minItems":
      return problem(`'${name}' must not be empty`);
    default:
      return problem(`'${name}' ${message}`);
  }
}

function* referencesOf({ value: { references }, path }: Input): Generator<Reference> {
  const at = [...path, "references"];
  if (isObject(references)) {
    for (const [id, options] of Object.entries(references)) {
      const place = [...at, id];
      yield { id, options, place: { path: place, at: "key" }, optionsPath: place };
    }
  } else if (Array.isArray(references)) {
    for (const [index, entry] of references.entries()) {
      if (!isObject(entry) || typeof entry.id !== "string") continue;
      const { id, options } = entry;
      const place = [...at, index];
      const optionsPath = options === undefined ? place : [...place, "options"];
      yield { id, options, place: { path: [...place, "id"], at: "value" }, optionsPath };
    }
  }
}

function checkOptions(options: unknown, path: Path): Problem[] {
  if (options === undefined) {
    const message = "options with a name are missing: the schema allows that, but the build fails";
    return [{ rule: "missing-name", message, path, at: "value" }];
  }
  const name = isObject(options) ? options.name : undefined;
  const reason = typeof name === "string" ? refusal(name) : undefined;
  if (reason === undefined) return [];
  const message = `container tools refuse the name '${describe(name)}': ${reason}`;
  return [{ rule: "bad-name", message, path: [...path, "name"], at: "value" }];
}

type WrongId = Pick<Problem, "rule" | "message">;

function checkSourceId(
  id: string,
  known: KnownInput,
  { items }: Manifest,
): WrongId | undefined {
  const sources = items?.get(id);
  if (sources?.some((it) => known.sources.includes(it))) return undefined;
  const wanted = known.sources.join(" or ");
  if (sources) {
    const message = `'${id}' is an item of ${sources.join(" and ")}, which has no container ` +
      `images for this input: list it in ${wanted}`;
    return { rule: "not-an-image", message };
  }
  if (!/^sha256:[0-9a-f]{64}$/.test(id)) {
    const message = `'${id}' is not an image id: write sha256: and 64 hexadecimal digits, the ` +
      "digest of the image's configuration";
    return { rule: "bad-id", message };
  }
  if (items === undefined) return undefined;
  const message = `'${id}' is not in the manifest's sources: list it in ${wanted}`;
  return { rule: "unknown-source", message };
}

function checkPipelineId(
  id: string,
  { pipeline }: Input,
  { pipelines }: Manifest,
): WrongId | undefined {
  if (!id.startsWith(PIPELINE_PREFIX)) {
    const message =
      `'${id}' does not begin with ${PIPELINE_PREFIX}, so osbuild silently ignores it`;
    return { rule: "ignored-reference", message };
  }
  const name = id.slice(PIPELINE_PREFIX.length);
  const index = pipelines.get(name);
  if (index === undefined) {
    return { rule: "unknown-pipeline", message: `there is no pipeline '${name}'` };
  }
  if (index > pipeline) {
    const message = `the pipeline '${name}' comes after the stage that needs it: move it up`;
    return { rule: "later-pipeline", message };
  }
  if (index < pipeline) return undefined;
  const message = `the pipeline '${name}' contains this stage: its tree does not exist yet`;
  return { rule: "own-pipeline", message };
}
