import { ProtocolError, RequestError } from "../errors.ts";
import { describe, isObject } from "../json.ts";
import type { Violation } from "./schema.ts";

/** What an input allows. */
export interface Rules {
  /** The origins that its sidecar has. */
  readonly origins: readonly string[];
  /** The text of its sidecar. */
  readonly sidecar: string;
}

/** What `map` is asked for. */
export interface MapRequest {
  /** `org.osbuild.source`: images of a source; `org.osbuild.pipeline`: trees of pipelines. */
  readonly origin: string;
  /** The references: id → name that the image is to have. */
  readonly refs: ReadonlyMap<string, string>;
  /** The directory below which the images are to appear. */
  readonly target: string;
  /** The store's socket. */
  readonly store: string;
}

/**
 * Understands the arguments of `map` (osbuild/inputs.py, `InputManager.map`), and checks them by the
 * sidecar's schema, before anything is touched.
 *
 * @throws {ProtocolError} when the arguments have another shape
 * @throws {RequestError} when they ask for what the schema does not allow
 */
export async function parseRequest(
  args: unknown,
  { origins, sidecar }: Rules,
): Promise<MapRequest> {
  if (!isObject(args)) throw new ProtocolError("map: the arguments are not an object");
  const { origin, refs, target, api } = args;
  if (!isObject(refs)) throw new ProtocolError(`map: 'refs' is not an object`);
  if (typeof origin !== "string") throw new ProtocolError(`map: 'origin' is not a string`);
  if (typeof target !== "string") throw new ProtocolError(`map: 'target' is not a string`);
  const store = isObject(api) ? api.store : undefined;
  if (typeof store !== "string") throw new ProtocolError(`map: 'api.store' is not a string`);
  if (!origins.includes(origin)) {
    throw new RequestError(
      `Cannot map from origin '${describe(origin)}': it must be ${origins.join(" or ")}`,
    );
  }
  const inTarget = pathProblem(target);
  if (inTarget !== undefined) {
    throw new RequestError(`Cannot map to '${describe(target)}': the path ${inTarget}`);
  }
  const inStore = pathProblem(store);
  if (inStore !== undefined) {
    throw new RequestError(`Cannot ask the store at '${describe(store)}': the path ${inStore}`);
  }
  // The schema wants one reference at least; the original answers a request without any.
  const names = new Map<string, string>();
  for (const [ref, options] of Object.entries(refs)) {
    const name = isNamed(options) ? options.name : await checkedName(ref, options, sidecar);
    names.set(ref, name);
  }
  return { origin, refs: names, target, store };
}

/**
 * Checks that a reference can be a directory's name, and so leads nowhere else.
 *
 * @throws {RequestError} when it can't
 */
export function checkComponent(ref: string): void {
  const isName = ref !== "." && ref !== ".." && !ref.includes("/");
  const problem = textProblem(ref);
  if (isName && problem === undefined) return;
  throw new RequestError(
    `Cannot map reference '${describe(ref)}': it must be the name of a directory, without a path` +
      (problem === undefined ? "" : `, and it ${problem}`),
  );
}

/** Whether options are what osbuild sends, which every sidecar allows. */
export function isNamed(options: unknown): options is { readonly name: string } {
  return isObject(options) && typeof options.name === "string" && Object.keys(options).length === 1;
}

/** Has the schema say what is wrong with other options. */
async function checkedName(ref: string, options: unknown, sidecar: string): Promise<string> {
  // Usual requests do not need, and do not pay for, the library.
  const { InputSchema } = await import("./schema.ts");
  const violation = new InputSchema(JSON.parse(sidecar).schema).checkOptions(options);
  if (violation !== undefined) throw refusedReference(ref, problemOf(violation));
  const { name } = options as { name?: string };
  // A schema may leave it out; the reply can't.
  if (name === undefined) throw refusedReference(ref, "the property 'name' is missing");
  return name;
}

function refusedReference(ref: string, problem: string): RequestError {
  return new RequestError(`Cannot map reference '${describe(ref)}': ${problem}`);
}

function problemOf({ path: [property], keyword, wanted }: Violation): string {
  if (keyword === "required") return `the property '${wanted}' is missing`;
  if (keyword === "false") return `the property '${describe(property)}' is not known`;
  return property === undefined ? `must be ${wanted}` : `property '${property}' must be ${wanted}`;
}

/** Why a text is no path; Python writes bytes that are not UTF-8 as lone surrogates. */
function textProblem(text: string): string | undefined {
  if (text === "") return "is empty";
  if (text.includes("\0")) return "holds a NUL";
  return text.isWellFormed() ? undefined : "is not UTF-8";
}

/** The same for a whole path, which must lead to the same place from every directory. */
function pathProblem(path: string): string | undefined {
  return textProblem(path) ?? (path.startsWith("/") ? undefined : "is not absolute");
}
