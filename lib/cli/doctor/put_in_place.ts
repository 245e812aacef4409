import { dirname } from "@std/path/posix/dirname";
import { join } from "@std/path/posix/join";
import { quoteArgument } from "./quote_argument.ts";
import type { System } from "./system.ts";

/**
 * Says how the program, or its sidecar, gets to where osbuild looks for it.
 *
 * @param system the machine
 * @param byHand how to do it where no package did
 * @returns a command: the package's own, if the program that runs is from one
 */
export function putInPlace(system: System, byHand: string): string {
  const divert = join(dirname(system.self), "divert");
  try {
    if (system.stat(divert).isFile) return `${quoteArgument(divert)} in`;
  } catch {
    // Then there is none.
  }
  return byHand;
}
