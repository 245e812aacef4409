import { validatePipelineRefs, validateSourceRefs } from "./refs.generated.js";
import { toViolation, type Violation } from "./violation.ts";

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
