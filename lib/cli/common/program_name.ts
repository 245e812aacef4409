import { basename } from "@std/path/posix/basename";
import { readProc } from "../../linux/read_proc.ts";

/** The name by which packages install the program on PATH. */
export const INSTALLED_NAME = "osbuild-input-containers";

/**
 * Finds the name by which the program was started. Deno only provides the file behind a symbolic
 * link; the kernel provides argv[0].
 *
 * @returns the name; {@linkcode INSTALLED_NAME} if it is unknown, or when run from sources
 */
export function programName(): string {
  if (!Deno.build.standalone) return INSTALLED_NAME;
  try {
    const [path = ""] = readProc("/proc/self/cmdline").split("\0", 1);
    const name = basename(path);
    return /^\w[\w.+-]*$/.test(name) ? name : INSTALLED_NAME;
  } catch {
    return INSTALLED_NAME;
  }
}
