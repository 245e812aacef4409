import { join } from "node:path";
import { ROOT } from "../shared/layout.ts";

/** Where the constants are. */
export const LIMITS = join(ROOT, "lib", "limits.ts");

/**
 * Changes constants of lib/limits.ts, in its text or that of a bundle. No line moves, so that source
 * maps stay valid.
 *
 * @param text the text
 * @param limits `NAME=VALUE`, the value a whole number
 * @returns the new text
 * @throws {Error} when lib/limits.ts has no such constant
 */
export function setLimits(text: string, limits: readonly string[]): string {
  return limits.reduce((it, limit) => {
    const [, name, value] = /^([A-Z_]+)=(\d+)$/.exec(limit) ?? [];
    if (!name || !Deno.readTextFileSync(LIMITS).includes(`\nexport const ${name} = `)) {
      throw new Error(`Cannot set limit ${limit}: it must be NAME=NUMBER, of lib/limits.ts`);
    }
    return it.replace(
      new RegExp(`(?<=^(?:export const|var) ${name} = )[\\d.e_]+(?=;)`, "m"),
      value!,
    );
  }, text);
}
