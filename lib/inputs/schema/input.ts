import { isObject } from "../../json.ts";
import { CONTAINERS_STORAGE } from "../input_name.ts";
import { validateInput } from "./input.generated.js";
import { validateStorageInput } from "./storage_input.generated.js";
import { toViolation, type Violation } from "./violation.ts";

/**
 * Checks an input as it stands in a manifest, against the schema of its type.
 *
 * @param input the input, with its type, origin and references
 * @returns what is wrong, or nothing; where several branches of the schema fail, the failure that
 * is deepest inside the input
 */
export function checkInput(input: unknown): Violation | undefined {
  const isStorage = isObject(input) && input.type === CONTAINERS_STORAGE;
  const validate = isStorage ? validateStorageInput : validateInput;
  if (validate(input)) return undefined;
  const violations = validate.errors!.map(toViolation);
  return violations.reduce((best, it) => it.path.length > best.path.length ? it : best);
}
