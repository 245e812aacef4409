import type { System } from "./system.ts";

/** How much of a script is read: many times what the launcher holds. */
const LIMIT = 65_536;

/**
 * Recognizes the launcher that packages have for osbuild before v113: a script which carries the
 * description of the module, and starts the program (tools/package/launcher.ts).
 *
 * @param path a file
 * @param system the machine
 * @returns the program that the launcher starts; nothing if the file is no launcher, or unreadable
 */
export function launchedBy(path: string, system: System): string | undefined {
  try {
    const text = new TextDecoder().decode(system.readStart(path, LIMIT));
    if (!text.startsWith("#!")) return undefined;
    return /^PROGRAM = "(\/[^"\\]+)"$/m.exec(text)?.[1];
  } catch {
    return undefined;
  }
}
