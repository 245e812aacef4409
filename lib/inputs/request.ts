import { ExpectedError } from "../expected_error.ts";
import { describe, isFalsy, isObject } from "../json.ts";
import { ProtocolError } from "../osbuild/protocol_error.ts";
import { checkRefs } from "./schema/refs.ts";

/** Where references point to: images of a source, or trees of pipelines that hold an archive. */
export type Origin = "org.osbuild.source" | "org.osbuild.pipeline";

const ORIGINS: readonly string[] = [
  "org.osbuild.source",
  "org.osbuild.pipeline",
] satisfies Origin[];

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
 * Parses the arguments of `map` (osbuild/inputs.py, `InputManager.map`), and checks them against
 * the schema, before anything is changed.
 *
 * @param args `{origin, refs: id → {name}, target, options, api: {store}}`
 * @returns the request
 * @throws {ProtocolError} when the arguments have another shape
 * @throws {RequestError} when they ask for what the schema does not allow
 */
export function parseRequest(args: unknown): MapRequest {
  if (!isObject(args)) throw new ProtocolError("map: the arguments are not an object");
  const { origin, refs, target, api } = args;
  if (!isObject(refs)) throw new ProtocolError(`map: 'refs' is not an object`);
  if (typeof origin !== "string") throw new ProtocolError(`map: 'origin' is not a string`);
  if (typeof target !== "string") throw new ProtocolError(`map: 'target' is not a string`);
  const store = isObject(api) ? api.store : undefined;
  if (typeof store !== "string") throw new ProtocolError(`map: 'api.store' is not a string`);
  if (!isOrigin(origin)) {
    throw new RequestError(
      `Cannot map from origin '${describe(origin)}': it must be ${ORIGINS.join(" or ")}`,
    );
  }
  const inTarget = pathProblem(target) ?? (target.startsWith("/") ? undefined : "is not absolute");
  if (inTarget !== undefined) {
    throw new RequestError(`Cannot map to '${describe(target)}': the path ${inTarget}`);
  }
  const inStore = pathProblem(store);
  if (inStore !== undefined) {
    throw new RequestError(`Cannot ask the store at '${describe(store)}': the path ${inStore}`);
  }
  return { origin, refs: namesOf(origin, refs), target, store };
}

/**
 * Checks that a reference can be a directory's name, and so is not a path to another place.
 *
 * @param ref the reference
 * @throws {RequestError} when it can't
 */
export function checkComponent(ref: string): void {
  const isName = ref !== "." && ref !== ".." && !ref.includes("/");
  const problem = pathProblem(ref);
  if (isName && problem === undefined) return;
  throw new RequestError(
    `Cannot map reference '${describe(ref)}': it must be the name of a directory, without a path` +
      (problem === undefined ? "" : `, and it ${problem}`),
  );
}

function namesOf(origin: Origin, refs: { [ref: string]: unknown }): Map<string, string> {
  // The schema requires at least one reference; the original answers a request without any.
  const violation = isFalsy(refs) ? undefined : checkRefs(origin, refs);
  if (violation !== undefined) {
    const { path: [ref = "", ...inside], keyword, params, message } = violation;
    const at = inside.length > 0 ? `property '${inside.join(".")}' ` : "";
    const problem = keyword === "required"
      ? `the property '${params.missingProperty}' is missing`
      : keyword === "additionalProperties"
      ? `the property '${describe(params.additionalProperty)}' is not known`
      : `${at}${message}`;
    throw new RequestError(`Cannot map reference '${describe(ref)}': ${problem}`);
  }
  return new Map(
    Object.entries(refs).map(([ref, options]) => [ref, (options as { name: string }).name]),
  );
}

function isOrigin(origin: string): origin is Origin {
  return ORIGINS.includes(origin);
}

/** Why a text is no path; Python writes bytes that are not UTF-8 as lone surrogates. */
function pathProblem(text: string): string | undefined {
  if (text === "") return "is empty";
  if (text.includes("\0")) return "holds a NUL";
  return text.isWellFormed() ? undefined : "is not UTF-8";
}
