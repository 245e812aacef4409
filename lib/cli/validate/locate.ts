import { type ParseErrorCode, printParseErrorCode, visit } from "npm:jsonc-parser@3.3.1";
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

/** What was found in a JSON text. */
export interface Places {
  /** Where its parts begin, by JSON pointer; members of objects begin with their keys. */
  readonly parts: ReadonlyMap<string, Place>;
  /** The first syntax error; undefined if there is none. */
  readonly error: Place & { readonly message: string } | undefined;
}

/**
 * Finds parts of a JSON text, and the first syntax error. Of repeated keys the last counts, as in
 * `JSON.parse()`.
 *
 * @param text the text
 * @param wanted pointers to the parts
 * @returns what was found, up to a place that is nested too deep
 */
export function locate(text: string, wanted: ReadonlySet<string> = new Set()): Places {
  const parts = new Map<string, Place>();
  let error: Places["error"];
  const add = (line: number, character: number, path: Path) => {
    if (path.length > MAX_DEPTH) throw TOO_DEEP;
    const pointer = pointerTo(path);
    if (wanted.has(pointer)) parts.set(pointer, placeOf(line, character));
  };
  const onValue = (_: number, __: number, line: number, character: number, pathOf: () => Path) => {
    const path = pathOf();
    if (typeof path.at(-1) !== "string") add(line, character, path);
  };
  try {
    visit(text, {
      onObjectBegin: onValue,
      onArrayBegin: onValue,
      onLiteralValue: (_, ...at) => onValue(...at),
      onObjectProperty: (name, _, __, line, character, pathOf) =>
        add(line, character, [...pathOf(), name]),
      onError(code, offset, _, line, character) {
        const message = explain(code, text.codePointAt(offset));
        error ??= { ...placeOf(line, character), message };
      },
    }, { disallowComments: true, allowTrailingComma: false });
  } catch (thrown) {
    if (thrown !== TOO_DEEP) throw thrown;
  }
  return { parts, error };
}

function explain(error: ParseErrorCode, code: number | undefined): string {
  const words = printParseErrorCode(error).replace(/\B([A-Z])/g, " $1").toLowerCase();
  const found = code === undefined ? "the end of the file" : `'${String.fromCodePoint(code)}'`;
  return words.endsWith("expected") ? `${words}, not ${found}` : words;
}

function placeOf(line: number, character: number): Place {
  return { line: line + 1, column: character + 1 };
}
