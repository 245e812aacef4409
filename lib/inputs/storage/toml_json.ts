import { TomlDate, type TomlTable, type TomlValue } from "npm:smol-toml@1.9.1";
import { ExpectedError } from "../../expected_error.ts";
import type { JsonObject } from "../../json.ts";

declare global {
  // Missing in the types of this TypeScript.
  interface JSON {
    /** Makes a value that JSON.stringify() writes as it is. */
    rawJSON(text: string): unknown;
  }
}

/** How deep a table may nest; readers in Python take about 990 levels in the whole reply. */
const MAX_DEPTH = 900;

/**
 * Turns a TOML table into an object whose JSON means the same to Python as what the original
 * writes: integers keep all digits, floating-point numbers stay such, and infinity is a number.
 *
 * @param table the table; integers in it are of type bigint
 * @param key its dotted key, for errors
 * @param path the file that it is from, for errors
 * @param depth how many tables and arrays it is in
 * @returns the same with numbers as they are to be written
 * @throws {ExpectedError} when it holds a date or not-a-number, which JSON can't, or nests too deep
 */
export function tableOf(table: TomlTable, key: string, path: string, depth = 0): JsonObject {
  const entries = Object.entries(table)
    .map(([name, value]) => [name, jsonOf(value, `${key}.${name}`, path, depth + 1)] as const);
  return Object.fromEntries(entries);
}

function jsonOf(value: TomlValue, key: string, path: string, depth: number): unknown {
  if (typeof value === "bigint") return JSON.rawJSON(String(value));
  if (typeof value === "number") return JSON.rawJSON(floatOf(value, key, path));
  if (typeof value !== "object") return value;
  if (depth > MAX_DEPTH) {
    const [first] = key.split(/\.|\[/, 2).slice(1);
    throw unwritable("nested too deep; remove it", `storage.${first}`, path);
  }
  if (value instanceof TomlDate) throw unwritable("a date; quote it", key, path);
  if (Array.isArray(value)) {
    return value.map((item, i) => jsonOf(item, `${key}[${i}]`, path, depth + 1));
  }
  // The library's other types of dates are off unless they are asked for.
  return tableOf(value as TomlTable, key, path, depth);
}

function floatOf(value: number, key: string, path: string): string {
  if (Number.isNaN(value)) throw unwritable("not a number; remove it", key, path);
  // Too large for a double: readers make infinity of it.
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function unwritable(problem: string, key: string, path: string): ExpectedError {
  return new ExpectedError(`Cannot pass on ${path} as JSON: ${key} is ${problem}`);
}
