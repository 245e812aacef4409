import { ExpectedError } from "../expected_error.ts";
import { describe, isFalsy, isObject, type JsonObject } from "../json.ts";
import { ProtocolError } from "../osbuild/protocol_error.ts";
import type { Violation } from "./schema/violation.ts";

/** Where references point to: images of a source, or trees of pipelines that hold an archive. */
export type Origin = "org.osbuild.source" | "org.osbuild.pipeline";

/** What an input allows. */
export interface InputRules {
  /** The origins that it knows. */
  readonly origins: readonly Origin[];
  /** Checks references against the input's schema. */
  readonly checkRefs: (origin: Origin, refs: unknown) => Violation | undefined;
}

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
 * Understands the arguments of `map` (osbuild/inputs.py, `InputManager.map`), and checks them
 * against the schema, before anything is touched.
 *
 * @param args `{origin, refs: id → {name}, target, options, api: {store}}`
 * @param rules what the input allows
 * @returns the request
 * @throws {ProtocolError} when the arguments have another shape
 * @throws {RequestError} when they ask for what the schema does not allow
 */
export function parseRequest(args: unknown, rules: InputRules): MapRequest {
  if (!isObject(args)) throw new ProtocolError("map: the arguments are not an object");
  const { origin, refs, target, api } = args;
  if (!isObject(refs)) throw new ProtocolError(`map: 'refs' is not an object`);
  if (typeof origin !== "string") throw new ProtocolError(`map: 'origin' is not a string`);
  if (typeof target !== "string") throw new ProtocolError(`map: 'target' is not a string`);
  const store = isObject(api) ? api.store : undefined;
  if (typeof store !== "string") throw new ProtocolError(`map: 'api.store' is not a string`);
  const known = rules.origins.find((it) => it === origin);
  if (known === undefined) {
    throw new RequestError(
      `Cannot map from origin '${describe(origin)}': it must be ${rules.origins.join(" or ")}`,
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
  const violation = isFalsy(refs) ? undefined : rules.checkRefs(known, refs);
  if (violation !== undefined) throw refusal(violation);
  return { origin: known, refs: namesOf(refs), target, store };
}

/**
 * Checks that a reference can be a directory's name, and so leads nowhere else.
 *
 * @param ref the reference
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

function refusal({ path, keyword, params, message }: Violation): RequestError {
  const [ref = "", ...inside] = path;
  if (keyword === "required") return refusedReference(ref, missing(params.missingProperty));
  const at = inside.length > 0 ? `property '${inside.join(".")}' ` : "";
  const problem = keyword === "additionalProperties"
    ? `the property '${describe(params.additionalProperty)}' is not known`
    : `${at}${message}`;
  return refusedReference(ref, problem);
}

/** A schema may leave the names out; the reply can't. */
function namesOf(refs: JsonObject): Map<string, string> {
  const names = new Map<string, string>();
  for (const [ref, options] of Object.entries(refs)) {
    const { name } = options as { name?: string };
    if (name === undefined) throw refusedReference(ref, missing("name"));
    names.set(ref, name);
  }
  return names;
}

function missing(property: unknown): string {
  return `the property '${property}' is missing`;
}

function refusedReference(ref: string, problem: string): RequestError {
  return new RequestError(`Cannot map reference '${describe(ref)}': ${problem}`);
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
