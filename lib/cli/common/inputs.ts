import STORAGE_SIDECAR from "../../../schema-storage.json" with { type: "text" };
import CONTAINERS_SIDECAR from "../../../schema.json" with { type: "text" };
import { CONTAINERS, CONTAINERS_STORAGE } from "../../inputs/input.ts";
import { InputSchema } from "../../inputs/schema.ts";

/** An input that this program is installed as. */
export interface KnownInput {
  /** Its type in manifests, and the name of the module's file. */
  readonly type: string;
  /** The metadata file that ships with it: what osbuild reads instead of running the module. */
  readonly sidecar: string;
  readonly schema: InputSchema;
  /** The sources whose items it takes. */
  readonly sources: readonly string[];
}

/** All inputs of this program; the first is the one that it is named after. */
export const INPUTS: readonly [KnownInput, ...KnownInput[]] = [
  {
    type: CONTAINERS,
    sidecar: CONTAINERS_SIDECAR,
    schema: new InputSchema(JSON.parse(CONTAINERS_SIDECAR).schema),
    sources: ["org.osbuild.skopeo"],
  },
  {
    type: CONTAINERS_STORAGE,
    sidecar: STORAGE_SIDECAR,
    schema: new InputSchema(JSON.parse(STORAGE_SIDECAR).schema),
    sources: ["org.osbuild.containers-storage"],
  },
];
