import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { tempDirectory } from "../support/temp_directory.ts";
import { works } from "./support/ability.ts";
import { cli, run } from "./support/cli.ts";
import { matchSnapshot } from "./support/snapshot.ts";

const SHELLS = ["bash", "zsh", "fish"];
const there = new Map<string, boolean>();
for (const shell of SHELLS) there.set(shell, await works([shell, "-c", "true"]));

for (const shell of SHELLS) {
  Deno.test(`completions ${shell} prints what was agreed on`, async () => {
    const { code, out, err } = await cli(["completions", shell]);
    deepStrictEqual([code, err], [0, ""]);
    matchSnapshot(`completions.${shell}`, out);
    const document = JSON.parse((await cli(["completions", shell, "--json"])).out);
    deepStrictEqual(document, { shell, script: out });
  });

  Deno.test({
    name: `completions ${shell} prints what ${shell} can read`,
    ignore: !there.get(shell),
    fn: async () => {
      await using directory = await tempDirectory();
      const script = await writeScript(directory.path, shell);
      deepStrictEqual(await run([shell, "-n", script]), { code: 0, out: "", err: "" });
    },
  });
}

Deno.test({
  name: "completions bash completes commands, options, values, files and directories",
  ignore: !there.get("bash"),
  fn: async () => {
    await using directory = await tempDirectory();
    const script = await writeScript(directory.path, "bash");
    await Deno.mkdir(`${directory.path}/dir one`);
    await Deno.writeTextFile(`${directory.path}/file`, "");
    const complete = async (...words: string[]) => {
      const code = `source "$0"; cd "$1"; shift; COMP_WORDS=(x "$@"); COMP_CWORD=$#
        _org_osbuild_containers; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { out } = await run(["bash", "-c", code, script, directory.path, ...words]);
      return out.split("\n").filter((it) => it !== "").sort();
    };
    deepStrictEqual(await complete("d"), ["doctor"]);
    deepStrictEqual(await complete("images", "--v"), ["--verify"]);
    deepStrictEqual(await complete("--j"), ["--json"]);
    deepStrictEqual(await complete("completions", ""), ["bash", "fish", "zsh"]);
    deepStrictEqual(await complete("validate", "f"), ["file"]);
    deepStrictEqual(await complete("images", ""), ["dir one"]);
    deepStrictEqual(await complete("schema", "--check", "fi"), ["file"]);
    deepStrictEqual(await complete("doctor", "--libdir", ""), ["dir one"]);
  },
});

Deno.test({
  name: "completions fish completes commands, options, values, files and directories",
  ignore: !there.get("fish"),
  fn: async () => {
    await using directory = await tempDirectory();
    const script = await writeScript(directory.path, "fish");
    await Deno.mkdir(`${directory.path}/dir`);
    await Deno.writeTextFile(`${directory.path}/file`, "");
    const complete = async (line: string) => {
      const code = `source $argv[1]; cd $argv[2]; complete -C "org.osbuild.containers ${line}"`;
      const { out } = await run(["fish", "-N", "-c", code, script, directory.path], {
        env: { HOME: directory.path },
      });
      return out.split("\n").map((it) => it.split("\t")[0]!).filter((it) => it !== "").sort();
    };
    deepStrictEqual(await complete("do"), ["doctor"]);
    deepStrictEqual(await complete("images --v"), ["--verify"]);
    deepStrictEqual(await complete("completions "), ["bash", "fish", "zsh"]);
    deepStrictEqual(await complete("validate fi"), ["file"]);
    deepStrictEqual(await complete("images di"), ["dir/"]);
    deepStrictEqual(await complete("doctor --libdir di"), ["dir/"]);
  },
});

Deno.test({
  name: "completions zsh completes commands, options and values",
  ignore: !there.get("zsh"),
  fn: async () => {
    await using directory = await tempDirectory();
    await writeScript(directory.path, "zsh");
    // Completion needs a terminal, which zsh brings along; what it lists is caught on its way out.
    const complete = async (line: string) => {
      const code = `zmodload zsh/zpty
        zpty z zsh -f -i
        zpty -w z 'PROMPT=; fpath=('"$1"' $fpath); autoload -U compinit; compinit -u -D'
        zpty -w z 'compadd () { local -a o; builtin compadd -O o "$@"; print -l -- "<"\${^o}">" >> '"$1"'/found }'
        zpty -w z 'bindkey "^I" complete-word'
        zpty -n -w z 'org.osbuild.containers '"$2"$'\\t'
        sleep 1
        zpty -d z`;
      await run(["zsh", "-f", "-c", code, "zsh", directory.path, line], { env: { TERM: "dumb" } });
      try {
        const text = await Deno.readTextFile(`${directory.path}/found`);
        await Deno.remove(`${directory.path}/found`);
        return text.split("\n").map((it) => it.slice(1, -1)).filter((it) => it !== "");
      } catch {
        return [];
      }
    };
    ok((await complete("doc")).includes("doctor"));
    ok((await complete("images --v")).includes("--verify"));
    ok((await complete("completions b")).includes("bash"));
  },
});

async function writeScript(directory: string, shell: string): Promise<string> {
  const { code, out } = await cli(["completions", shell]);
  strictEqual(code, 0);
  const path = `${directory}/${shell === "zsh" ? "_org.osbuild.containers" : `script.${shell}`}`;
  await Deno.writeTextFile(path, out);
  return path;
}
