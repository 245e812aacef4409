import { join } from "node:path";
import { run } from "./packaging.ts";
import type { StandIn } from "./stand_in.ts";

const NEWEST_RELEASE = "newest-release";
const MODULES = ["assemblers", "devices", "inputs", "mounts", "runners", "sources", "stages"];
const START = "import sys; from osbuild.main_cli import osbuild_cli as main; sys.exit(main())";

/** Unpacks parts of osbuild from the repository that `OSBUILD_GIT` names. */
export async function unpackOsbuild(
  directory: string,
  commit: string,
  parts: string[],
): Promise<void> {
  const git = ["git", "-c", "safe.directory=*", "-C", Deno.env.get("OSBUILD_GIT")!];
  if (commit === NEWEST_RELEASE) {
    const tags = await run([...git, "tag", "--list", "v*", "--sort=-version:refname"]);
    commit = tags.split("\n")[0]!;
  }
  const archive = join(directory, "osbuild.tar");
  await run([...git, "archive", `--output=${archive}`, commit, ...parts]);
  await run(["tar", "-C", directory, "-xf", archive]);
}

/** Lays out osbuild as its packages do. */
export async function realOsbuild(directory: string, commit: string): Promise<StandIn> {
  const files = join(directory, "files");
  const library = join(files, "usr/lib/osbuild");
  const share = join(files, "usr/share/osbuild");
  const python = join(files, "usr/lib/python3/dist-packages");
  const programs = join(files, "usr/bin");
  for (const path of [join(library, "osbuild"), share, python, programs]) {
    await Deno.mkdir(path, { recursive: true });
  }
  const sources = join(directory, "sources");
  await Deno.mkdir(sources);
  const parts = ["osbuild.spec", "osbuild", "schemas", ...MODULES];
  await unpackOsbuild(sources, commit, parts);
  for (const name of MODULES) await Deno.rename(join(sources, name), join(library, name));
  await Deno.rename(join(sources, "schemas"), join(share, "schemas"));
  await Deno.rename(join(sources, "osbuild"), join(python, "osbuild"));
  // osbuild finds this directory by a file in it, if it is a package's.
  await Deno.writeTextFile(join(library, "osbuild", ".keep"), "");
  await Deno.symlink("/usr/share/osbuild/schemas", join(library, "schemas"));
  const program = join(programs, "osbuild");
  await Deno.writeTextFile(program, `#!/usr/bin/python3\n${START}\n`, { mode: 0o755 });
  const spec = await Deno.readTextFile(join(sources, "osbuild.spec"));
  const [, version = "0"] = /^Version:\s*(\d+)/m.exec(spec) ?? [];
  return { name: "osbuild", version, files };
}
