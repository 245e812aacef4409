import { INPUTS } from "./common/inputs.ts";
import type { CommandResult } from "./common/result.ts";

/** Prints the sidecar of an input, by default of the one that the program is named after. */
export function printSchema(type: string = INPUTS[0].type): CommandResult {
  const { sidecar } = INPUTS.find((it) => it.type === type)!;
  return { ok: true, text: () => sidecar };
}
