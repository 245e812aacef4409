import { isObject, type JsonObject } from "../../json.ts";
import { INPUTS, type KnownInput } from "../common/inputs.ts";
import { nearest } from "../common/nearest.ts";
import type { Path, Problem } from "./problem.ts";

/** How many characters of a mistyped input type may differ. */
const MAX_TYPOS = 3;

/** How many problems are reported: one mistake may have caused them all. */
const MAX_PROBLEMS = 100;

const TYPES = INPUTS.map(({ type }) => type);

/** A container input in a manifest. */
export interface Input {
  /** Its type. */
  readonly known: KnownInput;
  /** Where it is. */
  readonly path: Path;
  /** Index of its pipeline. */
  readonly pipeline: number;
  /** The input: any object. */
  readonly value: JsonObject;
}

/** What a manifest contains, as far as it matters to container inputs. */
export interface Manifest {
  /** The container inputs, in order. */
  readonly inputs: readonly Input[];
  /** Index of each pipeline, by its name. */
  readonly pipelines: ReadonlyMap<unknown, number>;
  /** The sources that list an item, by the item; undefined if the manifest lists no sources. */
  readonly items: ReadonlyMap<string, readonly { readonly source: string }[]> | undefined;
  /** What keeps inputs from being found. */
  readonly problems: readonly Problem[];
}

/**
 * Finds the container inputs of a manifest (osbuild/formats/v2.py: only stages have inputs).
 *
 * @param document the manifest, in format version 2
 * @returns the inputs, and what they can refer to
 */
export function readManifest(document: JsonObject): Manifest {
  const inputs: Input[] = [];
  const pipelines = new Map<unknown, number>();
  const problems: Problem[] = [];
  // Manifests have thousands of inputs, and few types.
  const guesses = new Map<string, string | undefined>();
  for (const [pipeline, path, index] of objectsIn(document.pipelines, ["pipelines"], problems)) {
    if (!pipelines.has(pipeline.name)) pipelines.set(pipeline.name, index);
    for (const [stage, stagePath] of objectsIn(pipeline.stages, [...path, "stages"], problems)) {
      const at = [...stagePath, "inputs"];
      if (stage.inputs !== undefined && !isObject(stage.inputs)) {
        problems.push(misshapen(at, "an object"));
        continue;
      }
      for (const [name, value] of Object.entries(stage.inputs ?? {})) {
        if (!isObject(value) || typeof value.type !== "string") continue;
        const { type } = value;
        const known = INPUTS.find((it) => it.type === type);
        if (known) inputs.push({ known, path: [...at, name], pipeline: index, value });
        else if (!guesses.has(type)) guesses.set(type, nearest(type, TYPES, MAX_TYPOS));
        const guess = guesses.get(type);
        if (guess === undefined) continue;
        const message = `there is no input type '${type}': did you mean ${guess}?`;
        problems.push({ rule: "unknown-input-type", message, path: [...at, name, "type"] });
      }
    }
  }
  const items = isObject(document.sources) ? itemsOf(document.sources) : undefined;
  return { inputs, pipelines, items, problems: problems.slice(0, MAX_PROBLEMS) };
}

function itemsOf(sources: JsonObject): Manifest["items"] {
  const all = Object.entries(sources).flatMap(([source, value]) => {
    const items = isObject(value) && isObject(value.items) ? Object.keys(value.items) : [];
    return items.map((item) => ({ item, source }));
  });
  return Map.groupBy(all, ({ item }) => item);
}

function* objectsIn(
  list: unknown,
  path: Path,
  problems: Problem[],
): Generator<[value: JsonObject, path: Path, index: number]> {
  if (list === undefined) return;
  if (!Array.isArray(list)) return problems.push(misshapen(path, "an array"));
  for (const [index, value] of list.entries()) {
    const at = [...path, index];
    if (isObject(value)) yield [value, at, index];
    else problems.push(misshapen(at, "an object"));
  }
}

function misshapen(path: Path, wanted: string): Problem {
  const message = `this is not ${wanted}, so its contents could not be checked`;
  return { rule: "shape", message, path };
}
