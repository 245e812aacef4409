import { reasonOf } from "../failure.ts";
import { type Finding, ok, unknown, wrong } from "./finding.ts";
import { launchedBy } from "./launcher.ts";
import { putInPlace } from "./put_in_place.ts";
import { quoteArgument } from "./quote_argument.ts";
import type { Installation, System } from "./system.ts";

const EXECUTABLE_BY_ALL = 0o111;

/**
 * Looks whether osbuild can start the program.
 *
 * @param installation what is looked at
 * @param system the machine
 * @returns what was found
 */
export function checkProgramFile({ program }: Installation, system: System): Finding {
  const install = putInPlace(
    system,
    `install -m 0755 ${quoteArgument(system.self)} ${quoteArgument(program)}`,
  );
  let info: ReturnType<System["stat"]>;
  let start: string;
  try {
    info = system.stat(program);
    if (!info.isFile) return wrong("program", `${program} is not a file`, install);
    start = new TextDecoder().decode(system.readStart(program, 4));
  } catch (error) {
    return wrong("program", `${program}: ${reasonOf(error)}`, install);
  }
  if (start.startsWith("#!")) {
    const launched = launchedBy(program, system);
    if (launched !== undefined) return checkLauncher(program, launched, system);
    return wrong("program", `${program} is a script: osbuild's own module`, install);
  }
  if (start !== "\x7fELF") return wrong("program", `${program} is not a program`, install);
  if (!isExecutable(info)) {
    const chmod = `chmod 0755 ${quoteArgument(program)}`;
    return wrong("program", `${program} is not executable`, chmod);
  }
  const size = system.stat(system.self).size;
  if (info.size !== size) {
    return wrong(
      "program",
      `${program} has ${info.size} bytes, but this program ${size}: ` +
        "it is another build, or was stripped, which breaks it",
      install,
    );
  }
  return ok("program", program);
}

function checkLauncher(launcher: string, program: string, system: System): Finding {
  try {
    if (isExecutable(system.stat(program))) return ok("program", `${launcher} starts ${program}`);
    const remedy = `chmod 0755 ${quoteArgument(program)}`;
    return wrong("program", `${launcher} starts ${program}, which is not executable`, remedy);
  } catch (error) {
    const message = `${launcher} starts ${program}: ${reasonOf(error)}`;
    const remedy = "install the package with the program again, or take the launcher away";
    return wrong("program", message, remedy);
  }
}

function isExecutable({ mode }: ReturnType<System["stat"]>): boolean {
  return ((mode ?? 0) & EXECUTABLE_BY_ALL) === EXECUTABLE_BY_ALL;
}

/**
 * Looks whether programs can be started where the program is.
 *
 * @param installation what is looked at
 * @param system the machine
 * @returns what was found
 */
export function checkNoexec({ program, libdir }: Installation, system: System): Finding {
  try {
    if (!system.mountOptions(program).includes("noexec")) {
      return ok("noexec", "programs can be started there");
    }
  } catch (error) {
    return unknown("noexec", `Cannot look at its file system: ${reasonOf(error)}`);
  }
  return wrong(
    "noexec",
    `${program} is on a file system mounted noexec`,
    `mount -o remount,exec "$(stat -c %m ${
      quoteArgument(libdir)
    })", or give osbuild another --libdir`,
  );
}
