import type { TestResult } from "./test_result.ts";

const CASE = /<testcase name="([^"]*)"[^>]*? time="([\d.]+)"[^>]*>(.*?)<\/testcase>/gs;
const FAILURE = /<(?:failure|error)\b[^>]*>(.*)<\/(?:failure|error)>/s;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  lt: "<",
  quot: '"',
};

/**
 * Reads the report that `deno test --junit-path` writes. Steps count with their test.
 *
 * @param xml the report
 * @returns the tests
 */
export function parseJunit(xml: string): TestResult[] {
  const results: TestResult[] = [];
  for (const [, name = "", seconds, content = ""] of xml.matchAll(CASE)) {
    const failure = FAILURE.exec(content)?.[1];
    const skipped = content.includes("<skipped");
    results.push({
      name: unescape(name),
      outcome: failure !== undefined ? "failed" : skipped ? "skipped" : "passed",
      detail: failure !== undefined ? unescape(failure) : skipped ? "not for this machine" : "",
      seconds: Number(seconds),
    });
  }
  return results;
}

function unescape(text: string): string {
  return text.replace(/&(#\d+|#x[\da-f]+|\w+);/gi, (whole, code: string) => {
    if (!code.startsWith("#")) return ENTITIES[code] ?? whole;
    const hexadecimal = code[1] === "x";
    return String.fromCodePoint(parseInt(code.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10));
  });
}
