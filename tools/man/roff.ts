/**
 * The language of manual pages, man(7).
 *
 * @module
 */

/**
 * Escapes text.
 *
 * @param text one line
 * @returns the text in roff
 */
export function escape(text: string): string {
  const escaped = text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("…", "\\[u2026]");
  // A dot or quote at the start of a line makes it a request.
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}

/**
 * Calls a macro.
 *
 * @param name the macro, such as `SH`
 * @param args its arguments, as text
 * @returns one line
 */
export function macro(name: string, ...args: readonly string[]): string {
  const words = args.map((it) => `"${escape(it).replaceAll('"', "\\(dq")}"`);
  return [`.${name}`, ...words].join(" ");
}

/**
 * Writes text in bold.
 *
 * @param text the text
 * @returns the text in roff
 */
export function bold(text: string): string {
  return `\\fB${escape(text)}\\fR`;
}

/**
 * Writes a term and its definition.
 *
 * @param term the term, in roff already
 * @param meaning what it means, as text
 * @returns the lines
 */
export function tagged(term: string, meaning: string): string[] {
  return [".TP", term, escape(meaning)];
}

/**
 * Writes lines that are neither filled nor wrapped.
 *
 * @param lines the lines
 * @returns the lines in roff
 */
export function verbatim(lines: readonly string[]): string[] {
  return [".RS 4", ".nf", ...lines.map(escape), ".fi", ".RE"];
}
