import { isObject, type JsonObject } from "../../json.ts";
import { validatePipelineInput, validateSourceInput } from "./input.generated.js";
import { toViolation, type Violation } from "./violation.ts";

/**
 * Checks an input of a manifest against the branch of the schema that its origin selects.
 *
 * @param input the input, with its type, origin and references
 * @returns everything that is wrong; errors of the form of references that was not used (array or
 * object) are left out
 */
export function checkInput(input: JsonObject): Violation[] {
  const { origin, references } = input;
  const validate = origin === "org.osbuild.pipeline" ? validatePipelineInput : validateSourceInput;
  if (validate(input)) return [];
  const hasForm = Array.isArray(references) || isObject(references);
  return validate.errors!.map(toViolation).filter(({ path, keyword }) => {
    if (path.length !== 1 || path[0] !== "references") return true;
    return hasForm ? keyword !== "type" && keyword !== "oneOf" : keyword === "oneOf";
  });
}
