import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "npm:jsonc-parser@3.3.1";
import { isObject } from "../../json.ts";
import type { Path } from "./finding.ts";

/** The parser recurses; beyond this depth, places are not determined. */
const MAX_DEPTH = 500;

/** Strict JSON. */
const OPTIONS = { disallowComments: true, allowTrailingComma: false } as const;

/** A key of an object, and its value. */
type Member = readonly [key: Node, value: Node];

/** Where the parts of a JSON text are. */
export class Places {
  #root: Node | undefined;
  #members = new Map<Node, Map<string, Member>>();

  /** @param text JSON that has been parsed before, so that it is known to be right */
  constructor(text: string) {
    if (!isTooDeep(text)) this.#root = parseTree(text, [], OPTIONS);
  }

  /**
   * Finds a part of the text.
   *
   * @param path keys and indices that lead to it; of repeated keys, the last counts
   * @param at whether the key at the end of the path is wanted, or its value
   * @returns its offset; undefined if the text is nested too deep
   */
  find(path: Path, at: "key" | "value"): number | undefined {
    const [key, value] = this.#resolve(path);
    return (at === "key" ? key : value)?.offset;
  }

  /**
   * Finds keys that an object has more than once.
   *
   * @param path keys and indices that lead to the object
   * @returns the repeated keys, and the offset of each repetition
   */
  repeatedKeys(path: Path): { readonly key: string; readonly offset: number }[] {
    const seen = new Set<string>();
    return membersIn(this.#resolve(path)[1])
      .map(([{ value, offset }]) => ({ key: value as string, offset }))
      .filter(({ key }) => seen.size === seen.add(key).size);
  }

  #resolve(path: Path): (Node | undefined)[] {
    let [key, value]: (Node | undefined)[] = [undefined, this.#root];
    for (const part of path) {
      if (value?.type === "array") [key, value] = [undefined, value.children?.[Number(part)]];
      else [key, value] = (value && this.#membersOf(value).get(String(part))) ?? [];
    }
    return [key, value];
  }

  #membersOf(object: Node): Map<string, Member> {
    let members = this.#members.get(object);
    if (members === undefined) {
      members = new Map(membersIn(object).map((it) => [it[0].value, it]));
      this.#members.set(object, members);
    }
    return members;
  }
}

/**
 * Finds the first syntax error of a text.
 *
 * @param text a text that `JSON.parse()` refuses
 * @returns its offset, and what is wrong; undefined if unknown
 */
export function syntaxError(text: string): { offset: number; message: string } | undefined {
  const errors: ParseError[] = [];
  if (!isTooDeep(text)) parseTree(text, errors, OPTIONS);
  const [first] = errors;
  if (first === undefined) return undefined;
  const { error, offset } = first;
  const words = printParseErrorCode(error).replace(/\B([A-Z])/g, " $1").toLowerCase();
  const char = text.codePointAt(offset);
  const found = char === undefined ? "the end of the file" : `'${String.fromCodePoint(char)}'`;
  return { offset, message: words.endsWith("expected") ? `${words}, not ${found}` : words };
}

/**
 * Whether a text may repeat a key. This is much faster than {@linkcode Places}: it counts what
 * looks like a key, and compares that with the keys that were parsed.
 *
 * @param text JSON
 * @param document the same, parsed
 * @returns false if no object has a key more than once
 */
export function mayRepeatKeys(text: string, document: unknown): boolean {
  if (/\s:/.test(text)) return true;
  let keys = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) keys++;
  const rest = [document];
  for (let value = rest.pop(); value !== undefined; value = rest.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const members = Object.values(value);
    if (isObject(value)) keys -= members.length;
    for (const member of members) if (typeof member === "object") rest.push(member);
  }
  return keys > 0;
}

function membersIn(object: Node | undefined): Member[] {
  if (object?.type !== "object") return [];
  return object.children!.map(({ children }) => [children![0]!, children![1]!]);
}

function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  while (scanner.getPosition() < text.length && depth <= MAX_DEPTH) {
    scanner.scan();
    const start = text[scanner.getTokenOffset()];
    if (start === "{" || start === "[") depth++;
    else if (start === "}" || start === "]") depth--;
  }
  return depth > MAX_DEPTH;
}
