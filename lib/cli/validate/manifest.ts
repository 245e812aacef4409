import { isObject, type JsonObject } from "../../json.ts";
import type { Path, Problem, Scene } from "./finding.ts";

/** The input's type, in manifests: the name of this module. */
const TYPE = "org.osbuild.containers";

/** The sources whose items are container images, as the store keeps them for this input. */
export const IMAGE_SOURCES: readonly string[] = ["org.osbuild.skopeo"];

/** How many misshapen parts are told: one mistake may have made them all. */
const MAX_MISSHAPEN = 100;

/** A container input in a manifest. */
export interface Input {
  /** Where it is. */
  readonly path: Path;
  /** The same for people. */
  readonly scene: Scene;
  /** Index of its pipeline. */
  readonly pipeline: number;
  /** The input, of whatever shape. */
  readonly value: JsonObject;
}

/** What a manifest holds, as far as it matters to container inputs. */
export interface Manifest {
  /** The container inputs, in order. */
  readonly inputs: readonly Input[];
  /** Index of each pipeline, by its name. */
  readonly pipelines: ReadonlyMap<string, number>;
  /** The sources that list an item, by the item; nothing if the manifest lists no sources. */
  readonly items: ReadonlyMap<string, readonly string[]> | undefined;
  /** What keeps inputs from being found. */
  readonly problems: readonly (Problem & { readonly scene: Scene })[];
}

/**
 * Finds the container inputs of a manifest (osbuild/formats/v2.py: stages alone have inputs).
 *
 * @param document the manifest, in format version 2
 * @returns the inputs, and what they can refer to
 */
export function readManifest(document: JsonObject): Manifest {
  const reader = new Reader();
  reader.pipelines(document.pipelines);
  return {
    inputs: reader.inputs,
    pipelines: reader.names,
    items: readItems(document.sources),
    problems: reader.problems,
  };
}

class Reader {
  readonly inputs: Input[] = [];
  readonly names = new Map<string, number>();
  readonly problems: (Problem & { scene: Scene })[] = [];

  pipelines(value: unknown): void {
    const scene = { pipeline: null, stage: null, input: null };
    this.#list(value, ["pipelines"], scene, (pipeline, index, path) => {
      const name = typeof pipeline.name === "string" ? pipeline.name : null;
      if (name !== null && !this.names.has(name)) this.names.set(name, index);
      this.#list(
        pipeline.stages,
        [...path, "stages"],
        { ...scene, pipeline: name },
        (...stage) => this.#stage(name, index, ...stage),
      );
    });
  }

  #stage(
    pipeline: string | null,
    pipelineIndex: number,
    stage: JsonObject,
    index: number,
    path: Path,
  ) {
    const type = typeof stage.type === "string" ? stage.type : "of no type";
    const scene = { pipeline, stage: { index, type }, input: null };
    const { inputs } = stage;
    if (inputs === undefined) return;
    if (!isObject(inputs)) return this.#misshapen([...path, "inputs"], "an object", scene);
    for (const [name, value] of Object.entries(inputs)) {
      if (!isObject(value) || value.type !== TYPE) continue;
      this.inputs.push({
        path: [...path, "inputs", name],
        scene: { ...scene, input: name },
        pipeline: pipelineIndex,
        value,
      });
    }
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
    if (this.problems.length >= MAX_MISSHAPEN) return;
    const message = `this is not ${wanted}, so what it holds could not be checked`;
    this.problems.push({ rule: "shape", message, path, at: "value", scene });
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
