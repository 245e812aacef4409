/**
 * Types of the module that the build generates from the schema.
 *
 * @module
 */
import type { ValidateFunction } from "./violation.ts";

/** Checks a whole input of a manifest. */
export const validateStorageInput: ValidateFunction;
