import { describe, isObject } from "../../json.ts";
import { checkInput as checkSchema } from "../../inputs/schema/input.ts";
import { checkReferences } from "./check_references.ts";
import type { Path, Problem } from "./finding.ts";
import type { Input, Manifest } from "./manifest.ts";

const PROPERTIES: readonly string[] = ["type", "origin", "references"];
const ORIGINS: readonly unknown[] = ["org.osbuild.source", "org.osbuild.pipeline"];

/**
 * Checks a container input.
 *
 * @param input the input
 * @param manifest what it can refer to
 * @returns everything that is wrong with it
 */
export function checkInput(input: Input, manifest: Manifest): Problem[] {
  const { value, path } = input;
  const problems = [...checkShape(value, path)];
  if (isFilled(value.references) && ORIGINS.includes(value.origin)) {
    problems.push(...checkReferences(input, manifest));
  }
  // The schema has the last word, should these checks ever fall short of it.
  const violation = problems.length === 0 ? checkSchema(value) : undefined;
  if (violation) {
    const { path: inside, message } = violation;
    problems.push({ rule: "schema", message, path: [...path, ...inside], at: "value" });
  }
  return problems;
}

function* checkShape(value: Input["value"], path: Path): Generator<Problem> {
  for (const property of PROPERTIES) {
    if (Object.hasOwn(value, property)) continue;
    const message = `the property '${property}' is missing`;
    yield { rule: "schema", message, path, at: "value" };
  }
  for (const property of Object.keys(value)) {
    if (PROPERTIES.includes(property)) continue;
    const message = `the property '${property}' is not known; there are ${PROPERTIES.join(", ")}`;
    yield { rule: "schema", message, path: [...path, property], at: "key" };
  }
  const { origin, references } = value;
  if (origin !== undefined && !ORIGINS.includes(origin)) {
    const message = `the origin is ${describe(origin)}; it must be ${ORIGINS.join(" or ")}`;
    yield { rule: "schema", message, path: [...path, "origin"], at: "value" };
  }
  if (references !== undefined && !isFilled(references)) {
    const message = "the references must be an object or an array, and not empty";
    yield { rule: "schema", message, path: [...path, "references"], at: "value" };
  }
}

function isFilled(references: unknown): boolean {
  return (isObject(references) || Array.isArray(references)) && Object.keys(references).length > 0;
}
