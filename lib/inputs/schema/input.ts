import { validateInput } from "./input.generated.js";
import { toViolation, type Violation } from "./violation.ts";

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
