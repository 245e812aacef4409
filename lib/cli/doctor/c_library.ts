import { reasonOf } from "../failure.ts";
import { type Finding, ok, wrong } from "./finding.ts";
import type { System } from "./system.ts";

/**
 * Looks whether the C library can be loaded: the service talks to the kernel by it.
 *
 * @param system the machine
 * @returns what was found
 */
export function checkLibrary(system: System): Finding {
  try {
    system.loadLibrary();
    return ok("c-library", "can be loaded");
  } catch (error) {
    return wrong(
      "c-library",
      reasonOf(error),
      "install glibc 2.28 or later for this architecture; other C libraries do not do",
    );
  }
}
