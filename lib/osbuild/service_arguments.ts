import { ExpectedError } from "../errors.ts";

/** Whether the program is asked to be a service. */
export function isService(args: readonly string[]): boolean {
  return args.some((arg) => /^--service-(fd|id)(=|$)/.test(arg));
}

/**
 * Reads `--service-fd N` and `--service-id NAME`, in either order, also written with `=`: how
 * osbuild starts a host service (osbuild/host.py, `ServiceManager.start`).
 *
 * @throws {ExpectedError} when the descriptor is missing or no number, or anything else is
 *   there
 */
export function serviceDescriptor(args: readonly string[]): number {
  const given = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const [, option, inline] = /^(--service-(?:fd|id))(?:=(.*))?$/s.exec(arg) ?? [];
    if (option === undefined) throw refusal(`unknown argument ${arg}`);
    const value = inline ?? args[++i];
    if (value === undefined) throw refusal(`${option} has no value`);
    given.set(option, value);
  }
  const fd = given.get("--service-fd");
  if (fd === undefined) throw refusal("--service-fd is missing");
  if (!/^\d{1,9}$/.test(fd)) throw refusal(`--service-fd ${fd} is not a descriptor's number`);
  return Number(fd);
}

function refusal(problem: string): ExpectedError {
  return new ExpectedError(`Cannot start the service: ${problem}`);
}
