import { stripVTControlCharacters } from "node:util";
import { type ArgumentValue, Command, EnumType, ValidationError } from "@cliffy/command";
import { CompletionsCommand } from "@cliffy/command/completions";
import { nearest } from "./common/nearest.ts";
import type { CommandResult } from "./common/result.ts";
import { type CommandName, HELP, helpOf } from "./help.ts";

const JSON_OPTION = "--json";

/** A command line that makes no sense. */
export class UsageError extends Error {
  /** @param command the command that was meant */
  constructor(message: string, readonly command: CommandName) {
    super(message);
  }
}

/** Whether a command line asks for a JSON document. */
export function wantsJson(args: readonly string[]): boolean {
  return splitOperands(args).options.includes(JSON_OPTION);
}

/**
 * Runs the command that a command line names.
 *
 * @throws {UsageError} when the command line makes no sense
 */
export async function runCommand(args: readonly string[], name: string): Promise<CommandResult> {
  // Without a result, Cliffy has printed values for a completion itself.
  let result: CommandResult = { ok: true, document: null, text: () => "" };
  const program = define(name, (it) => result = it);
  const { options, operands } = splitOperands(args);
  try {
    // Cliffy does not allow this option beside --help and --version.
    await program.parse([...options.filter((it) => it !== JSON_OPTION), ...operands]);
    return result;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const command = error.cmd?.getName() ?? name;
    throw new UsageError(messageOf(error), (command === name ? "" : command) as CommandName);
  }
}

/** Tells Cliffy the commands; what they need is imported when they run. */
function define(name: string, done: (result: CommandResult) => void) {
  const showVersion = async () => done((await import("./version.ts")).version(name));
  const showHelp = (command: CommandName) => {
    const text = helpOf(command, name);
    const coloured = text.replace(/^[A-Z].*?:/gm, "\x1b[1m$&\x1b[0m");
    done({
      ok: true,
      document: { command, text },
      text: (terminal) => terminal && !Deno.noColor ? coloured : text,
    });
  };
  const program = new Command().name(name)
    .option("-V, --version", "Print versions.", { standalone: true, action: showVersion })
    .globalOption(JSON_OPTION, "Print one JSON document instead of text.")
    .globalOption("-h, --help", "Print help.", {
      standalone: true,
      action() {
        showHelp((this.getName() === name ? "" : this.getName()) as CommandName);
      },
    })
    // Cliffy's own would print, and end the process.
    .versionOption(false).helpOption(false).noExit()
    .action(() => {
      throw new ValidationError("Missing argument: command");
    });
  const command = (name: CommandName) => new Command().description(HELP[name].split("\n", 1)[0]!);

  program.command(
    "schema",
    command("schema").arguments("[input]")
      .option("--check <file:file>", "Compare FILE instead of printing.")
      .action(async ({ check }, input) => {
        const { printSchema, checkSchema } = await import("./schema.ts");
        done(check === undefined ? printSchema(input) : await checkSchema(check, input));
      }),
  );
  program.command(
    "validate",
    command("validate").arguments("<manifest...:file>").action(async (_, ...manifests) =>
      done(await (await import("./validate/validate.ts")).validate(manifests))
    ),
  );
  program.command(
    "images",
    command("images").arguments("<store:file>")
      .option("--verify", "Read the images and compare all digests and sizes.")
      .option("--no-trunc", "Print names, ids and digests in full.")
      .action(async ({ verify = false, trunc }, store) => {
        const { images } = await import("./images/images.ts");
        done(await images(store, { verify, full: !trunc }));
      }),
  );
  program.command(
    "map",
    command("map")
      .type("reference", ({ value }: ArgumentValue) => {
        const [, ref, , name] = /^([^=]+)(=(.+))?$/s.exec(value) ?? [];
        if (ref !== undefined) return { ref, name };
        throw new ValidationError(`Cannot use operand '${value}': write REF or REF=NAME.`);
      })
      .arguments("<store:file> <target:file> <ref...:reference>")
      .action(async (_, store, target, ...references) =>
        done(await (await import("./map.ts")).mapImages(store, target, references))
      ),
  );
  program.command(
    "doctor",
    command("doctor").option("--libdir <dir:file>", "Check the installation in DIR.")
      .action(async ({ libdir }) => done((await import("./doctor/doctor.ts")).doctor(libdir))),
  );
  program.command(
    "completions",
    command("completions")
      .type("shell", new EnumType(["bash", "zsh", "fish"])).arguments("<shell:shell>")
      // Cliffy's scripts call this for operands with a fixed list of values.
      .command("complete", new CompletionsCommand().getCommand("complete", true)!.hidden())
      .reset()
      .action(async function (_, shell) {
        done(await completions(shell, this.getMainCommand()));
      }),
  );
  program.command(
    "help",
    command("help").arguments("[command:string]").action((_, of = "") => {
      if (Object.hasOwn(HELP, of)) return showHelp(of as CommandName);
      const guess = nearest(of, Object.keys(HELP));
      const hint = guess === undefined ? "" : ` Did you mean command "${guess}"?`;
      throw new ValidationError(`Unknown command "${of}".${hint}`);
    }),
  );
  program.command("version", command("version").action(showVersion));
  return program;
}

/** Cliffy's message, without bold text and suggestions that are not near. */
function messageOf({ message }: ValidationError): string {
  return stripVTControlCharacters(message)
    .replace(
      /^Missing argument(?:\(s\))?: (.*)$/,
      (_, names) => `Missing operand: ${names.toUpperCase()}`,
    )
    .replace(/^Too many arguments/, "Too many operands")
    .replace(/^No arguments allowed for command ".*"\.$/, "There are no operands.")
    .replace(
      /"(.*)"\. Did you mean (\w+) "([^"]*)"\?$/s,
      (all, word, _, guess) => nearest(word, [guess]) ? all : `"${word}".`,
    );
}

/** Everything after `--` is an operand: it is written as a path, so that no option is recognized. */
function splitOperands(args: readonly string[]): { options: string[]; operands: string[] } {
  const at = args.indexOf("--");
  if (at < 0) return { options: [...args], operands: [] };
  const operands = args.slice(at + 1).map((arg) => /^-./.test(arg) ? `./${arg}` : arg);
  return { options: args.slice(0, at), operands };
}

/** Generates completions of a program for bash, fish or zsh. */
export async function completions(
  shell: string,
  program: ReturnType<Command["getCommands"]>[number],
): Promise<CommandResult> {
  const lines: string[] = [];
  const { log } = console;
  // Cliffy hands out its scripts by printing them only.
  console.log = (text: string) => lines.push(`${text}\n`);
  try {
    await new CompletionsCommand(program).parse([shell, "--name", program.getName()]);
  } finally {
    console.log = log;
  }
  const script = lines.join("");
  return { ok: true, document: { shell, script }, text: () => script };
}
