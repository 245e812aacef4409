/**
 * Types of the module that the build generates from the schema.
 *
 * @module
 */
import type { ValidateFunction } from "./violation.ts";

/** Checks references with options, as osbuild sends them, for the source origin. */
export const validateSourceRefs: ValidateFunction;
/** The same for the pipeline origin. */
export const validatePipelineRefs: ValidateFunction;
