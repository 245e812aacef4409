import { type OutputUnit, type Schema, Validator } from "npm:@cfworker/json-schema@4.1.6";
import type { JsonObject } from "../json.ts";

/** How a value breaks a schema. */
export interface Violation {
  /** Keys and indices that lead to the offending part; none for the whole value. */
  readonly path: readonly string[];
  /** `false` for a property that may not be there, else the schema's keyword. */
  readonly keyword: "false" | "required" | "type" | "enum" | "minItems" | "minProperties";
  /** What the keyword asks for: a property, a type, or values. */
  readonly wanted: string;
}

/** What is used of the schema for one origin; sidecars list the form array first. */
interface Branch {
  readonly [keyword: string]: unknown;
  readonly properties: {
    readonly origin: { readonly enum: readonly unknown[] };
    readonly references: { readonly oneOf: readonly [array: Schema, object: Schema] };
  };
}

/** The schema that a sidecar has for inputs of a manifest (JSON Schema, draft 4). */
export class InputSchema {
  /** The origins that it knows. */
  readonly origins: readonly string[];
  readonly #definitions: unknown;
  readonly #branches: readonly Branch[];
  // Manifests have thousands of inputs.
  readonly #validators = new Map<string, Validator>();

  constructor({ definitions, ...schema }: JsonObject) {
    this.#definitions = definitions;
    this.#branches = (schema.oneOf ?? [schema]) as readonly Branch[];
    this.origins = this.#branches.flatMap((it) => it.properties.origin.enum as string[]);
  }

  /**
   * Finds all violations of an input: of the branch of its origin and, in its references, of the
   * form, array or object, that they have.
   */
  check(input: JsonObject): Violation[] {
    const known = this.#branches.findIndex((it) =>
      it.properties.origin.enum.includes(input.origin)
    );
    const { properties, ...branch } = this.#branches[Math.max(known, 0)]!;
    const [array, object] = properties.references.oneOf;
    const references = Array.isArray(input.references) ? array : object;
    const schema = { ...branch, properties: { ...properties, references } };
    return this.#violations(input, `${known} ${references === array}`, schema);
  }

  /** Finds the first violation of the options of a reference: `{name}`. */
  checkOptions(options: unknown): Violation | undefined {
    return this.#violations(options, "options", { $ref: "#/definitions/image" })[0];
  }

  #violations(value: unknown, key: string, schema: JsonObject): Violation[] {
    let validator = this.#validators.get(key);
    if (validator === undefined) {
      validator = new Validator(
        { definitions: this.#definitions, ...schema } as Schema,
        "4",
        false,
      );
      this.#validators.set(key, validator);
    }
    try {
      return validator.validate(value).errors.map(toViolation).filter((it) => it !== undefined);
    } catch (error) {
      // The library writes keys as URIs, which have no lone surrogates.
      if (!(error instanceof URIError)) throw error;
      return [{ path: [], keyword: "type", wanted: "an object whose keys are UTF-8" }];
    }
  }
}

/**
 * Understands an error of the library, whose text holds what the keyword asks for.
 *
 * @returns nothing for one that only says that a part has errors
 */
function toViolation({ keyword, error, instanceLocation }: OutputUnit): Violation | undefined {
  const path = instanceLocation.split("/").slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"));
  const [wanted = ""] = /(?<=Expected "|property ")[^"]*|(?<=any of )\[.*\]/.exec(error) ?? [];
  switch (keyword) {
    case "false":
    case "required":
    case "type":
    case "minItems":
    case "minProperties":
      return { path, keyword, wanted };
    case "enum":
      return { path, keyword, wanted: JSON.parse(wanted).join(" or ") };
  }
  return undefined;
}
