import { reasonOf } from "../common/files.ts";
import { checkInput, duplicateId, referencesOf, SOURCE_ORIGIN } from "./check_input.ts";
import { JsonText, type Place } from "./locate.ts";
import {
  type Input,
  type Manifest,
  type Path,
  pointerTo,
  type Problem,
  readManifest,
} from "./manifest.ts";
import { describe, isObject, type JsonObject } from "../../json.ts";

/** What is wrong, and where: an entry of the document that `--json` prints; help describes it. */
export interface Finding extends Pick<Problem, "rule" | "message"> {
  readonly file: string;
  readonly pipeline: string | null;
  readonly stage: { readonly index: number; readonly type: string } | null;
  readonly input: string | null;
  readonly pointer: string;
  readonly line: number | null;
  /** In UTF-16 units. */
  readonly column: number | null;
}

/** What is wrong with a manifest. */
export interface Checked {
  /** Why there is nothing to check. */
  readonly verdict?: string;
  /** How many container inputs there are. */
  readonly inputs: number;
  readonly findings: readonly Finding[];
  /** The images that they name. */
  readonly wanted: readonly Wanted[];
}

type Scene = Pick<Finding, "file" | "pipeline" | "stage" | "input">;

/** An image that a container input names, and where. */
export interface Wanted extends Scene {
  /** The input's type. */
  readonly type: string;
  /** The reference: an image's id, or a pipeline's name after `name:`. */
  readonly id: string;
  readonly name: string | null;
  readonly isPipeline: boolean;
}

const MAX_PROBLEMS = 1000;

const MPP_SOURCE = "it is a source for osbuild-mpp: check what that makes of it, as by " +
  "'osbuild-mpp FILE - | … validate -'";

/** Checks the container inputs of a manifest. */
export function checkManifest(file: string, text: string): Checked {
  if (text.startsWith("\ufeff")) {
    return unusable(file, "not-json", "it begins with a byte-order mark; remove that", START);
  }
  if (text.trim() === "") return unusable(file, "not-json", "it is empty", START);
  if (/\.mpp\.(?:ya?ml|json)$/.test(file)) return unusable(file, "not-json", MPP_SOURCE, START);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const { message, ...place } = new JsonText(text).error ??
      { ...START, message: reasonOf(error) };
    return unusable(file, "not-json", message, place);
  }
  if (isObject(document) && isVersion1(document)) {
    const verdict = "format version 1, which has no inputs";
    return { inputs: 0, findings: [], wanted: [], verdict };
  }
  if (!isObject(document) || document.version !== "2") {
    return unusable(file, "wrong-version", refusal(document), START);
  }

  const manifest = readManifest(document);
  const { inputs } = manifest;
  // Places take long to find in a large text.
  if (inputs.length + manifest.problems.length === 0) {
    return { inputs: 0, findings: [], wanted: [] };
  }
  const json = new JsonText(text);
  const findings = firstOf(problemsOf(manifest, json))
    .map((it) => findingOf(file, document, it, json.find(it.path)));
  findings.sort((one, other) =>
    (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
  );
  const wanted = inputs.flatMap((it) => [...wantedOf(file, document, it)]);
  return { inputs: inputs.length, findings, wanted };
}

function* problemsOf(manifest: Manifest, json: JsonText): Generator<Problem> {
  yield* manifest.problems;
  for (const input of manifest.inputs) {
    yield* checkInput(input, manifest);
    if (!isObject(input.value.references)) continue;
    const at = [...input.path, "references"];
    for (const id of json.repeatedKeys(at)) yield duplicateId(id, [...at, id]);
  }
}

/** As many problems as somebody may read; finding out where all are would take long. */
function firstOf(all: Generator<Problem>): Problem[] {
  const problems = [...all.take(MAX_PROBLEMS)];
  const message = `there are more than ${MAX_PROBLEMS} problems, and only these were looked for`;
  if (problems.length === MAX_PROBLEMS) problems.push({ rule: "too-many", message, path: [] });
  return problems;
}

function* wantedOf(file: string, document: JsonObject, input: Input): Generator<Wanted> {
  const scene = sceneOf(document, input.path);
  for (const { id, options } of referencesOf(input)) {
    const name = isObject(options) && typeof options.name === "string" ? options.name : null;
    const isPipeline = input.value.origin !== SOURCE_ORIGIN;
    yield { file, ...scene, type: input.known.type, id, name, isPipeline };
  }
}

/** Says where something is: the pipeline, the stage and the input, as far as they are known. */
export function labelsOf({ pipeline, stage, input }: Omit<Scene, "file">): string[] {
  return [
    pipeline === null ? "" : `pipeline ${pipeline}`,
    stage === null ? "" : `stage ${stage.index} (${stage.type})`,
    input === null ? "" : `input ${input}`,
  ].filter((it) => it !== "");
}

/** Reports that a file can't be checked. */
export function unusable(file: string, rule: string, message: string, place?: Place): Checked {
  const problem = { rule, message, path: [] };
  return { inputs: 0, findings: [findingOf(file, {}, problem, place)], wanted: [] };
}

const START: Place = { line: 1, column: 1 };

function findingOf(
  file: string,
  document: JsonObject,
  { rule, message, path }: Problem,
  place: Place | undefined,
): Finding {
  const { line, column } = place ?? { line: null, column: null };
  const scene = sceneOf(document, path);
  return { file, rule, message, ...scene, pointer: pointerTo(path), line, column };
}

/** The pipeline, the stage and the input that a path leads to. */
function sceneOf(
  { pipelines }: JsonObject,
  [, pipelineIndex, , stageIndex, , input]: Path,
): Omit<Scene, "file"> {
  const pipeline = memberOf(pipelines, pipelineIndex);
  const stage = memberOf(pipeline?.stages, stageIndex);
  const type = typeof stage?.type === "string" ? stage.type : "of no type";
  return {
    pipeline: typeof pipeline?.name === "string" ? pipeline.name : null,
    stage: stage ? { index: Number(stageIndex), type } : null,
    input: input === undefined ? null : String(input),
  };
}

function memberOf(list: unknown, index: unknown): JsonObject | undefined {
  const member = Array.isArray(list) ? list[Number(index)] : undefined;
  return isObject(member) ? member : undefined;
}

/** Whether osbuild reads a document as format version 1, which it also does without a version. */
function isVersion1({ version, pipeline }: JsonObject): boolean {
  return version === "1" || (version === undefined && pipeline !== undefined);
}

/** Why a document is not a manifest that this program reads. */
function refusal(document: unknown): string {
  if (!isObject(document)) return `a manifest is an object, not ${describe(document)}`;
  const { version, manifest, pipelines } = document;
  if (version === undefined && isObject(manifest)) {
    return "the manifest is in its key 'manifest': pass that, as by 'jq .manifest FILE | … validate -'";
  }
  if (version === undefined) {
    const lacks = pipelines === undefined ? "the keys version and pipelines" : "the key version";
    return `it is no manifest: it lacks ${lacks}; write "version": "2"`;
  }
  return version === 2
    ? `its version is the number 2 instead of the string "2"`
    : `its format version is ${JSON.stringify(describe(version))}; only "2" has inputs`;
}
