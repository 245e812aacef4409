import { describe, isNothing, isObject } from "../json.ts";
import { ProtocolError } from "../osbuild/protocol_error.ts";
import { checkRefs } from "./schema/refs.ts";
import { ServiceError } from "../service_error.ts";

/** Where references point to: images of a source, or trees of pipelines that hold an archive. */
export type Origin = "org.osbuild.source" | "org.osbuild.pipeline";

const ORIGINS: readonly string[] = [
  "org.osbuild.source",
  "org.osbuild.pipeline",
] satisfies Origin[];

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
 * @returns the request
 * @throws {ServiceError} `ProtocolError` when the arguments have another shape, `ValueError` when
 *   they ask for what the schema does not allow
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
    throw new ServiceError(
      "ValueError",
      `Cannot map from origin '${describe(origin)}': it must be ${ORIGINS.join(" or ")}`,
    );
  }
  if (!isPath(target) || !target.startsWith("/")) {
    throw new ServiceError(
      "ValueError",
      `Cannot map to '${describe(target)}': not an absolute path`,
    );
  }
  if (!isPath(store)) {
    throw new ServiceError(
      "ValueError",
      `Cannot ask the store at '${describe(store)}': not a path`,
    );
  }
  return { origin, refs: namesOf(origin, refs), target, store };
}

/**
 * Checks that a reference can be a directory's name, and so leads nowhere else.
 *
 * @param ref the reference
 * @throws {ServiceError} `ValueError` when it can't
 */
export function checkComponent(ref: string): void {
  if (ref === "" || ref === "." || ref === ".." || ref.includes("/") || !isPath(ref)) {
    throw new ServiceError(
      "ValueError",
      `Cannot map reference '${describe(ref)}': it must be the name of a directory, without a path`,
    );
  }
}

function namesOf(origin: Origin, refs: { [ref: string]: unknown }): Map<string, string> {
  // The schema wants one reference at least; the original answers a request without any.
  const violation = isNothing(refs) ? undefined : checkRefs(origin, refs);
  if (violation !== undefined) {
    const { path: [ref = "", ...inside], keyword, params, message } = violation;
    const at = inside.length > 0 ? `property '${inside.join(".")}' ` : "";
    const problem = keyword === "required"
      ? `the property '${params.missingProperty}' is missing`
      : keyword === "additionalProperties"
      ? `the property '${describe(params.additionalProperty)}' is not known`
      : `${at}${message}`;
    throw new ServiceError("ValueError", `Cannot map reference '${describe(ref)}': ${problem}`);
  }
  return new Map(
    Object.entries(refs).map(([ref, options]) => [ref, (options as { name: string }).name]),
  );
}

function isOrigin(origin: string): origin is Origin {
  return ORIGINS.includes(origin);
}

/** Whether the kernel can take a text as a path: no NUL, and Unicode throughout. */
function isPath(text: string): boolean {
  return text !== "" && !text.includes("\0") && text.isWellFormed();
}
