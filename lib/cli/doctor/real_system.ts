import { readProc } from "../../linux/read_proc.ts";
import { libc } from "../../linux/libc.ts";
import { lockedOptions } from "../../mounts/locked_options.ts";
import { securityLabel } from "./security_label.ts";
import type { System } from "./system.ts";

/** The machine that the program runs on. */
export const realSystem: System = {
  get self() {
    return Deno.execPath();
  },
  loadLibrary: () => void libc(),
  readText: (path) => Deno.readTextFileSync(path),
  readStart,
  readProc,
  stat: (path) => Deno.statSync(path),
  list: (path) => [...Deno.readDirSync(path)].map(({ name }) => name),
  versionOf,
  mountOptions: lockedOptions,
  label: securityLabel,
};

function readStart(path: string, length: number): Uint8Array {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, file.readSync(bytes) ?? 0);
}

function versionOf(path: string): string {
  const { stdout, stderr } = new Deno.Command(path, {
    args: ["--version"],
    clearEnv: true,
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).outputSync();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}
