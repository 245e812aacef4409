import { reasonOf } from "../failure.ts";
import { type Finding, ok, wrong } from "./finding.ts";
import { launchedBy } from "./launcher.ts";
import { putInPlace } from "./put_in_place.ts";
import { quoteArgument } from "./quote_argument.ts";
import type { Installation, System } from "./system.ts";

/**
 * Looks at the file that osbuild reads instead of the program.
 *
 * @param installation what is looked at
 * @param system the machine
 * @returns what was found
 */
export function checkSidecar({ program, sidecar }: Installation, system: System): Finding {
  const path = `${program}.meta.json`;
  if (launchedBy(program, system) !== undefined) {
    return ok("sidecar", "not needed: the launcher carries the description itself");
  }
  const write = putInPlace(
    system,
    `${quoteArgument(system.self)} schema > ${quoteArgument(path)}`,
  );
  let text: string;
  try {
    if (!system.stat(path).isFile) return wrong("sidecar", `${path} is not a file`, write);
    text = system.readText(path);
  } catch (error) {
    const remedy = error instanceof Deno.errors.PermissionDenied
      ? `chmod 0644 ${quoteArgument(path)}`
      : write;
    return wrong("sidecar", `${path}: ${reasonOf(error)}`, remedy);
  }
  if (text === sidecar) return ok("sidecar", path);
  return wrong(
    "sidecar",
    `${path} is not the one that ships with this program (since v188 osbuild has one of its own)`,
    write,
  );
}
