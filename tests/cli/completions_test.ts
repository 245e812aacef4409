import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { dirname } from "node:path";
import { missing, testUnless } from "../support/skip.ts";
import { storeImage } from "../support/store_image.ts";
import { tempDirectory } from "../support/temp_directory.ts";
import { cli, PROGRAM, run } from "./support/cli.ts";

/** The scripts ask the program. */
const PATH = `${dirname(PROGRAM)}:${Deno.env.get("PATH")}`;

/** How each shell starts, and what prepares it: the command then writes its arguments to a file. */
const SHELLS = {
  bash: ["bash --norc --noprofile -i", "source ./script"],
  zsh: ["zsh -f -i", "fpath=($PWD $fpath); autoload -U compinit; compinit -u -D"],
  fish: ["fish -N -i", "source ./script"],
} as const;

const SHIM = `osbuild-input-containers() {
  if [ "$1" = complete ]; then command osbuild-input-containers "$@"
  else printf '%s\\n' "$@" > ./typed; fi
}`;
const FISH_SHIM = `function osbuild-input-containers
  if test "$argv[1]" = complete; command osbuild-input-containers $argv
  else; printf '%s\\n' $argv > ./typed; end
end`;

/** Types a line and a Tab on a pseudo-terminal, and waits for what the shell makes of it. */
const TYPE = `
import os, pty, shlex, sys, time, threading
directory, shell, setup, line = sys.argv[1:]
os.chdir(directory)
for name in {"ready", "typed"}.intersection(os.listdir()): os.remove(name)
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(shlex.split(shell)[0], shlex.split(shell))
def drain():
    try:
        while os.read(terminal, 65536): pass
    except OSError: pass
threading.Thread(target=drain, daemon=True).start()
open("setup", "w").write(setup + "\\n")
os.write(terminal, b"source ./setup; echo > ./ready\\r")
while not os.path.exists("ready"): time.sleep(0.02)
os.write(terminal, line.encode() + b"\\t\\r")
end = time.monotonic() + 60
while not os.path.exists("typed") and time.monotonic() < end: time.sleep(0.02)
time.sleep(0.05)
print(open("typed").read(), end="")
os.kill(pid, 9)
`;

for (const [shell, [start, load]] of Object.entries(SHELLS)) {
  testUnless(
    missing(shell, "python3"),
    `completions ${shell} knows commands, options, values, files, directories and images`,
    async () => {
      await using directory = await tempDirectory();
      const { path } = directory;
      const { id } = await storeImage(`${path}/my store`);
      await Deno.mkdir(`${path}/sub`);
      for (const name of ["file one.json", "file.json", "sub/in.json"]) {
        await Deno.writeTextFile(`${path}/${name}`, "");
      }
      const script = `${path}/${shell === "zsh" ? "_osbuild-input-containers" : "script"}`;
      await Deno.writeTextFile(script, (await cli(["completions", shell])).out);
      deepStrictEqual(await run([shell, "-n", script]), { code: 0, out: "", err: "" });
      const cases: [line: string, words: string[]][] = [
        ["doc", ["doctor"]],
        ["images --verif", ["images", "--verify"]],
        ["validate file.json --qui", ["validate", "file.json", "--quiet"]],
        ["help compl", ["help", "completions"]],
        ["schema org.osbuild.containers-", ["schema", "org.osbuild.containers-storage"]],
        ["completions z", ["completions", "zsh"]],
        ["validate file\\ ", ["validate", "file one.json"]],
        ["validate sub/i", ["validate", "sub/in.json"]],
        ["validate --store my", ["validate", "--store", "my store"]],
        ["images my", ["images", "my store"]],
        [`map my\\ store sub ${id.slice(7, 12)}`, ["map", "my store", "sub", id.slice(7, 19)]],
      ];
      const setup = `${shell === "fish" ? FISH_SHIM : SHIM}\n${load}`;
      for (const [line, words] of cases) {
        const type = ["python3", "-c", TYPE, path, start, setup];
        const env = { PATH, HOME: path, TERM: "dumb" };
        const { out, err } = await run([...type, `osbuild-input-containers ${line}`], { env });
        // zsh takes the slash of a directory back.
        const typed = out.trimEnd().split("\n").map((it) => it.replace(/\/$/, ""));
        deepStrictEqual(typed, words, `${line}: ${err}`);
      }
    },
  );
}

Deno.test("complete offers nothing that a store's names could smuggle in", async () => {
  await using directory = await tempDirectory();
  const { id } = await storeImage(directory.path);
  await storeImage(directory.path, { id: "$(touch x)\n\x1b[2J" });
  const { out } = await cli(["complete", "map", directory.path, "t", ""]);
  strictEqual(out, `${id.slice(7, 19)}\n`);
});
