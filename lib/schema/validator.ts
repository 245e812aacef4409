import {
  type SchemaError,
  validateInput,
  validatePipelineRefs,
  validateSourceRefs,
} from "./validator.generated.js";

/** How a value breaks the schema. */
export interface Violation {
  /** Keys and indices that lead to the offending part; none for the whole value. */
  readonly path: readonly string[];
  /** The schema's keyword that is not satisfied, such as `required`. */
  readonly keyword: string;
  /** What the keyword asks for, such as `{ missingProperty: "name" }`. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The same for people. */
  readonly message: string;
}

/**
 * Checks the references of a request.
 *
 * @param origin where the references come from; anything but `org.osbuild.source` is a pipeline
 * @param refs the references, each with its options
 * @returns what is wrong first, or nothing
 */
export function checkRefs(origin: string, refs: unknown): Violation | undefined {
  const validate = origin === "org.osbuild.source" ? validateSourceRefs : validatePipelineRefs;
  return validate(refs) ? undefined : toViolation(validate.errors![0]!);
}

/**
 * Checks an input as it stands in a manifest.
 *
 * @param input the input, with its type, origin and references
 * @returns what is wrong, or nothing; where several branches of the schema fail, the failure that
 * is deepest inside the input
 */
export function checkInput(input: unknown): Violation | undefined {
  if (validateInput(input)) return undefined;
  const violations = validateInput.errors!.map(toViolation);
  return violations.reduce((best, it) => it.path.length > best.path.length ? it : best);
}

function toViolation(error: SchemaError): Violation {
  const { instancePath, keyword, params, message } = error;
  const path = instancePath.split("/").slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return { path, keyword, params, message };
}
