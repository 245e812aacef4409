import type { TestResult } from "./test_result.ts";

/**
 * Prints one line for a suite, and more for tests that did not pass.
 *
 * @param suite its name
 * @param results its tests
 */
export function printResults(suite: string, results: readonly TestResult[]): void {
  if (results.length === 0) return;
  const seconds = results.reduce((sum, it) => sum + it.seconds, 0).toFixed(1);
  console.log(`${suite}: ${summary(results)} (${seconds} s)`);
  for (const { name, outcome, detail } of results) {
    if (outcome === "failed") console.log(`  FAILED ${name}\n${indent(detail)}`);
    if (outcome === "skipped") console.log(`  skipped ${name}: ${detail}`);
  }
}

/**
 * Prints the line that the run ends with.
 *
 * @param results all tests
 * @returns whether that is a success: something ran, and nothing failed
 */
export function printTotal(results: readonly TestResult[]): boolean {
  console.log(summary(results));
  return count(results, "failed") === 0 && count(results, "passed") > 0;
}

/**
 * Counts tests.
 *
 * @param results the tests
 * @returns such as "3 passed, 0 failed, 1 skipped"
 */
export function summary(results: readonly TestResult[]): string {
  return (["passed", "failed", "skipped"] as const)
    .map((outcome) => `${count(results, outcome)} ${outcome}`)
    .join(", ");
}

function count(results: readonly TestResult[], outcome: TestResult["outcome"]): number {
  return results.filter((it) => it.outcome === outcome).length;
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, "    ");
}
