import { reasonOf } from "../failure.ts";
import { type Finding, ok, unknown, wrong } from "./finding.ts";
import type { System } from "./system.ts";

const STATUS = "/proc/self/status";
const CAP_SYS_ADMIN = 21n;

/**
 * Looks whether the program may mount.
 *
 * @param system the machine
 * @returns what was found
 */
export function checkPrivileges(system: System): Finding {
  let status: string;
  try {
    status = system.readProc(STATUS);
  } catch (error) {
    return unknown("privileges", `Cannot read ${STATUS}: ${reasonOf(error)}`);
  }
  const user = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
  const capabilities = BigInt(`0x${/^CapEff:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? "0"}`);
  const mayMount = ((capabilities >> CAP_SYS_ADMIN) & 1n) === 1n;
  if (user === "0" && mayMount) return ok("privileges", "root, and with CAP_SYS_ADMIN");
  if (user !== "0") {
    return wrong(
      "privileges",
      `not root, but user ${user ?? "?"}${mayMount ? "" : ", and without CAP_SYS_ADMIN"}`,
      "run osbuild, and this check, as root (sudo)",
    );
  }
  return wrong(
    "privileges",
    "root, but without CAP_SYS_ADMIN, so that nothing can be mounted",
    "where this runs in a container, start that with --privileged or --cap-add SYS_ADMIN",
  );
}
