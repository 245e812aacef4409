import { join } from "node:path";
import { DirectoryRoot } from "./directory_root.ts";
import { type StandIn, tinyOsbuild } from "./stand_in.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { binaryPath } from "../../../tools/build.ts";
import { HOST, MODULE, MODULES, PRIVATE_DIRECTORY, ROOT } from "../../../tools/shared/project.ts";

/** osbuild's directory of inputs. */
export const INPUTS = "/usr/lib/osbuild/inputs";

/** The commands of README.md, in the directory of the parts. */
export const BY_HAND = /\*\*By hand,\*\*[^]*?```sh\n([^`]+)```/
  .exec(Deno.readTextFileSync(join(ROOT, "README.md")))![1]!;

/** What {@linkcode PackageRoot.state} returns when both modules and their sidecars are ours. */
export const OURS = "ours, ours, ours, ours";

/** Describes each file by where its link leads, or by its beginning. */
const DESCRIBE = `
for file; do
  path=${INPUTS}/$file
  case $(readlink "$path") in
  ${PRIVATE_DIRECTORY}/$file | ${MODULE}) echo ours ;;
  ${PRIVATE_DIRECTORY}/launcher/$file) echo launcher ;;
  "") if [ ! -e "$path" ]; then echo none
      elif [ "$(head -c 4 "$path" | tr -d '\\177')" = ELF ]; then echo ours
      elif [ "$(head -c 1 "$path")" = "{" ]; then echo ours
      else head -n 1 "$path"; fi ;;
  *) echo stray ;;
  esac
done`;

/** Describes what a stand-in for osbuild has at the paths of our modules. */
export function original(version: number): string {
  const sidecar = version >= 188 ? `sidecar ${version}` : "none";
  const second = version >= 109 ? `original ${version}, ${sidecar}` : "none, none";
  return `original ${version}, ${sidecar}, ${second}`;
}

/** A root in which packages are installed, and stand-ins for osbuild. */
export interface PackageRoot extends AsyncDisposable {
  /** A directory that is at the same path inside. */
  readonly directory: string;
  /** Runs a program in the root, and returns its output. */
  readonly run: (...command: string[]) => Promise<string>;
  /** Makes a package of osbuild. */
  readonly osbuild: (version: number) => Promise<string>;
  /** Describes our modules and their sidecars in osbuild's directory. */
  readonly state: () => Promise<string>;
  /** Runs the built program's `doctor`, and returns the remedies of a check. */
  readonly remedies: (check: string) => Promise<string[]>;
}

/** Makes a root. */
export async function packageRoot(
  pack: (directory: string, standIn: StandIn) => Promise<string>,
): Promise<PackageRoot> {
  const directory = await tempDirectory();
  const root = await DirectoryRoot.make(directory.path);
  const run = root.run.bind(root);
  return {
    directory: directory.path,
    run,
    osbuild: async (version) =>
      await pack(directory.path, await tinyOsbuild(directory.path, String(version))),
    state: async () => {
      const files = MODULES.flatMap(({ name }) => [name, `${name}.meta.json`]);
      return (await run("sh", "-c", DESCRIBE, "sh", ...files)).trim().split("\n").join(", ");
    },
    remedies: async (check) => {
      const doctor = '"$0" doctor --json || true';
      const { checks } = JSON.parse(await run("sh", "-c", doctor, binaryPath(HOST)));
      return checks.filter((it: { check: string }) => it.check === check)
        .map(({ remedy }: { remedy: string | null }) => remedy ?? "none");
    },
    async [Symbol.asyncDispose]() {
      await root[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
