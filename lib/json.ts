import { MAX_MESSAGE_DEPTH } from "./limits.ts";
import { ProtocolError } from "./osbuild/protocol_error.ts";

/** An object as it came out of JSON: its keys are just keys, `__proto__` included. */
export type JsonObject = { readonly [key: string]: unknown };

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads JSON from bytes.
 *
 * @param bytes UTF-8
 * @param what what they are, to begin the error's sentence
 * @returns the value, nested no deeper than {@linkcode MAX_MESSAGE_DEPTH}
 * @throws {ProtocolError} when they are not UTF-8, not JSON or nested too deep
 */
export function parseJson(bytes: Uint8Array<ArrayBuffer>, what: string): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new ProtocolError(`${what} is not UTF-8`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProtocolError(`${what} is not JSON: ${error instanceof Error ? error.message : ""}`);
  }
  if (isDeeper(value, text.length)) {
    throw new ProtocolError(`${what} is nested more than ${MAX_MESSAGE_DEPTH} deep`);
  }
  return value;
}

/**
 * Writes JSON as bytes.
 *
 * @param value the value
 * @returns UTF-8
 */
export function writeJson(value: unknown): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(value));
}

/**
 * Whether a value is a JSON object, neither an array nor `null`.
 *
 * @param value what came out of JSON
 */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Says in words what a value is, without spelling it out: it may be huge or nested deep.
 *
 * @param value what came out of JSON
 * @returns "an array", "null", a string itself …
 */
export function describe(value: unknown): string {
  if (typeof value === "string") return value.length > 200 ? "a long string" : value;
  if (value === null || value === undefined) return "nothing";
  if (typeof value !== "object") return String(value);
  return Array.isArray(value) ? "an array" : "an object";
}

/**
 * Whether a value counts as nothing in osbuild's checks (Python's notion of false).
 *
 * @param value what came out of JSON
 */
export function isNothing(value: unknown): boolean {
  if (!value) return true;
  if (typeof value !== "object") return false;
  for (const _ in value) return false;
  return true;
}

function isDeeper(value: unknown, length: number): boolean {
  // Each level takes two characters at least, so that short messages need no look.
  if (length < 2 * MAX_MESSAGE_DEPTH) return false;
  let level: object[] = typeof value === "object" && value !== null ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > MAX_MESSAGE_DEPTH) return true;
    const next: object[] = [];
    for (const parent of level) {
      for (const child of Object.values(parent)) {
        if (typeof child === "object" && child !== null) next.push(child);
      }
    }
    level = next;
  }
  return false;
}
