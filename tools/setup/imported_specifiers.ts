/**
 * Lists what modules import by way of the import map.
 *
 * @param sources texts of modules
 * @param names keys of the import map
 * @returns the specifiers, sorted, each once
 *
 * @example
 * ```ts
 * importedSpecifiers(['import { a } from "b/c";'], ["b"]); // ["b/c"]
 * ```
 */
export function importedSpecifiers(
  sources: Iterable<string>,
  names: readonly string[],
): string[] {
  const found = new Set<string>();
  for (const source of sources) {
    for (
      const [, specifier] of source.matchAll(/^(?! *\*).*\b(?:from |import |import\()"([^"]+)"/gm)
    ) {
      const known = names.some((name) => specifier === name || specifier!.startsWith(`${name}/`));
      if (known) found.add(specifier!);
    }
  }
  return [...found].sort();
}
