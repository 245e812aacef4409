import type { TestResult } from "./run_suites.ts";

/** How the name of a test ends that is skipped for a reason; see tests/support/skip.ts. */
const REASON = /^(.*) \(skipped: (.*)\)$/s;

/**
 * Reads what `deno test --reporter=tap` writes. What is said of steps belongs to their test.
 *
 * @param output the output
 * @returns the tests
 */
export function parseTap(output: string): TestResult[] {
  const results: TestResult[] = [];
  let ofSteps = "";
  for (const line of output.split("\n")) {
    const [, not, escaped, skip] = /^(not )?ok \d+ - (.*?)( # SKIP)?$/.exec(line) ?? [];
    const [, indent, json] = /^( +)(\{"message":.*\})$/.exec(line) ?? [];
    if (escaped !== undefined) {
      const full = escaped.replace(/\\(.)/g, "$1");
      const [, name = full, reason = "no reason is given"] = REASON.exec(full) ?? [];
      const outcome = not ? "failed" : skip ? "skipped" : "passed";
      results.push({ name, outcome, detail: skip ? reason : not ? ofSteps : "" });
      ofSteps = "";
    } else if (json !== undefined) {
      const { message } = JSON.parse(json);
      const last = results.at(-1);
      // That of a test stands behind its line; those of its steps are indented more, and before.
      if (indent!.length > 2) ofSteps += `${message}\n`;
      else if (last) results.splice(-1, 1, { ...last, detail: `${last.detail}${message}` });
    }
  }
  return results;
}
