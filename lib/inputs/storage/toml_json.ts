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

/**
 * Turns a TOML table into an object whose JSON means the same to Python as what the original
 * writes: integers keep all digits, floating-point numbers stay such, and infinity is a number.
 *
 * @param table the table; integers in it are of type bigint
 * @param key its dotted key, for errors
 * @param path the file that it is from, for errors
 * @returns the same with numbers as they are to be written
 * @throws {ExpectedError} when it holds a date or not-a-number, which JSON can't
 */
export function tableOf(table: TomlTable, key: string, path: string): JsonObject {
  const entries = Object.entries(table)
    .map(([name, value]) => [name, jsonOf(value, `${key}.${name}`, path)] as const);
  return Object.fromEntries(entries);
}

function jsonOf(value: TomlValue, key: string, path: string): unknown {
  if (typeof value === "bigint") return JSON.rawJSON(String(value));
  if (typeof value === "number") return JSON.rawJSON(floatOf(value, key, path));
  if (typeof value !== "object") return value;
  if (value instanceof TomlDate) throw unwritable("a date; quote it", key, path);
  if (Array.isArray(value)) return value.map((item, i) => jsonOf(item, `${key}[${i}]`, path));
  // The library's other types of dates are off unless they are asked for.
  return tableOf(value as TomlTable, key, path);
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
