/**
 * Types of the module that the build generates from the schema.
 *
 * @module
 */
import type { ValidateFunction } from "./violation.ts";

/** Checks a whole input with the source origin, and reports all errors. */
export const validateSourceInput: ValidateFunction;
/** The same for the pipeline origin. */
export const validatePipelineInput: ValidateFunction;
