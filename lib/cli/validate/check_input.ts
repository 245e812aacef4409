import { refusal } from "./image_name.ts";
import type { Input, Manifest, Path, Problem } from "./manifest.ts";
import { nearest } from "../common/text.ts";
import type { Violation } from "../../inputs/schema.ts";
import { describe, isObject } from "../../json.ts";

/** The origin of images that a source provides. */
export const SOURCE_ORIGIN = "org.osbuild.source";
const PIPELINE_PREFIX = "name:";

/** The rule of what only fails with some stages; it does not count as wrong. */
export const WARNING = "risky-name";

/** How many references of one input are checked; the library of the schema recurses. */
const MAX_REFERENCES = 10_000;

const NO_STORAGE_NAME = "skopeo refuses names that begin with [ for a container storage: write " +
  "the name of the host instead of its IPv6 address";

const NO_OPTIONS = "options with a name are missing: the schema allows that, but the build fails";

/** A reference, in whichever of the two forms it was written. */
interface Reference {
  readonly id: string;
  readonly options: unknown;
  /** Where the id is. */
  readonly path: Path;
  /** Where the options are, or the reference without options. */
  readonly optionsPath: Path;
}

type WrongId = readonly [rule: string, message: string];

/** Checks a container input. */
export function* checkInput(input: Input, manifest: Manifest): Generator<Problem> {
  const { value, known } = input;
  const { references } = value;
  if (typeof references === "object" && Object.keys(references ?? {}).length > MAX_REFERENCES) {
    const message = `it has more than ${MAX_REFERENCES} references, which are not checked`;
    return yield { rule: "too-many", message, path: input.path };
  }
  for (const violation of known.schema.check(value)) yield schemaProblem(violation, input);
  if (!known.schema.origins.some((it) => it === value.origin)) return;
  const checkId = value.origin === SOURCE_ORIGIN ? checkSourceId : checkPipelineId;
  const seen = new Set<string>();
  for (const { id, options, path, optionsPath } of referencesOf(input)) {
    if (seen.has(id)) yield duplicateId(id, path);
    seen.add(id);
    const [rule, message] = checkId(id, input, manifest) ?? [];
    if (rule) yield { rule, message: message!, path };
    if (options === undefined) {
      yield { rule: "missing-name", message: NO_OPTIONS, path: optionsPath };
    }
    const name = isObject(options) ? options.name : undefined;
    const reason = typeof name === "string" ? refusal(name) : undefined;
    const at = [...optionsPath, "name"];
    if (reason !== undefined) {
      const message = `container tools refuse the name '${describe(name)}': ${reason}`;
      yield { rule: "bad-name", message, path: at };
    } else if (typeof name === "string" && name.startsWith("[")) {
      yield { rule: WARNING, message: NO_STORAGE_NAME, path: at };
    }
  }
}

/** What inputs, their references and the options of these may have. */
const PROPERTIES = ["type", "origin", "references", "id", "options", "name"];

const MPP_LEFT = ": it is for osbuild-mpp, which leaves it where it is inside of mpp-if; move " +
  "the whole input into mpp-if, or out of it";

const ENTRY = 'an element of a list must be {"id": "sha256:…", "options": {"name": "…"}}';

function schemaProblem({ path, keyword, wanted }: Violation, input: Input): Problem {
  const name = path.at(-1) ?? "input";
  const isEntry = path.length === 2 && Array.isArray(input.value.references);
  const guess = nearest(name, PROPERTIES);
  const isReferences = keyword === "type" && path.length === 1 && name === "references";
  const isOrigin = keyword === "enum" && name === "origin";
  const must = isReferences
    ? "an object or an array"
    : isOrigin
    ? input.known.schema.origins.join(" or ")
    : /^[aeiou]/.test(wanted)
    ? `an ${wanted}`
    : `a ${wanted}`;
  const messages: Record<Violation["keyword"], string> = {
    false: `the property '${name}' is not known here` +
      (name.startsWith("mpp-") ? MPP_LEFT : guess === undefined ? "" : `: did you mean ${guess}?`),
    required: `the property '${wanted}' is missing`,
    type: isEntry ? ENTRY : `'${name}' must be ${must}`,
    enum: `'${name}' must be ${must}`,
    minItems: `'${name}' must not be empty`,
    minProperties: `'${name}' must not be empty`,
  };
  return { rule: "schema", message: messages[keyword], path: [...input.path, ...path] };
}

/** Reports an id that is used twice. */
export function duplicateId(id: string, path: Path): Problem {
  const message = `'${id}' is used twice in this input: osbuild only takes the last one`;
  return { rule: "duplicate-id", message, path };
}

/** The references of an input that can be read as such. */
export function* referencesOf({ value: { references }, path }: Input): Generator<Reference> {
  const at = [...path, "references"];
  if (isObject(references)) {
    for (const [id, options] of Object.entries(references)) {
      yield { id, options, path: [...at, id], optionsPath: [...at, id] };
    }
  } else if (Array.isArray(references)) {
    for (const [index, entry] of references.entries()) {
      if (!isObject(entry) || typeof entry.id !== "string") continue;
      const { id, options } = entry;
      const place = [...at, index];
      const optionsPath = options === undefined ? place : [...place, "options"];
      yield { id, options, path: [...place, "id"], optionsPath };
    }
  }
}

function checkSourceId(id: string, { known }: Input, { items }: Manifest): WrongId | undefined {
  const sources = items.get(id)?.map(({ source }) => source) ?? [];
  if (sources.some((it) => known.sources.includes(it))) return undefined;
  const remedy = `list it in ${known.sources.join(" or ")}`;
  if (sources.length > 0) {
    const names = sources.join(" and ");
    const message = `'${id}' is an item of ${names}, which has no container images for this input`;
    return ["not-an-image", `${message}: ${remedy}`];
  }
  if (!/^sha256:[0-9a-f]{64}$/.test(id)) {
    const message = `'${id}' is not an image id: write sha256: and 64 hexadecimal digits, the ` +
      "digest of the image's configuration";
    return ["bad-id", message];
  }
  return ["unknown-source", `'${id}' is not in the manifest's sources: ${remedy}`];
}

function checkPipelineId(
  id: string,
  { pipeline }: Input,
  { pipelines }: Manifest,
): WrongId | undefined {
  if (!id.startsWith(PIPELINE_PREFIX)) {
    const message =
      `'${id}' does not begin with ${PIPELINE_PREFIX}, so osbuild silently ignores it`;
    return ["ignored-reference", message];
  }
  const name = id.slice(PIPELINE_PREFIX.length);
  const index = pipelines.get(name);
  if (index === undefined) return ["unknown-pipeline", `there is no pipeline '${name}'`];
  if (index < pipeline) return undefined;
  return index > pipeline
    ? ["later-pipeline", `the pipeline '${name}' comes after the stage that needs it: move it up`]
    : ["own-pipeline", `the pipeline '${name}' contains this stage: its tree does not exist yet`];
}
