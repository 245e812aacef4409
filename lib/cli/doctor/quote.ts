/**
 * Quotes text so that a shell takes it as one word.
 *
 * @param text the text
 * @returns the text, quoted if that is needed
 */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
