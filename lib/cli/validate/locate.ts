import { type ParseErrorCode, printParseErrorCode, visit } from "npm:jsonc-parser@3.3.1";
import { type Path, pointerTo } from "./manifest.ts";

/** The parser recurses; beyond this depth, it is not used. */
const MAX_DEPTH = 500;
const TOO_DEEP = new RangeError("nested too deep");

/** A place in a text: line and column from 1, in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A key that its object has had before. */
export interface Repetition {
  readonly path: Path;
  readonly place: Place;
}

/** What was found in a JSON text. */
export interface Places {
  /** Where its parts begin, by JSON pointer; members of objects begin with their keys. */
  readonly parts: ReadonlyMap<string, Place>;
  /** The first syntax error. */
  readonly error: Place & { readonly message: string } | undefined;
  readonly repeated: readonly Repetition[];
}

/**
 * Finds parts of a JSON text, and the first syntax error. Of repeated keys the last counts, as in
 * `JSON.parse()`.
 *
 * @param objects pointers to objects in which repeated keys are looked for; none is in another
 * @returns what was found, up to a place that is nested too deep
 */
export function locate(
  text: string,
  wanted: ReadonlySet<string> = new Set(),
  objects: ReadonlySet<string> = new Set(),
): Places {
  const parts = new Map<string, Place>();
  const repeated = new Map<string, Repetition[]>();
  let seen = new Set<string>();
  let error: Places["error"];
  const add = (line: number, character: number, path: Path) => {
    if (path.length > MAX_DEPTH) throw TOO_DEEP;
    const pointer = pointerTo(path);
    if (wanted.has(pointer)) parts.set(pointer, placeOf(line, character));
  };
  const addKey = (name: string, line: number, character: number, parent: Path) => {
    const path = [...parent, name];
    add(line, character, path);
    const repetitions = repeated.get(pointerTo(parent));
    if (repetitions === undefined) return;
    if (seen.has(name)) repetitions.push({ path, place: placeOf(line, character) });
    seen.add(name);
  };
  const onValue = (_: number, __: number, line: number, character: number, pathOf: () => Path) => {
    const path = pathOf();
    if (typeof path.at(-1) !== "string") add(line, character, path);
  };
  try {
    visit(text, {
      onObjectBegin(...at) {
        onValue(...at);
        const pointer = pointerTo(at[4]());
        if (!objects.has(pointer)) return;
        seen = new Set();
        repeated.set(pointer, []);
      },
      onArrayBegin: onValue,
      onLiteralValue: (_, ...at) => onValue(...at),
      onObjectProperty: (name, _, __, line, character, pathOf) =>
        addKey(name, line, character, pathOf()),
      onError(code, offset, _, line, character) {
        const message = explain(code, text.codePointAt(offset));
        error ??= { ...placeOf(line, character), message };
      },
    }, { disallowComments: true, allowTrailingComma: false });
  } catch (thrown) {
    if (thrown !== TOO_DEEP) throw thrown;
  }
  return { parts, error, repeated: [...repeated.values()].flat() };
}

/**
 * Whether a text may repeat a key. This is much faster than {@linkcode locate}: it counts what
 * looks like a key.
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

function explain(error: ParseErrorCode, code: number | undefined): string {
  const words = printParseErrorCode(error).replace(/\B([A-Z])/g, " $1").toLowerCase();
  const found = code === undefined ? "the end of the file" : `'${String.fromCodePoint(code)}'`;
  return words.endsWith("expected") ? `${words}, not ${found}` : words;
}

function placeOf(line: number, character: number): Place {
  return { line: line + 1, column: character + 1 };
}
