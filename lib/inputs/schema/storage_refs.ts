import { validateStorageRefs } from "./storage_refs.generated.js";
import { toViolation, type Violation } from "./violation.ts";

/**
 * Checks the references of a request for the host's container storage.
 *
 * @param _origin where the references come from, which the schema leaves no choice of
 * @param refs the references, each with its options
 * @returns what is wrong first, or nothing
 */
export function checkStorageRefs(_origin: string, refs: unknown): Violation | undefined {
  return validateStorageRefs(refs) ? undefined : toViolation(validateStorageRefs.errors![0]!);
}
