/** One way in which a value breaks the schema, as the generated checks report it. */
export interface SchemaError {
  /** JSON pointer to the offending part of the value. */
  readonly instancePath: string;
  /** The schema's keyword that is not satisfied. */
  readonly keyword: string;
  /** What the keyword asks for. */
  readonly params: Readonly<Record<string, unknown>>;
  /** A message for people. */
  readonly message: string;
}

/** A generated check of one part of the schema. */
export interface ValidateFunction {
  (value: unknown): boolean;
  /** What was wrong with the last value; nothing if it was right. */
  errors?: readonly SchemaError[] | null;
}

/** How a value breaks the schema. */
export interface Violation {
  /** Keys and indices that lead to the offending part; none for the whole value. */
  readonly path: readonly string[];
  /** The schema's keyword that is not satisfied, such as `required`. */
  readonly keyword: string;
  /** What the keyword asks for, such as `{ missingProperty: "name" }`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** A message for people. */
  readonly message: string;
}

/**
 * Converts an error of a generated check.
 *
 * @param error the error
 * @returns the same, with the JSON pointer taken apart
 */
export function toViolation({ instancePath, keyword, params, message }: SchemaError): Violation {
  const path = instancePath.split("/").slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return { path, keyword, params, message };
}
