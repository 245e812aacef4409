import type { Violation } from "../../inputs/schema/violation.ts";
import { describe, isObject } from "../../json.ts";
import type { KnownInput } from "../common/inputs.ts";
import { refusal } from "./image_name.ts";
import type { Input, Manifest } from "./manifest.ts";
import type { Path, Problem } from "./problem.ts";

const SOURCE_ORIGIN = "org.osbuild.source";
const PIPELINE_PREFIX = "name:";

/** A reference, in whichever of the two forms it was written. */
interface Reference {
  readonly id: string;
  /** Its options; undefined if they are left out. */
  readonly options: unknown;
  /** Where the id is. */
  readonly place: Pick<Problem, "path" | "isKey">;
  /** Where the options are, or the reference without options. */
  readonly optionsPath: Path;
}

type WrongId = Pick<Problem, "rule" | "message">;

/**
 * Checks a container input.
 *
 * @param input the input
 * @param manifest what it can refer to
 * @returns everything that is wrong with it
 */
export function* checkInput(input: Input, manifest: Manifest): Generator<Problem> {
  const { value, path, known } = input;
  for (const violation of known.violations(value)) yield schemaProblem(violation, path, known);
  if (!known.origins.some((it) => it === value.origin)) return;
  const seen = new Set<string>();
  for (const { id, options, place, optionsPath } of referencesOf(input)) {
    if (seen.has(id)) yield duplicateId(id, place);
    seen.add(id);
    const wrong = value.origin === SOURCE_ORIGIN
      ? checkSourceId(id, known, manifest)
      : checkPipelineId(id, input, manifest);
    if (wrong) yield { ...wrong, ...place };
    const wrongOptions = checkOptions(options, optionsPath);
    if (wrongOptions) yield wrongOptions;
  }
}

/**
 * Reports an id that is used twice.
 *
 * @param id the id
 * @param place where it is used again
 * @returns the problem
 */
export function duplicateId(id: string, place: Pick<Problem, "path" | "isKey">): Problem {
  const message = `'${id}' is used twice in this input: osbuild only takes the last one`;
  return { rule: "duplicate-id", message, ...place };
}

function schemaProblem(violation: Violation, input: Path, { origins }: KnownInput): Problem {
  const { keyword, params, message } = violation;
  const path = [...input, ...violation.path];
  const name = violation.path.at(-1);
  const problem = (text: string): Problem => ({ rule: "schema", message: text, path });
  switch (keyword) {
    case "required":
      return problem(`the property '${params.missingProperty}' is missing`);
    case "additionalProperties": {
      const extra = String(params.additionalProperty);
      const text = `the property '${extra}' is not known here`;
      return { ...problem(text), path: [...path, extra], isKey: true };
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
      yield { id, options, place: { path: place, isKey: true }, optionsPath: place };
    }
  } else if (Array.isArray(references)) {
    for (const [index, entry] of references.entries()) {
      if (!isObject(entry) || typeof entry.id !== "string") continue;
      const { id, options } = entry;
      const place = [...at, index];
      const optionsPath = options === undefined ? place : [...place, "options"];
      yield { id, options, place: { path: [...place, "id"] }, optionsPath };
    }
  }
}

function checkOptions(options: unknown, path: Path): Problem | undefined {
  if (options === undefined) {
    const message = "options with a name are missing: the schema allows that, but the build fails";
    return { rule: "missing-name", message, path };
  }
  const name = isObject(options) ? options.name : undefined;
  const reason = typeof name === "string" ? refusal(name) : undefined;
  if (reason === undefined) return undefined;
  const message = `container tools refuse the name '${describe(name)}': ${reason}`;
  return { rule: "bad-name", message, path: [...path, "name"] };
}

function checkSourceId(id: string, known: KnownInput, { sources }: Manifest): WrongId | undefined {
  const listing = Object.entries(sources ?? {})
    .filter(([, it]) => isObject(it) && isObject(it.items) && Object.hasOwn(it.items, id))
    .map(([name]) => name);
  if (listing.some((name) => known.sources.includes(name))) return undefined;
  const remedy = `list it in ${known.sources.join(" or ")}`;
  if (listing.length > 0) {
    const message = `'${id}' is an item of ${listing.join(" and ")}, which has no container ` +
      `images for this input: ${remedy}`;
    return { rule: "not-an-image", message };
  }
  if (!/^sha256:[0-9a-f]{64}$/.test(id)) {
    const message = `'${id}' is not an image id: write sha256: and 64 hexadecimal digits, the ` +
      "digest of the image's configuration";
    return { rule: "bad-id", message };
  }
  if (sources === undefined) return undefined;
  return { rule: "unknown-source", message: `'${id}' is not in the manifest's sources: ${remedy}` };
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
