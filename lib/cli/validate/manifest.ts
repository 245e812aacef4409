import { isObject, type JsonObject } from "../../json.ts";
import { INPUTS, type KnownInput } from "../common/inputs.ts";
import { nearest } from "../common/nearest.ts";
import { NOWHERE, type Path, type Problem, type Scene } from "./finding.ts";

/** How many characters of a mistyped input type may differ. */
const MAX_TYPOS = 3;

/** How many problems of shape are reported: one mistake may have caused them all. */
const MAX_PROBLEMS = 100;

const KNOWN = new Map(INPUTS.map((it) => [it.type, it]));

/** A container input in a manifest. */
export interface Input {
  /** Its type. */
  readonly known: KnownInput;
  /** Where it is. */
  readonly path: Path;
  /** The same for people. */
  readonly scene: Scene;
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
  readonly pipelines: ReadonlyMap<string, number>;
  /** The sources that list an item, by the item; undefined if the manifest lists no sources. */
  readonly items: ReadonlyMap<string, readonly string[]> | undefined;
  /** What keeps inputs from being found. */
  readonly problems: readonly (Problem & { readonly scene: Scene })[];
}

/**
 * Finds the container inputs of a manifest (osbuild/formats/v2.py: only stages have inputs).
 *
 * @param document the manifest, in format version 2
 * @returns the inputs, and what they can refer to
 */
export function readManifest(document: JsonObject): Manifest {
  const reader = new Reader();
  reader.pipelines(document.pipelines);
  const { inputs, names: pipelines, problems } = reader;
  return { inputs, pipelines, items: readItems(document.sources), problems };
}

class Reader {
  readonly inputs: Input[] = [];
  readonly names = new Map<string, number>();
  readonly problems: (Problem & { scene: Scene })[] = [];
  readonly #nearTypes = new Map<string, string | undefined>();

  pipelines(value: unknown): void {
    this.#list(value, ["pipelines"], NOWHERE, (pipeline, index, path) => {
      const name = typeof pipeline.name === "string" ? pipeline.name : null;
      if (name !== null && !this.names.has(name)) this.names.set(name, index);
      const scene = { ...NOWHERE, pipeline: name };
      this.#list(pipeline.stages, [...path, "stages"], scene, (stage, stageIndex, stagePath) => {
        const type = typeof stage.type === "string" ? stage.type : "of no type";
        const stageScene = { ...scene, stage: { index: stageIndex, type } };
        this.#inputs(stage.inputs, [...stagePath, "inputs"], stageScene, index);
      });
    });
  }

  #inputs(inputs: unknown, at: Path, stage: Scene, pipeline: number): void {
    if (inputs === undefined) return;
    if (!isObject(inputs)) return this.#misshapen(at, "an object", stage);
    for (const [name, value] of Object.entries(inputs)) {
      if (!isObject(value) || typeof value.type !== "string") continue;
      const [path, scene] = [[...at, name], { ...stage, input: name }];
      const known = KNOWN.get(value.type);
      if (known) this.inputs.push({ known, path, scene, pipeline, value });
      else this.#checkType(value.type, [...path, "type"], scene);
    }
  }

  #checkType(type: string, path: Path, scene: Scene): void {
    // Manifests have thousands of inputs, and few types.
    if (!this.#nearTypes.has(type)) {
      this.#nearTypes.set(type, nearest(type, [...KNOWN.keys()], MAX_TYPOS));
    }
    const near = this.#nearTypes.get(type);
    if (near === undefined || near === type) return;
    const message = `there is no input type '${type}': did you mean ${near}?`;
    this.#report({ rule: "unknown-input-type", message, path, at: "value", scene });
  }

  #list(
    value: unknown,
    path: Path,
    scene: Scene,
    each: (member: JsonObject, index: number, path: Path) => void,
  ): void {
    if (value === undefined) return;
    if (!Array.isArray(value)) return this.#misshapen(path, "an array", scene);
    value.forEach((member, index) => {
      if (isObject(member)) each(member, index, [...path, index]);
      else this.#misshapen([...path, index], "an object", scene);
    });
  }

  #misshapen(path: Path, wanted: string, scene: Scene): void {
    const message = `this is not ${wanted}, so its contents could not be checked`;
    this.#report({ rule: "shape", message, path, at: "value", scene });
  }

  #report(problem: Problem & { scene: Scene }): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem);
  }
}

function readItems(sources: unknown): Map<string, string[]> | undefined {
  if (!isObject(sources)) return undefined;
  const found = new Map<string, string[]>();
  for (const [source, value] of Object.entries(sources)) {
    const items = isObject(value) && isObject(value.items) ? value.items : {};
    for (const item of Object.keys(items)) {
      const known = found.get(item);
      if (known) known.push(source);
      else found.set(item, [source]);
    }
  }
  return found;
}
