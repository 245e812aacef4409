/** An object parsed from JSON: its keys are just keys, `__proto__` included. */
export type JsonObject = { readonly [key: string]: unknown };

/** Whether a value is a JSON object, neither an array nor `null`. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Describes a value in a few words: it may be huge or deeply nested. */
export function describe(value: unknown): string {
  if (typeof value === "string") return value.length > 200 ? "a long string" : value;
  if (value === null || value === undefined) return "nothing";
  if (typeof value !== "object") return String(value);
  return Array.isArray(value) ? "an array" : "an object";
}

/** Whether a value is falsy in Python, which is what osbuild checks. */
export function isFalsy(value: unknown): boolean {
  if (!value) return true;
  if (typeof value !== "object") return false;
  for (const _ in value) return false;
  return true;
}
