import type { Problem } from "./finding.ts";
import { IMAGE_SOURCES, type Input, type Manifest } from "./manifest.ts";

/** What is wrong with an id, wherever it stands. */
export type WrongId = Pick<Problem, "rule" | "message">;

const PREFIX = "name:";

/**
 * Checks an id that names an image of a source.
 *
 * @param id the id
 * @param manifest the manifest
 * @returns what is wrong with it, or nothing
 */
export function checkSourceId(id: string, { items }: Manifest): WrongId | undefined {
  const sources = items?.get(id);
  if (sources?.some((it) => IMAGE_SOURCES.includes(it))) return undefined;
  if (sources) {
    const message = `'${id}' is an item of ${sources.join(" and ")}, which keeps no container ` +
      `images for this input: list it in ${IMAGE_SOURCES.join(" or ")}`;
    return { rule: "not-an-image", message };
  }
  if (!/^sha256:[0-9a-f]{64}$/.test(id)) {
    const message = `'${id}' is no image id: that is sha256: and 64 hexadecimal digits, the ` +
      "digest of the image's configuration";
    return { rule: "bad-id", message };
  }
  if (items === undefined) return undefined;
  const message = `'${id}' is not among the manifest's sources: list it in ` +
    IMAGE_SOURCES.join(" or ");
  return { rule: "unknown-source", message };
}

/**
 * Checks an id that names a pipeline.
 *
 * @param id the id
 * @param input the input that it belongs to
 * @param manifest the manifest
 * @returns what is wrong with it, or nothing
 */
export function checkPipelineId(
  id: string,
  input: Input,
  { pipelines }: Manifest,
): WrongId | undefined {
  if (!id.startsWith(PREFIX)) {
    const message = `'${id}' does not begin with ${PREFIX}, so osbuild passes over it in silence`;
    return { rule: "ignored-reference", message };
  }
  const name = id.slice(PREFIX.length);
  const index = pipelines.get(name);
  if (index === undefined) {
    return { rule: "unknown-pipeline", message: `there is no pipeline '${name}'` };
  }
  if (index > input.pipeline) {
    const message = `the pipeline '${name}' comes later than the stage that needs it: move it up`;
    return { rule: "later-pipeline", message };
  }
  if (index === input.pipeline) {
    const message = `the pipeline '${name}' is the one that this stage belongs to: its tree is ` +
      "not there yet";
    return { rule: "own-pipeline", message };
  }
  return undefined;
}
