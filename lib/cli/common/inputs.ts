import SIDECAR from "../../../schema.json" with { type: "text" };
import { checkInput } from "../../inputs/schema/input.ts";
import type { Violation } from "../../inputs/schema/violation.ts";
import { SOURCE } from "../../inputs/source_image.ts";

/** An input that this program is installed as. */
export interface KnownInput {
  /** Its type in manifests, and the name of the module's file. */
  readonly type: string;
  /** The sidecar that ships with it: what osbuild reads instead of running the module. */
  readonly sidecar: string;
  /**
   * Checks an input of a manifest against the schema.
   *
   * @param input the input
   * @returns everything that is wrong
   */
  readonly violations: (input: { readonly [key: string]: unknown }) => Violation[];
}

/** The input `org.osbuild.containers`. */
export const CONTAINERS: KnownInput = { type: SOURCE, sidecar: SIDECAR, violations: checkInput };

/** All inputs of this program, for the commands that look at each. */
export const INPUTS: readonly KnownInput[] = [CONTAINERS];

/** Types of osbuild's other inputs that resemble one of {@linkcode INPUTS}. */
export const SIMILAR_TYPES: readonly string[] = ["org.osbuild.containers-storage"];
