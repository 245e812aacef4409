import { ProtocolError } from "../errors.ts";
import { MAX_MESSAGE_DEPTH } from "../limits.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads JSON from bytes.
 *
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
 * @throws {ProtocolError} when it is longer than V8's longest string, some 512 MiB
 */
export function writeJson(value: unknown): Uint8Array<ArrayBuffer> {
  try {
    return encoder.encode(JSON.stringify(value));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ProtocolError("Cannot send a message of more than 512 MiB; map fewer references");
  }
}

function isDeeper(value: unknown, length: number): boolean {
  // Each level takes two characters at least, so that short messages need no check.
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
