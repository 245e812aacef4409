import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Needs, packagingTest, run } from "./packaging.ts";
import { type StandIn, standInArch, standInDeb, standInRpm, tinyOsbuild } from "./stand_in.ts";
import { tempDirectory } from "../../support/temp_directory.ts";
import { partsDirectory } from "../../../tools/package/parts.ts";
import {
  HOST,
  MODULE,
  MODULES,
  PACKAGE,
  PRIVATE_DIRECTORY,
  ROOT,
} from "../../../tools/shared/project.ts";

/** osbuild's directory of inputs. */
export const INPUTS = "/usr/lib/osbuild/inputs";

/** What is in a package, and README's commands that install it by hand. */
export const PARTS = partsDirectory(HOST);
const README = Deno.readTextFileSync(join(ROOT, "README.md"));
const BY_HAND = `cd ${PARTS}\n${/\*\*By hand,\*\*[^]*?```sh\n([^`]+)```/.exec(README)![1]}`;

/** What {@linkcode stateBelow} returns when both modules and their sidecars are ours. */
export const OURS = "ours, ours, ours, ours";

/** What it returns when there are none. */
export const NOTHING = "none, none, none, none";

/** What it returns when they are those of a stand-in for osbuild. */
export function original(version: number): string {
  const sidecar = version >= 188 ? `sidecar ${version}` : "none";
  const second = version >= 109 ? `original ${version}, ${sidecar}` : "none, none";
  return `original ${version}, ${sidecar}, ${second}`;
}

/** Describes our modules and their sidecars in osbuild's directory below a root directory. */
export function stateBelow(root: string): string {
  const files = MODULES.flatMap(({ name }) => [name, `${name}.meta.json`]);
  return files.map((file) => describe(join(root, INPUTS, file), file)).join(", ");
}

/** Tells where a link leads, or what a file begins with. */
function describe(path: string, file: string): string {
  try {
    const target = Deno.readLinkSync(path);
    if (target === `${PRIVATE_DIRECTORY}/launcher/${file}`) return "launcher";
    return [`${PRIVATE_DIRECTORY}/${file}`, MODULE].includes(target) ? "ours" : target;
  } catch {
    if (!existsSync(path)) return "none";
  }
  using opened = Deno.openSync(path);
  const beginning = new Uint8Array(80);
  opened.readSync(beginning);
  const [line = ""] = new TextDecoder().decode(beginning).split(/[\n\0]/);
  return /^(\x7fELF|\{)/.test(line) ? "ours" : line;
}

const RPM = ["rpm", "--nodeps", "--force-debian"];
const DPKG = ["dpkg", "--no-triggers"];
const PACMAN_CONF = "[options]\\nArchitecture = auto\\nSigLevel = Never\\n";

/** Kinds of packages: what makes, installs, removes and verifies them, without this machine's. */
const KINDS = {
  rpm: {
    programs: ["rpm", "rpmbuild"],
    prepare: "rpm --initdb",
    pack: standInRpm,
    install: [...RPM, "-U", "--oldpackage", "--replacepkgs"],
    remove: [...RPM, "-e"],
    verify: [...RPM, "-V"],
  },
  deb: {
    programs: ["dpkg", "dpkg-deb"],
    prepare: "true",
    pack: standInDeb,
    install: [...DPKG, "--force-downgrade", "-i"],
    remove: [...DPKG, "-P"],
    verify: ["dpkg", "-V"],
  },
  arch: {
    programs: ["makepkg", "pacman", "bsdtar", "fakeroot", "setpriv"],
    prepare: `mkdir -p /var/lib/pacman; printf '${PACMAN_CONF}' > /etc/pacman.conf`,
    pack: standInArch,
    install: ["pacman", "--noconfirm", "-Udd"],
    remove: ["pacman", "--noconfirm", "-Rdd"],
    verify: ["pacman", "-Qkq"],
  },
};

/** Overlays this machine's root, in a mount namespace that ends with standard input. */
const SET_UP = `
set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
for directory in proc dev sys; do mount --rbind "/$directory" "$1/root/$directory"; done
mount -t tmpfs tmpfs "$1/root/tmp"
mount -t tmpfs tmpfs "$1/root/run"
root=$1/root
shift
for directory; do
  mkdir -p "$root$directory"
  mount --bind "$directory" "$root$directory"
done
echo ready
exec cat`;

/** A kind of packages. */
export type Kind = keyof typeof KINDS;

/** A root directory in which packages are installed. */
export type PackageRoot = Awaited<ReturnType<typeof packageRoot>>;

/** Registers a test that installs packages in a root directory of its own. */
export function rootTest(
  kind: Kind,
  name: string,
  { programs = [], ...needs }: Needs,
  test: (root: PackageRoot) => Promise<void>,
): void {
  const all = ["nsenter", ...KINDS[kind].programs, ...programs];
  packagingTest(name, { ...needs, programs: all, root: true }, async () => {
    await using root = await packageRoot(kind);
    await test(root);
  });
}

/**
 * Makes a root directory in which packages can be installed without harm: this machine's own, with
 * everything that is written kept in memory. The checkout is at the same path inside.
 */
async function packageRoot(kind: Kind) {
  await using started = new AsyncDisposableStack();
  const { path: directory } = started.use(await tempDirectory());
  const overlay = join(directory, "overlay");
  await Deno.mkdir(overlay);
  const unshare = ["--mount", "--propagation=private", "sh", "-c", SET_UP, "sh"];
  const holder = new Deno.Command("unshare", {
    args: [...unshare, overlay, ROOT, directory],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = holder.stdout.getReader();
  started.defer(async () => {
    await holder.stdin.close();
    await output.cancel();
    await holder.status;
  });
  if ((await output.read()).done) throw new Error("Cannot make a root: no overlay can be mounted");

  const { prepare, pack, install, remove, verify } = KINDS[kind];
  const enter = ["nsenter", `--target=${holder.pid}`, "--mount", "chroot", join(overlay, "root")];
  const path = join(`/proc/${holder.pid}/root`, overlay, "root");
  const inside = (...command: readonly string[]) => run([...enter, ...command]);
  await inside("sh", "-ec", prepare);
  const resources = started.move();
  return {
    /** A directory that is at the same path inside. */
    directory,
    /** Where its files are, as seen from outside. */
    path,
    /** Runs a program inside, and returns its output. */
    run: inside,
    /** Makes a package of a stand-in for osbuild. */
    osbuild: async (version: number, changes: Partial<StandIn> = {}) =>
      await pack(directory, { ...await tinyOsbuild(directory, version), ...changes }),
    /** Makes a package. */
    pack: (standIn: StandIn) => pack(directory, standIn),
    /** Installs packages, of whatever versions there were. */
    install: (...paths: string[]) => inside(...install, ...paths),
    /** Follows README, in a shell that does something before. */
    installByHand: (before = "") => inside("sh", "-ec", `${before}${BY_HAND}`),
    /** Removes packages. */
    remove: (...names: string[]) => inside(...remove, ...names),
    /** Tells which files of a package are missing or changed. */
    verify: (name: string) => inside(...verify, name),
    /** Describes our modules and their sidecars in osbuild's directory. */
    state: () => stateBelow(path),
    /** Tells what is left of our package. */
    left: async () => {
      const diverted = await inside("dpkg-divert", "--list", PACKAGE);
      return existsSync(join(path, PRIVATE_DIRECTORY)) ? PRIVATE_DIRECTORY : diverted;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
