import type { TestResult } from "./result.ts";

/** A test that a filter left out has no time. */
const CASE = /<testcase name="([^"]*)"([^>]* time="[^>]*)>(.*?)<\/testcase>/gs;
const FAILURE = /<(?:failure|error)\b[^>]*>(.*)<\/(?:failure|error)>/s;
/** How the name of a test ends that is skipped for a reason; see tests/support/skip.ts. */
const REASON = /^(.*) \(skipped: (.*)\)$/s;
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
  return [...xml.matchAll(CASE)].map(([, name = "", attributes = "", content = ""]) => {
    const seconds = Number(attribute(attributes, "time"));
    const failure = FAILURE.exec(content)?.[1];
    if (failure !== undefined) {
      return { name: unescape(name), outcome: "failed", detail: unescape(failure), seconds };
    }
    if (!content.includes("<skipped")) {
      return { name: unescape(name), outcome: "passed", detail: "", seconds };
    }
    const place = `${attribute(attributes, "classname")}:${attribute(attributes, "line")}`;
    const [, bare = unescape(name), detail = `${place} gives no reason`] =
      REASON.exec(unescape(name)) ?? [];
    return { name: bare, outcome: "skipped", detail, seconds };
  });
}

function attribute(attributes: string, name: string): string {
  return unescape(new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1] ?? "");
}

function unescape(text: string): string {
  return text.replace(/&(#\d+|#x[\da-f]+|\w+);/gi, (whole, code: string) => {
    if (!code.startsWith("#")) return ENTITIES[code] ?? whole;
    const hexadecimal = code[1] === "x";
    return String.fromCodePoint(parseInt(code.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10));
  });
}
