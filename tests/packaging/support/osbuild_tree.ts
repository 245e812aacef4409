import { join } from "node:path";
import { run } from "./run.ts";
import type { StandIn } from "./stand_in.ts";

const MODULES = ["assemblers", "devices", "inputs", "mounts", "runners", "sources", "stages"];
const NEWEST_RELEASE = "newest-release";
const START = "import sys; from osbuild.main_cli import osbuild_cli as main; sys.exit(main())";

/** Unpacks osbuild from the repository that `OSBUILD_GIT` names. */
async function osbuildSources(directory: string, commit: string): Promise<string> {
  const sources = join(directory, "sources");
  await Deno.mkdir(sources);
  const archive = join(directory, "osbuild.tar");
  const git = ["git", "-c", "safe.directory=*", "-C", Deno.env.get("OSBUILD_GIT")!];
  if (commit === NEWEST_RELEASE) {
    const tags = await run([...git, "tag", "--list", "v*", "--sort=-version:refname"]);
    commit = tags.split("\n")[0]!;
  }
  const parts = ["osbuild.spec", "osbuild", "schemas", ...MODULES];
  await run([...git, "archive", `--output=${archive}`, commit, ...parts]);
  await run(["tar", "-C", sources, "-xf", archive]);
  await Deno.remove(archive);
  return sources;
}

/** Lays out osbuild as its packages do. */
export async function realOsbuild(directory: string, commit: string): Promise<StandIn> {
  const sources = await osbuildSources(directory, commit);
  const spec = await Deno.readTextFile(join(sources, "osbuild.spec"));
  const version = /^Version:\s*(\d+)/m.exec(spec)?.[1] ?? "0";
  const files = join(directory, "files");
  const library = join(files, "usr", "lib", "osbuild");
  const share = join(files, "usr", "share", "osbuild");
  const python = join(files, "usr", "lib", "python3", "dist-packages");
  const programs = join(files, "usr", "bin");
  for (const path of [join(library, "osbuild"), share, python, programs]) {
    await Deno.mkdir(path, { recursive: true });
  }
  for (const name of MODULES) await run(["cp", "-a", join(sources, name), library]);
  // osbuild finds this directory by a file in it, if it is a package's.
  await Deno.writeTextFile(join(library, "osbuild", ".keep"), "");
  await run(["cp", "-a", join(sources, "schemas"), share]);
  await Deno.symlink("/usr/share/osbuild/schemas", join(library, "schemas"));
  await run(["cp", "-a", join(sources, "osbuild"), python]);
  const start = join(programs, "osbuild");
  await Deno.writeTextFile(start, `#!/usr/bin/python3\n${START}\n`, { mode: 0o755 });
  return { version, files };
}
