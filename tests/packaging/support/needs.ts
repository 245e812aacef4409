import { unless } from "../../support/skip.ts";
import { isInstalled } from "../../../tools/package/packages.ts";
import { statIfThere } from "../../../tools/shared/files.ts";

/** What a test of packages needs besides Deno. */
export interface Needs {
  /** Programs that must be installed. */
  readonly programs?: readonly string[];
  /** Whether it mounts and enters directory roots. */
  readonly root?: boolean;
  /** Variables that must be set. */
  readonly variables?: readonly string[];
  /** Files that must be there, made by a task. */
  readonly files?: readonly string[];
}

/**
 * Registers a test that is skipped where something that it needs is missing; its name says what.
 */
export function packagingTest(name: string, needs: Needs, test: () => void | Promise<void>): void {
  Deno.test({ ...unless(obstacle(needs), name), fn: test });
}

function obstacle({ programs = [], root, variables = [], files = [] }: Needs): string | undefined {
  const variable = variables.find((it) => !Deno.env.get(it));
  if (variable) return `${variable} is not set`;
  const program = [...programs, "unshare"].find((it) => !isInstalled(it));
  if (program) return `${program} is not installed`;
  if (root && !canUnshare()) return "only root can make a directory root";
  const file = files.find((it) => !statIfThere(it));
  return file && `${file} is missing`;
}

function canUnshare(): boolean {
  return new Deno.Command("unshare", { args: ["--mount", "true"], stderr: "null" })
    .outputSync().success;
}
