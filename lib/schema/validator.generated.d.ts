/**
 * Types of the module that the build generates from the schema.
 *
 * @module
 */

/** One way in which a value breaks the schema. */
export interface SchemaError {
  /** JSON pointer to the offending part of the value. */
  readonly instancePath: string;
  /** The schema's keyword that is not satisfied. */
  readonly keyword: string;
  /** What the keyword asks for. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The same for people. */
  readonly message: string;
}

/** A check of one part of the schema. */
export interface ValidateFunction {
  (value: unknown): boolean;
  /** What was wrong with the last value; nothing if it was right. */
  errors?: readonly SchemaError[] | null;
}

/** Checks a whole input of a manifest. */
export const validateInput: ValidateFunction;
/** Checks references with options, as osbuild sends them, for the source origin. */
export const validateSourceRefs: ValidateFunction;
/** The same for the pipeline origin. */
export const validatePipelineRefs: ValidateFunction;
