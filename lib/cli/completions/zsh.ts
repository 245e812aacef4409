import type { OptionEntry, Page, Value } from "../program/page.ts";

/**
 * Writes completions for zsh.
 *
 * @param program the program's page
 * @returns a file for a directory of zsh's `fpath`
 */
export function zshCompletions(program: Page): string {
  const { name, commands } = program;
  return `#compdef ${name}
# zsh completions for ${name}

_${name}() {
  local context state state_descr line
  local -A opt_args
  _arguments -C \\
${program.options.map((it) => `    ${optionSpec(it)} \\`).join("\n")}
    '1:command:->command' \\
    '*::operand:->operand'
  case $state in
    command)
      local -a commands=(
${commands.map((it) => `        ${quote(`${it.name}:${it.summary}`)}`).join("\n")}
      )
      _describe command commands ;;
    operand)
      case $line[1] in
${commands.map(commandCase).join("\n")}
      esac ;;
  esac
}

if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
}

function commandCase(command: Page): string {
  const specs = [...command.options.map(optionSpec), ...command.operands.map(operandSpec)];
  const lines = specs.map((it) => `            ${it}`).join(" \\\n");
  return `        ${command.name})\n          _arguments \\\n${lines} ;;`;
}

function optionSpec({ flags, value, description }: OptionEntry): string {
  const text = description.replace(/[[\]\\:]/g, "\\$&");
  const argument = value ? `:${value.name}:${action(value)}` : "";
  if (flags.length === 1) return quote(`${flags[0]}[${text}]${argument}`);
  return `{${flags.join(",")}}${quote(`[${text}]${argument}`)}`;
}

function operandSpec(value: Value): string {
  return quote(`${value.repeated ? "*" : ""}:${value.name}:${action(value)}`);
}

function action({ kind, values }: Value): string {
  if (values.length > 0) return `(${values.join(" ")})`;
  return kind === "file" ? "_files" : kind === "directory" ? "_files -/" : " ";
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
