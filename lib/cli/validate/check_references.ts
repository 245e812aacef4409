import { describe, isObject, type JsonObject } from "../../json.ts";
import { checkRefs } from "../../inputs/schema/refs.ts";
import { checkPipelineId, checkSourceId } from "./check_id.ts";
import type { Path, Problem } from "./finding.ts";
import { refusal } from "./image_name.ts";
import type { Input, Manifest } from "./manifest.ts";

/** A reference, in whichever of the two forms it was written. */
interface Reference {
  readonly id: string;
  /** Its options; nothing if the form allows to leave them out, and they are. */
  readonly options: unknown;
  /** Where the id is. */
  readonly idPath: Path;
  readonly idAt: Problem["at"];
  /** Where the options are, or should be. */
  readonly optionsPath: Path;
}

/**
 * Checks the references of an input.
 *
 * @param input the input; its origin is valid, and its references are an object or an array
 * @param manifest what they can refer to
 * @returns everything that is wrong with them
 */
export function checkReferences(input: Input, manifest: Manifest): Problem[] {
  const problems: Problem[] = [];
  const origin = String(input.value.origin);
  const seen = new Set<string>();
  for (const reference of referencesOf(input, problems)) {
    const { id, options, idPath, idAt, optionsPath } = reference;
    if (seen.has(id)) problems.push(duplicateId(id, idPath, idAt));
    seen.add(id);
    const wrong = origin === "org.osbuild.source"
      ? checkSourceId(id, manifest)
      : checkPipelineId(id, input, manifest);
    if (wrong) problems.push({ ...wrong, path: idPath, at: idAt });
    if (options === undefined) {
      const message = "options with a name are missing: osbuild's schema lets that pass, " +
        "but the build fails";
      problems.push({ rule: "missing-name", message, path: optionsPath, at: "value" });
    } else {
      problems.push(...checkOptions(origin, id, options, optionsPath));
    }
  }
  return problems;
}

/**
 * Says that an id is used twice.
 *
 * @param id the id
 * @param path where it is used again
 * @param at whether that is a key
 * @returns the problem
 */
export function duplicateId(id: string, path: Path, at: Problem["at"]): Problem {
  const message = `'${id}' is used twice in this input: osbuild takes the last one only`;
  return { rule: "duplicate-id", message, path, at };
}

function* referencesOf({ value, path }: Input, problems: Problem[]): Generator<Reference> {
  const at = [...path, "references"];
  if (!Array.isArray(value.references)) {
    for (const [id, options] of Object.entries(value.references as JsonObject)) {
      const place = [...at, id];
      yield { id, options, idPath: place, idAt: "key", optionsPath: place };
    }
    return;
  }
  for (const [index, entry] of value.references.entries()) {
    const place = [...at, index];
    const wrong = (message: string, path: Path = place, at: Problem["at"] = "value") =>
      problems.push({ rule: "schema", message, path, at });
    if (!isObject(entry)) {
      wrong("each reference must be an object with an id and options");
      continue;
    }
    for (const key of Object.keys(entry)) {
      if (key === "id" || key === "options") continue;
      wrong(`the property '${key}' is not known; there are id, options`, [...place, key], "key");
    }
    if (typeof entry.id === "string") {
      const { id, options } = entry;
      const optionsPath = options === undefined ? place : [...place, "options"];
      yield { id, options, idPath: [...place, "id"], idAt: "value", optionsPath };
    } else if (entry.id === undefined) wrong("the property 'id' is missing");
    else wrong("the id must be a string", [...place, "id"]);
  }
}

function* checkOptions(
  origin: string,
  id: string,
  options: unknown,
  path: Path,
): Generator<Problem> {
  // Object.fromEntries() makes a key of its own even of a name such as `__proto__`.
  const violation = checkRefs(origin, Object.fromEntries([[id, options]]));
  if (violation === undefined) {
    const { name } = options as { name: string };
    const reason = refusal(name);
    if (reason === undefined) return;
    const message = `container tools refuse the name '${describe(name)}': ${reason}`;
    yield { rule: "bad-name", message, path: [...path, "name"], at: "value" };
    return;
  }
  const { path: [, ...inside], keyword, params, message } = violation;
  if (keyword === "required") {
    const missing = `the property '${params.missingProperty}' is missing`;
    yield { rule: "schema", message: missing, path: [...path, ...inside], at: "value" };
  } else if (keyword === "additionalProperties") {
    const extra = String(params.additionalProperty);
    const text = `the property '${extra}' is not known; there is name only`;
    yield { rule: "schema", message: text, path: [...path, ...inside, extra], at: "key" };
  } else {
    const what = inside.length > 0 ? `the ${inside.join(".")}` : "the options of a reference";
    yield {
      rule: "schema",
      message: `${what} ${message}`,
      path: [...path, ...inside],
      at: "value",
    };
  }
}
