import { isDeepStrictEqual } from "node:util";
import { isObject, type JsonObject } from "../../json.ts";

/** A limit for circular references, far beyond what any sidecar needs. */
const MAX_DEPTH = 40;

/** Keywords that only explain, or that matter to references only. */
const WITHOUT_MEANING = ["$schema", "definitions", "description", "id", "title"];

/**
 * Whether two sidecars allow the same inputs, as far as can be determined without trying all
 * inputs: descriptions, references and equivalent notations make no difference.
 *
 * @throws {SyntaxError} when one is not JSON
 */
export function meanTheSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => {
    const { schema } = JSON.parse(text);
    // osbuild calls it for objects only.
    const { type: _, ...top } = isObject(schema) ? schema : {};
    return meaningOf(top, top, 0);
  });
  return isDeepStrictEqual(left, right);
}

function meaningOf(schema: unknown, top: JsonObject, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new SyntaxError("it is nested too deep");
  const within = (part: unknown) => meaningOf(part, top, depth + 1);
  if (Array.isArray(schema)) return schema.map(within);
  if (!isObject(schema)) return schema;
  const { $ref, patternProperties, ...own } = schema;
  const result: Record<string, unknown> = {};
  if (typeof $ref === "string") Object.assign(result, within(resolve($ref, top)));
  for (const [keyword, value] of Object.entries(own)) {
    if (WITHOUT_MEANING.includes(keyword)) continue;
    if (keyword === "additionalProperties" && value === true) continue;
    result[keyword] = keyword === "properties" && isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, it]) => [name, within(it)]))
      : within(value);
  }
  if (isObject(patternProperties)) {
    const { ".*": all, ...others } = patternProperties;
    if (all !== undefined) result.additionalProperties = within(all);
    if (Object.keys(others).length > 0) result.patternProperties = within(others);
  }
  const { oneOf, ...more } = result;
  const isOnlyChoice = Array.isArray(oneOf) && oneOf.length === 1 && Object.keys(more).length === 0;
  return isOnlyChoice ? oneOf[0] : result;
}

function resolve(reference: string, top: JsonObject): unknown {
  const path = reference.replace(/^#\/?/, "").split("/");
  return path.reduce<unknown>((part, key) => isObject(part) ? part[key] : undefined, top);
}
