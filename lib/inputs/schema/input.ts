import { isObject, type JsonObject } from "../../json.ts";
import { validatePipelineInput, validateSourceInput } from "./input.generated.js";
import { validateStorageInput } from "./storage_input.generated.js";
import { toViolation, type ValidateFunction, type Violation } from "./violation.ts";

/**
 * Checks an input `org.osbuild.containers` of a manifest against the branch of the schema that its
 * origin selects.
 *
 * @param input the input, with its type, origin and references
 * @returns everything that is wrong; errors of the form of references that was not used (array or
 * object) are left out
 */
export function checkInput(input: JsonObject): Violation[] {
  const isPipeline = input.origin === "org.osbuild.pipeline";
  return violationsOf(input, isPipeline ? validatePipelineInput : validateSourceInput);
}

/**
 * Checks an input `org.osbuild.containers-storage` of a manifest.
 *
 * @param input the input, with its type, origin and references
 * @returns everything that is wrong, as {@linkcode checkInput} does
 */
export function checkStorageInput(input: JsonObject): Violation[] {
  return violationsOf(input, validateStorageInput);
}

function violationsOf(input: JsonObject, validate: ValidateFunction): Violation[] {
  if (validate(input)) return [];
  const { references } = input;
  const hasForm = Array.isArray(references) || isObject(references);
  return validate.errors!.map(toViolation).filter(({ path, keyword }) => {
    if (path.length !== 1 || path[0] !== "references") return true;
    return hasForm ? keyword !== "type" && keyword !== "oneOf" : keyword === "oneOf";
  });
}
