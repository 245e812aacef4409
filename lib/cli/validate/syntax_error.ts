/** The first place where a text is not JSON. */
export interface SyntaxProblem {
  /** Where it is. */
  readonly offset: number;
  /** What was expected there, and what is there instead. */
  readonly message: string;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;
// deno-lint-ignore no-control-regex -- these and no others are what JSON forbids in a string.
const STRING_PART = /[^"\\\x00-\x1f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What may stand at a place. */
type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma" | "end";

const WORDS: Readonly<Record<Expected, string>> = {
  value: "a value",
  "value or ]": "a value or ]",
  key: "a name in double quotes",
  "key or }": "a name in double quotes or }",
  colon: "a colon",
  comma: "a comma or the closing bracket",
  end: "the end",
};

/**
 * Finds what keeps a text from being JSON. V8 says that something does, but often not where.
 *
 * @param text a text that `JSON.parse()` refuses
 * @returns the first place that is wrong, or nothing if there is none
 */
export function findSyntaxProblem(text: string): SyntaxProblem | undefined {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const length = pattern.exec(text)?.[0].length ?? 0;
    at += length;
    return length > 0;
  };
  const wrong = (message: string): SyntaxProblem => ({ offset: at, message });
  for (;;) {
    if (text[at]! <= " ") take(SPACE);
    const char = text[at];
    if (expected === "end" && char === undefined) return undefined;
    const top = open.at(-1);
    if (char === "}" && top === "{" && (expected === "key or }" || expected === "comma")) {
      open.pop();
      at++;
    } else if (char === "]" && top === "[" && (expected === "value or ]" || expected === "comma")) {
      open.pop();
      at++;
    } else if (expected === "comma" && char === ",") {
      at++;
      expected = top === "{" ? "key" : "value";
      continue;
    } else if (expected === "colon" && char === ":") {
      at++;
      expected = "value";
      continue;
    } else if (expected.startsWith("value") && (char === "{" || char === "[")) {
      open.push(char);
      at++;
      expected = char === "{" ? "key or }" : "value or ]";
      continue;
    } else if (char === '"' && /^(value|key)/.test(expected)) {
      const start = at++;
      do take(STRING_PART); while (take(ESCAPE));
      if (text[at] !== '"') return wrong(brokenString(text, at, start));
      at++;
      if (expected.startsWith("key")) {
        expected = "colon";
        continue;
      }
    } else if (!expected.startsWith("value") || !(take(NUMBER) || take(WORD))) {
      return wrong(`${WORDS[expected]} was expected, not ${nameOf(text, at)}`);
    }
    expected = open.length === 0 ? "end" : "comma";
  }
}

function brokenString(text: string, at: number, start: number): string {
  if (at >= text.length) return `the text ends inside a string that begins at character ${start}`;
  if (text[at] === "\\") return "a string holds an escape that JSON does not know";
  return "a string holds a line end or another control character: is a quote missing?";
}

function nameOf(text: string, at: number): string {
  const char = text.codePointAt(at);
  return char === undefined ? "the end of the file" : `'${String.fromCodePoint(char)}'`;
}
