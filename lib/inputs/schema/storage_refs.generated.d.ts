/**
 * Types of the module that the build generates from the schema.
 *
 * @module
 */
import type { ValidateFunction } from "./violation.ts";

/** Checks references with options, as osbuild sends them. */
export const validateStorageRefs: ValidateFunction;
