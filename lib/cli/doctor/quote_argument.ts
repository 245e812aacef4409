/**
 * Writes text so that a shell takes it for one word.
 *
 * @param text the text
 * @returns the text, quoted where that is needed
 */
export function quoteArgument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
