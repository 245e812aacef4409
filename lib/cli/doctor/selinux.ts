import { join } from "@std/path/posix/join";
import { dirname } from "@std/path/posix/dirname";
import { reasonOf } from "../failure.ts";
import { type Finding, ok, unknown, wrong } from "./finding.ts";
import { quoteArgument } from "./quote_argument.ts";
import type { Installation, System } from "./system.ts";

const TYPE_FIELD = 2;

/**
 * Compares the program's SELinux type with that of the other input modules: with another one the
 * policy may keep osbuild from starting it.
 *
 * @param installation what is looked at
 * @param system the machine
 * @returns what was found
 */
export function checkSelinux({ program }: Installation, system: System): Finding {
  try {
    return compare(program, system);
  } catch (error) {
    return unknown("selinux", `Cannot read labels: ${reasonOf(error)}`);
  }
}

function compare(program: string, system: System): Finding {
  const type = typeOf(program, system);
  if (type === undefined) return ok("selinux", "files have no SELinux labels here");
  const directory = dirname(program);
  const types = system.list(directory)
    .filter((name) => name.startsWith("org.osbuild.") && !name.endsWith(".meta.json"))
    .map((name) => join(directory, name))
    .filter((path) => path !== program)
    .map((path) => typeOf(path, system))
    .filter((it) => it !== undefined);
  if (types.length === 0) {
    return unknown("selinux", `type ${type}; no other module to compare with`);
  }
  if (types.includes(type)) return ok("selinux", `type ${type}, as other modules`);
  return wrong(
    "selinux",
    `${program} has the type ${type}, but the modules beside it ${types[0]}`,
    `restorecon -v ${quoteArgument(program)}`,
  );
}

function typeOf(path: string, system: System): string | undefined {
  return system.label(path)?.split(":")[TYPE_FIELD];
}
