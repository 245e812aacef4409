import { type Node, type ParseError, parseTree, printParseErrorCode } from "npm:jsonc-parser@3.3.1";
import type { Path } from "./manifest.ts";

/** Longer texts are not searched for places: that takes long, and real ones are shorter. */
const MAX_LENGTH = 8_388_608;

/** A place in a text: line and column from 1, in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A JSON text in which parts can be found, unless it is nested too deep, or too long. */
export class JsonText {
  /** The first syntax error. */
  readonly error: Place & { readonly message: string } | undefined;
  readonly #root: Node | undefined;
  /** Offsets at which lines begin. */
  readonly #lines: readonly number[] = [];

  constructor(text: string) {
    if (text.length > MAX_LENGTH) return;
    this.#lines = [0, ...text.matchAll(/\r\n|\r|\n/g).map((it) => it.index + it[0].length)];
    const errors: ParseError[] = [];
    try {
      this.#root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    } catch (error) {
      // The parser recurses.
      if (!(error instanceof RangeError)) throw error;
    }
    const [first] = errors;
    if (first === undefined) return;
    const message = explain(first, text.codePointAt(first.offset));
    this.error = { ...this.#placeAt(first.offset), message };
  }

  /**
   * Finds where a part begins; members of objects begin with their keys. Of repeated keys the last
   * counts, as in `JSON.parse()`.
   */
  find(path: Path): Place | undefined {
    const node = this.#nodeAt(path);
    return node && this.#placeAt(node.offset);
  }

  /** Lists the keys that an object has more than once. */
  repeatedKeys(path: Path): string[] {
    const keys = valueOf(this.#nodeAt(path))?.children?.map(keyOf) ?? [];
    const groups = Map.groupBy(keys, (it) => it);
    return [...groups].filter(([, { length }]) => length > 1).map(([key]) => key);
  }

  #nodeAt(path: Path): Node | undefined {
    return path.reduce((node: Node | undefined, part) => {
      const { type, children } = valueOf(node) ?? {};
      return type === "array"
        ? children?.[Number(part)]
        : children?.findLast((it) => keyOf(it) === String(part));
    }, this.#root);
  }

  #placeAt(offset: number): Place {
    let [line, end] = [0, this.#lines.length];
    while (end - line > 1) {
      const middle = (line + end) >> 1;
      if (this.#lines[middle]! <= offset) line = middle;
      else end = middle;
    }
    return { line: line + 1, column: offset - this.#lines[line]! + 1 };
  }
}

/** What a member of an object has as its value; other nodes are values themselves. */
function valueOf(node: Node | undefined): Node | undefined {
  return node?.type === "property" ? node.children![1] : node;
}

function keyOf(member: Node): string {
  return member.children![0]!.value;
}

function explain({ error }: ParseError, code: number | undefined): string {
  const words = printParseErrorCode(error).replace(/\B([A-Z])/g, " $1").toLowerCase();
  const found = code === undefined ? "the end of the file" : `'${String.fromCodePoint(code)}'`;
  return words.endsWith("expected") ? `${words}, not ${found}` : words;
}
