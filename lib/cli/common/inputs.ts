import CONTAINERS_SIDECAR from "../../../schema.json" with { type: "text" };
import STORAGE_SIDECAR from "../../../schema-storage.json" with { type: "text" };
import { CONTAINERS, CONTAINERS_STORAGE } from "../../inputs/input_name.ts";
import { checkInput, checkStorageInput } from "../../inputs/schema/input.ts";
import type { Violation } from "../../inputs/schema/violation.ts";

/** An input that this program is installed as. */
export interface KnownInput {
  /** Its type in manifests, and the name of the module's file. */
  readonly type: string;
  /** The sidecar that ships with it: what osbuild reads instead of running the module. */
  readonly sidecar: string;
  /** The origins that it knows. */
  readonly origins: readonly string[];
  /** The sources whose items it takes. */
  readonly sources: readonly string[];
  /**
   * Checks an input of a manifest against the schema.
   *
   * @param input the input
   * @returns everything that is wrong
   */
  readonly violations: (input: { readonly [key: string]: unknown }) => Violation[];
}

/** All inputs of this program; the first is the one that it is named after. */
export const INPUTS: readonly [KnownInput, ...KnownInput[]] = [
  {
    type: CONTAINERS,
    sidecar: CONTAINERS_SIDECAR,
    origins: ["org.osbuild.source", "org.osbuild.pipeline"],
    sources: ["org.osbuild.skopeo"],
    violations: checkInput,
  },
  {
    type: CONTAINERS_STORAGE,
    sidecar: STORAGE_SIDECAR,
    origins: ["org.osbuild.source"],
    sources: ["org.osbuild.containers-storage"],
    violations: checkStorageInput,
  },
];
