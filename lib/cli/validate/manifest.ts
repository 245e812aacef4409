import { INPUTS, type KnownInput } from "../common/inputs.ts";
import { nearest } from "../common/text.ts";
import { isObject, type JsonObject } from "../../json.ts";

/** Keys and indices that lead from the top of a document to a part of it. */
export type Path = readonly (string | number)[];

/** Something wrong at a place in a manifest. */
export interface Problem {
  /** What is wrong, in one word: `help validate` lists them. */
  readonly rule: string;
  readonly message: string;
  readonly path: Path;
}

/** Writes a path as JSON pointer (RFC 6901). */
export function pointerTo(path: Path): string {
  return path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** How many characters of a mistyped input type may differ. */
const MAX_TYPOS = 3;

/** How many types are compared with the known ones: osbuild has far fewer. */
const MAX_GUESSES = 1000;

const TYPES = INPUTS.map(({ type }) => type);

/** A container input in a manifest. */
export interface Input {
  readonly known: KnownInput;
  readonly path: Path;
  /** Index of its pipeline. */
  readonly pipeline: number;
  readonly value: JsonObject;
}

/** What a manifest contains, as far as it matters to container inputs. */
export interface Manifest {
  readonly inputs: readonly Input[];
  /** Index of each pipeline, by its name. */
  readonly pipelines: ReadonlyMap<unknown, number>;
  /** The sources that list an item, by the item. */
  readonly items: ReadonlyMap<string, readonly { readonly source: string }[]>;
  /** Mistyped types of inputs. */
  readonly problems: readonly Problem[];
}

/** Finds the container inputs of a manifest (osbuild/formats/v2.py: only stages have inputs). */
export function readManifest(document: JsonObject): Manifest {
  const inputs: Input[] = [];
  const pipelines = new Map<unknown, number>();
  const problems: Problem[] = [];
  // Manifests have thousands of inputs, and few types.
  const guesses = new Map<string, string | undefined>();
  for (const [index, pipeline] of objectsIn(document.pipelines)) {
    if (!pipelines.has(pipeline.name)) pipelines.set(pipeline.name, index);
    for (const [stageIndex, stage] of objectsIn(pipeline.stages)) {
      for (const [name, value] of Object.entries(isObject(stage.inputs) ? stage.inputs : {})) {
        if (!isObject(value) || typeof value.type !== "string") continue;
        const { type } = value;
        const path = ["pipelines", index, "stages", stageIndex, "inputs", name];
        const known = INPUTS.find((it) => it.type === type);
        if (known) inputs.push({ known, path, pipeline: index, value });
        else if (!guesses.has(type) && guesses.size < MAX_GUESSES) {
          guesses.set(type, nearest(type, TYPES, MAX_TYPOS));
        }
        const guess = guesses.get(type);
        if (guess === undefined) continue;
        const message = `there is no input type '${type}': did you mean ${guess}?`;
        problems.push({ rule: "unknown-input-type", message, path: [...path, "type"] });
      }
    }
  }
  const items = itemsOf(isObject(document.sources) ? document.sources : {});
  return { inputs, pipelines, items, problems };
}

function itemsOf(sources: JsonObject): Manifest["items"] {
  const all = Object.entries(sources).flatMap(([source, value]) => {
    const items = isObject(value) && isObject(value.items) ? Object.keys(value.items) : [];
    return items.map((item) => ({ item, source }));
  });
  return Map.groupBy(all, ({ item }) => item);
}

/** Objects in an array, with their indices; osbuild refuses everything else. */
function* objectsIn(list: unknown): Generator<[index: number, value: JsonObject]> {
  for (const [index, value] of Array.isArray(list) ? list.entries() : []) {
    if (isObject(value)) yield [index, value];
  }
}
