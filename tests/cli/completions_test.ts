import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { missing, unless } from "../support/skip.ts";
import { dirname } from "node:path";
import { tempDirectory } from "../support/temp_directory.ts";
import { cli, PROGRAM, run } from "./support/cli.ts";

const SHELLS = ["bash", "zsh", "fish"];

/** Cliffy's scripts ask the program for values. */
const env = { PATH: `${dirname(PROGRAM)}:${Deno.env.get("PATH")}` };

for (const shell of SHELLS) {
  Deno.test({
    ...unless(
      missing(shell),
      `completions ${shell} prints what ${shell} can read, also as a document`,
    ),
    fn: async () => {
      await using directory = await tempDirectory();
      const script = await writeScript(directory.path, shell);
      deepStrictEqual(await run([shell, "-n", script]), { code: 0, out: "", err: "" });
      const document = JSON.parse((await cli(["completions", shell, "--json"])).out);
      deepStrictEqual(document, { shell, script: await Deno.readTextFile(script) });
    },
  });
}

Deno.test({
  ...unless(missing("bash"), "completions bash completes commands, options, values and files"),
  fn: async () => {
    await using directory = await tempDirectory();
    const script = await writeScript(directory.path, "bash");
    await Deno.writeTextFile(`${directory.path}/file one`, "");
    const complete = async (...words: string[]) => {
      const code = `source "$0"; cd "$1"; shift; COMP_WORDS=(osbuild-input-containers "$@")
        COMP_CWORD=$#; _osbuild_input_containers 2> /dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { out } = await run(["bash", "-c", code, script, directory.path, ...words], { env });
      return out.split("\n").filter((it) => it !== "").sort();
    };
    deepStrictEqual(await complete("doc"), ["doctor"]);
    deepStrictEqual(await complete("schema", "--ch"), ["--check"]);
    deepStrictEqual(await complete("completions", "z"), ["zsh"]);
    deepStrictEqual(await complete("validate", "fi"), ["file one"]);
    deepStrictEqual(await complete("schema", "--check", "fi"), ["file one"]);
  },
});

Deno.test({
  ...unless(missing("fish"), "completions fish completes commands, options, values and files"),
  fn: async () => {
    await using directory = await tempDirectory();
    const script = await writeScript(directory.path, "fish");
    await Deno.writeTextFile(`${directory.path}/file`, "");
    const complete = async (line: string) => {
      const code = `source $argv[1]; cd $argv[2]; complete -C "osbuild-input-containers ${line}"`;
      const { out } = await run(["fish", "-N", "-c", code, script, directory.path], {
        env: { ...env, HOME: directory.path },
      });
      return out.split("\n").map((it) => it.split("\t")[0]!).filter((it) => it !== "").sort();
    };
    ok((await complete("do")).includes("doctor"));
    ok((await complete("images --v")).includes("--verify"));
    ok((await complete("completions z")).includes("zsh"));
    ok((await complete("validate fi")).includes("file"));
  },
});

Deno.test({
  ...unless(missing("zsh"), "completions zsh completes commands, options and values"),
  fn: async () => {
    await using directory = await tempDirectory();
    await writeScript(directory.path, "zsh");
    // Completion needs a terminal, which zsh provides; what it lists is caught on its way out.
    const complete = async (line: string, wanted: string) => {
      const code = `zmodload zsh/zpty
        zpty z zsh -f -i
        zpty -w z 'PROMPT=; fpath=('"$1"' $fpath); autoload -U compinit; compinit -u -D'
        zpty -w z 'compadd () { local -a o; builtin compadd -O o "$@"; print -l -- "<"\${^o}">" >> '"$1"'/found }'
        zpty -w z 'bindkey "^I" complete-word'
        zpty -n -w z 'osbuild-input-containers '"$2"$'\\t'
        while ! grep -q -- "<$3>" "$1/found" 2> /dev/null; do sleep 0.05; done
        zpty -d z`;
      const words = ["zsh", "-f", "-c", code, "zsh", directory.path, line, wanted];
      const { code: status } = await run(words, { env: { ...env, TERM: "dumb" } });
      strictEqual(status, 0, `${line} does not complete to ${wanted}`);
    };
    await complete("doc", "doctor");
    await complete("images --v", "--verify");
    await complete("completions b", "bash");
  },
});

async function writeScript(directory: string, shell: string): Promise<string> {
  const { code, out } = await cli(["completions", shell]);
  strictEqual(code, 0);
  const path = `${directory}/${shell === "zsh" ? "_osbuild-input-containers" : `script.${shell}`}`;
  await Deno.writeTextFile(path, out);
  return path;
}
