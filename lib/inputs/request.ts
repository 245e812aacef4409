import { ExpectedError, ProtocolError } from "../errors.ts";
import { describe, isObject } from "../json.ts";

/** Where references point to: images of a source, or trees of pipelines that hold an archive. */
export type Origin = "org.osbuild.source" | "org.osbuild.pipeline";

/** A request that asks for something impossible. */
export class RequestError extends ExpectedError {
  override readonly name = "RequestError";
}

/** What `map` is asked for. */
export interface MapRequest {
  /** Where the references point to. */
  readonly origin: Origin;
  /** The references: id → name that the image is to have. */
  readonly refs: ReadonlyMap<string, string>;
  /** The directory below which the images are to appear. */
  readonly target: string;
  /** The store's socket. */
  readonly store: string;
}

/**
 * Understands the arguments of `map` (osbuild/inputs.py, `InputManager.map`), and checks them as the
 * schema does, before anything is touched.
 *
 * @param args `{origin, refs: id → {name}, target, options, api: {store}}`
 * @throws {ProtocolError} when the arguments have another shape
 * @throws {RequestError} when they ask for what the schema does not allow
 */
export function parseRequest(args: unknown, origins: readonly Origin[]): MapRequest {
  if (!isObject(args)) throw new ProtocolError("map: the arguments are not an object");
  const { origin, refs, target, api } = args;
  if (!isObject(refs)) throw new ProtocolError(`map: 'refs' is not an object`);
  if (typeof origin !== "string") throw new ProtocolError(`map: 'origin' is not a string`);
  if (typeof target !== "string") throw new ProtocolError(`map: 'target' is not a string`);
  const store = isObject(api) ? api.store : undefined;
  if (typeof store !== "string") throw new ProtocolError(`map: 'api.store' is not a string`);
  const known = origins.find((it) => it === origin);
  if (known === undefined) {
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
  const names = Object.entries(refs).map(([ref, options]) => [ref, nameOf(ref, options)] as const);
  return { origin: known, refs: new Map(names), target, store };
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

/** The name of an image; a schema may leave it out, the reply can't. */
function nameOf(ref: string, options: unknown): string {
  const refuse = (problem: string) =>
    new RequestError(`Cannot map reference '${describe(ref)}': ${problem}`);
  if (!isObject(options)) throw refuse("must be object");
  const { name } = options;
  if (name === undefined) throw refuse("the property 'name' is missing");
  const extra = Object.keys(options).find((it) => it !== "name");
  if (extra !== undefined) throw refuse(`the property '${describe(extra)}' is not known`);
  if (typeof name !== "string") throw refuse("property 'name' must be string");
  return name;
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
