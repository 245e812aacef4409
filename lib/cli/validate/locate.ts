import {
  type JSONVisitor,
  type ParseErrorCode,
  printParseErrorCode,
  visit,
} from "npm:jsonc-parser@3.3.1";
import { type Path, pointerTo } from "./problem.ts";

/** The parser recurses; beyond this depth, it is not used. */
const MAX_DEPTH = 500;
const TOO_DEEP = new RangeError("nested too deep");

/** A place in a text. */
export interface Place {
  /** Number of its line, from 1. */
  readonly line: number;
  /** Where it is in the line, from 1, in UTF-16 units. */
  readonly column: number;
}

/** Where the parts of a JSON text are, by JSON pointer. */
export interface Places {
  /** Places of values. */
  readonly values: ReadonlyMap<string, Place>;
  /** Places of keys. */
  readonly keys: ReadonlyMap<string, Place>;
  /** Keys that an object has more than once, and the place of each repetition. */
  readonly repeated: readonly { readonly path: Path; readonly place: Place }[];
}

/**
 * Finds parts of a JSON text. Of repeated keys the last counts, as in `JSON.parse()`.
 *
 * @param text JSON that has been parsed before, so that it is known to be right
 * @param wanted pointers to the parts
 * @param objects pointers to objects that may have a key more than once; none is within another
 * @returns what was found, up to a place that is nested too deep
 */
export function locate(
  text: string,
  wanted: ReadonlySet<string>,
  objects: ReadonlySet<string>,
): Places {
  const values = new Map<string, Place>();
  const keys = new Map<string, Place>();
  const repeated = new Map<string, { path: Path; place: Place }[]>();
  let seen = new Set<string>();
  const addValue = (line: number, character: number, path: Path) => {
    const pointer = pointerTo(path);
    if (wanted.has(pointer)) values.set(pointer, placeOf(line, character));
    if (!objects.has(pointer)) return;
    seen = new Set();
    repeated.set(pointer, []);
  };
  visitStrictly(text, addValue, {
    onObjectProperty(name, _, __, line, character, pathOf) {
      const parent = pathOf();
      const path = [...parent, name];
      const pointer = pointerTo(path);
      const place = placeOf(line, character);
      if (wanted.has(pointer)) keys.set(pointer, place);
      const repetitions = repeated.get(pointerTo(parent));
      if (repetitions === undefined) return;
      if (seen.has(name)) repetitions.push({ path, place });
      seen.add(name);
    },
  });
  return { values, keys, repeated: [...repeated.values()].flat() };
}

/**
 * Whether a text may repeat a key. This is much faster than {@linkcode locate}: it counts what
 * looks like a key.
 *
 * @param text JSON
 * @param document the same, parsed
 * @returns false if no object has a key more than once
 */
export function mayRepeatKeys(text: string, document: unknown): boolean {
  const keysIn = (json: string) => json.split('":').length;
  try {
    return /"\s+:|\\u0022:/.test(text) || keysIn(text) > keysIn(JSON.stringify(document));
  } catch {
    // It is nested too deep to be written.
    return true;
  }
}

/**
 * Finds the first syntax error of a text.
 *
 * @param text a text that `JSON.parse()` refuses
 * @returns its place, and what is wrong; undefined if unknown
 */
export function syntaxError(text: string): Place & { message: string } | undefined {
  let first: Place & { message: string } | undefined;
  visitStrictly(text, () => {}, {
    onError(error, offset, _, line, character) {
      first ??= { ...placeOf(line, character), message: explain(error, text.codePointAt(offset)) };
    },
  });
  return first;
}

function explain(error: ParseErrorCode, code: number | undefined): string {
  const words = printParseErrorCode(error).replace(/\B([A-Z])/g, " $1").toLowerCase();
  const found = code === undefined ? "the end of the file" : `'${String.fromCodePoint(code)}'`;
  return words.endsWith("expected") ? `${words}, not ${found}` : words;
}

function placeOf(line: number, character: number): Place {
  return { line: line + 1, column: character + 1 };
}

/** Visits strict JSON, up to a place that is nested too deep. */
function visitStrictly(
  text: string,
  onValue: (line: number, character: number, path: Path) => void,
  visitor: JSONVisitor,
): void {
  const onBegin = (
    ...[, , line, character, pathOf]: Parameters<NonNullable<JSONVisitor["onObjectBegin"]>>
  ) => {
    const path = pathOf();
    if (path.length > MAX_DEPTH) throw TOO_DEEP;
    onValue(line, character, path);
  };
  try {
    visit(text, {
      onObjectBegin: onBegin,
      onArrayBegin: onBegin,
      onLiteralValue: (_, ...args) => onBegin(...args),
      ...visitor,
    }, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (error !== TOO_DEEP) throw error;
  }
}
