import { join } from "node:path";
import { run } from "./run.ts";

/** Emulates the processor, for programs that are not of this machine. */
export const EMULATOR = "qemu-aarch64-static";

/** What the program needs of a system. */
const LIBRARIES = ["libc6", "libgcc-s1"];

/**
 * Makes a root directory with the libraries of Debian on aarch64, and the emulator. Nothing of this
 * machine's own package management is changed.
 */
export async function arm64Root(directory: string): Promise<string> {
  const [lists, cache, root] = ["lists", "cache", "root"].map((it) => join(directory, it)) as [
    string,
    string,
    string,
  ];
  for (const path of [join(lists, "partial"), join(cache, "archives", "partial"), root]) {
    await Deno.mkdir(path, { recursive: true });
  }
  const options = {
    "Dir::State::lists": lists,
    "Dir::Cache": cache,
    "Dir::State::status": "/dev/null",
    "APT::Architecture": "arm64",
    "APT::Architectures": "arm64",
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
  };
  const flags = Object.entries(options).map(([name, value]) => `-o${name}=${value}`);
  await run(["apt-get", ...flags, "-qq", "update"]);
  await run(["apt-get", ...flags, "-qq", "download", ...LIBRARIES], { cwd: cache });
  for (const { name } of Deno.readDirSync(cache)) {
    if (name.endsWith(".deb")) await run(["dpkg", "-x", join(cache, name), root]);
  }
  const emulator = (await run(["which", EMULATOR])).trim();
  await Deno.copyFile(emulator, join(root, EMULATOR));
  return root;
}
