import type { Page, Value } from "../program/page.ts";

const FUNCTION = "_org_osbuild_containers";

/**
 * Writes completions for bash.
 *
 * @param program the program's page
 * @returns a script to be sourced
 */
export function bashCompletions(program: Page): string {
  const names = program.commands.map(({ name }) => name);
  return `# bash completions for ${program.name}

${FUNCTION}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local command= word options= files= words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${names.join("|")}) command=$word; break ;;
    esac
  done
  case $command in
${program.commands.map(commandCase).join("\n")}
    *)
      options='${flagsOf(program)}'
      words='${names.join(" ")}' ;;
  esac
  case $command:$previous in
${program.commands.flatMap(optionCases).join("\n")}
    *) if [[ $current == -* ]]; then words=$options files=; fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ -n $files ]]; then
    compopt -o filenames 2> /dev/null
    mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -A "$files" -- "$current")
  fi
}

complete -F ${FUNCTION} ${program.name}
`;
}

function commandCase(command: Page): string {
  // Operands follow each other; where they differ in kind, a directory is a file too.
  const lines = [`options='${flagsOf(command)}'`, ...assignments(command.operands)];
  return `    ${command.name})\n      ${lines.join("\n      ")} ;;`;
}

function optionCases(command: Page): string[] {
  return command.options.flatMap(({ flags, value }) => {
    if (!value) return [];
    const set = assignments([value]).join(" ") || "words=";
    return [`    ${flags.map((it) => `${command.name}:${it}`).join("|")}) ${set} ;;`];
  });
}

function assignments(values: readonly Value[]): string[] {
  const words = values.flatMap((it) => it.values);
  const kinds = new Set(values.map(({ kind }) => kind));
  const files = kinds.has("file") ? "file" : kinds.has("directory") ? "directory" : "";
  return [
    ...(words.length > 0 ? [`words='${words.join(" ")}'`] : []),
    ...(files ? [`files=${files}`] : []),
  ];
}

function flagsOf({ options }: Page): string {
  return options.flatMap(({ flags }) => flags).join(" ");
}
