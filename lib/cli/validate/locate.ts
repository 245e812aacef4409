import type { Path } from "./finding.ts";

/** A part of a document whose place is wanted. */
export class Wanted {
  /** Parts of this part, by key or index. */
  readonly children = new Map<string, Wanted>();
  /** Where its value begins; nothing until it is found. */
  offset: number | undefined;
  /** Where the key before it begins; nothing for elements of arrays. */
  keyOffset: number | undefined;
  /** Keys that it holds more than once, where they come again. */
  duplicates: { readonly key: string; readonly offset: number }[] = [];

  /**
   * The part at the end of a path from here; from now on it is wanted too.
   *
   * @param path keys and indices
   * @returns the part
   */
  at(path: Path): Wanted {
    const [first, ...rest] = path;
    if (first === undefined) return this;
    const key = String(first);
    const child = this.children.get(key) ?? new Wanted();
    this.children.set(key, child);
    return child.at(rest);
  }
}

/**
 * Finds parts of a JSON document in its text, in one pass.
 *
 * @param text JSON; it has been parsed before, so that it is known to be right
 * @param wanted the parts; their places are filled in, of doubled keys that of the last
 */
export function locate(text: string, wanted: Wanted): void {
  new Walker(text).value(wanted);
}

const BRACKET_OR_QUOTE = /["{}[\]]/g;
const AFTER_SCALAR = /[,\]}\s]|$/g;
const NOT_SPACE = /[^ \t\n\r]/g;

class Walker {
  #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Passes over a value, looking into it if it is wanted. */
  value(wanted: Wanted | undefined): void {
    const char = this.#skipSpace();
    if (wanted) wanted.offset = this.#at;
    const isLeaf = wanted === undefined;
    if (char === "{" && !isLeaf) this.#object(wanted);
    else if (char === "[" && !isLeaf) this.#array(wanted);
    else if (char === "{" || char === "[") this.#skipNested();
    else if (char === '"') this.#at = this.#stringEnd(this.#at);
    else this.#at = this.#find(AFTER_SCALAR);
  }

  #object(wanted: Wanted): void {
    const seen = new Set<string>();
    this.#at++;
    while (this.#skipSpace() !== "}") {
      const keyOffset = this.#at;
      this.#at = this.#stringEnd(keyOffset);
      const quoted = this.#text.slice(keyOffset, this.#at);
      const key = quoted.includes("\\") ? JSON.parse(quoted) : quoted.slice(1, -1);
      if (seen.has(key)) wanted.duplicates.push({ key, offset: keyOffset });
      seen.add(key);
      const child = wanted.children.get(key);
      if (child) child.keyOffset = keyOffset;
      this.#skipSpace();
      this.#at++; // the colon
      this.value(child);
      if (this.#skipSpace() === ",") this.#at++;
    }
    this.#at++;
  }

  #array(wanted: Wanted): void {
    this.#at++;
    for (let index = 0; this.#skipSpace() !== "]"; index++) {
      this.value(wanted.children.get(String(index)));
      if (this.#skipSpace() === ",") this.#at++;
    }
    this.#at++;
  }

  /** Passes over an object or array that nobody wants, however deep it is. */
  #skipNested(): void {
    let depth = 0;
    do {
      const at = this.#find(BRACKET_OR_QUOTE);
      const char = this.#text[at];
      if (char === '"') {
        this.#at = this.#stringEnd(at);
        continue;
      }
      depth += char === "{" || char === "[" ? 1 : -1;
      this.#at = at + 1;
    } while (depth > 0);
  }

  #skipSpace(): string {
    const char = this.#text[this.#at]!;
    if (char > " ") return char;
    this.#at = this.#find(NOT_SPACE);
    return this.#text[this.#at]!;
  }

  /** The place behind the string that begins at a place. */
  #stringEnd(start: number): number {
    for (let from = start + 1;;) {
      const quote = this.#text.indexOf('"', from);
      let escapes = quote;
      while (this.#text[escapes - 1] === "\\") escapes--;
      if ((quote - escapes) % 2 === 0) return quote + 1;
      from = quote + 1;
    }
  }

  #find(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.index ?? this.#text.length;
  }
}
