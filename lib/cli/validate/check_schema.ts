import type { Input, Path, Problem } from "./manifest.ts";
import { isObject, type JsonObject } from "../../json.ts";

/** Draft 4, as far as the sidecars use it; a test refuses other keywords. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: 1;
  readonly minProperties?: 1;
}

/**
 * Finds where an input breaks its schema: in the branch of its origin, and in the form, object or
 * list, that its references have.
 */
export function* checkSchema({ known, value, path }: Input): Generator<Problem> {
  const { definitions, oneOf } = known.schema as { definitions: JsonObject; oneOf: Schema[] };
  const isOf = ({ properties }: Schema) => properties?.origin?.enum?.includes(value.origin);
  yield* check(value, oneOf.find(isOf) ?? oneOf[0]!, path);

  function* check(value: unknown, unresolved: Schema, path: Path): Generator<Problem> {
    const schema = resolve(unresolved);
    const name = path.at(-1);
    const wrong = (message: string, at = path): Problem => ({ rule: "schema", message, path: at });
    if (schema.oneOf !== undefined) {
      const form = schema.oneOf.map(resolve).find(({ type }) => type === typeOf(value));
      if (form !== undefined) yield* check(value, form, path);
      else yield wrong(`'${name}' must be an object or an array`);
      return;
    }
    if (schema.type !== undefined && schema.type !== typeOf(value)) {
      return yield wrong(`'${name}' must be ${schema.type}`);
    }
    if (schema.enum?.includes(value) === false) {
      const allowed = name === "origin" ? known.origins : schema.enum;
      yield wrong(`'${name}' must be ${allowed.join(" or ")}`);
    }
    if (typeof value !== "object" || value === null) return;
    const entries = Object.entries(value);
    if (entries.length === 0 && (schema.minItems ?? schema.minProperties)) {
      yield wrong(`'${name}' must not be empty`);
    }
    for (const key of schema.required ?? []) {
      if (!Object.hasOwn(value, key)) yield wrong(`the property '${key}' is missing`);
    }
    for (const [key, item] of entries) {
      const { properties = {}, additionalProperties } = schema;
      const part = schema.items ??
        (Object.hasOwn(properties, key) ? properties[key] : additionalProperties);
      const at = [...path, schema.items ? Number(key) : key];
      if (isObject(part)) yield* check(item, part, at);
      else if (part === false) yield wrong(`the property '${key}' is not known here`, at);
    }
  }

  function resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    return resolve(definitions[schema.$ref.replace("#/definitions/", "")] as Schema);
  }
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
}
