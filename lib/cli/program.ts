import { stripVTControlCharacters } from "node:util";
import { type ArgumentValue, Command, EnumType, ValidationError } from "@cliffy/command";
import { INPUTS } from "./common/inputs.ts";
import type { CommandResult } from "./common/result.ts";
import { nearest } from "./common/text.ts";
import { type AnyCommand, complete, completions, SCRIPTS } from "./completions.ts";
import { doctor } from "./doctor/doctor.ts";
import { COMMANDS, helpOf, summaryOf, usageOf } from "./help.ts";
import { images } from "./images.ts";
import { mapImages } from "./map.ts";
import { validate } from "./validate/validate.ts";
import { version } from "./version.ts";

const JSON_OPTION = "--json";
const JSON_HELP = "Print one JSON document instead of text.";

/** A command line that makes no sense. */
export class UsageError extends Error {
  /** @param usage how the command is called, and where it is explained */
  constructor(message: string, readonly usage: string) {
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
  let result: CommandResult | undefined;
  const program = define(name, (it) => result = it);
  if (args[0] === "complete") {
    return complete(args.slice(1), program);
  }
  const { options, operands } = splitOperands(args);
  // Cliffy takes it after the command only.
  const json = wantsJson(args) ? [JSON_OPTION] : [];
  try {
    await program.parse([...options.filter((it) => it !== JSON_OPTION), ...json, ...operands]);
    return result!;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const command = error.cmd ?? program;
    const help = `Try '${command.getPath()} --help' for examples.`;
    throw new UsageError(messageOf(error), `${usageOf(nameOf(command), name)}\n${help}\n`);
  }
}

/** Tells Cliffy the commands. */
function define(name: string, done: (result: CommandResult) => void) {
  const showVersion = () => done(version(name));
  const showHelp = (command: string) => {
    const text = helpOf(command, name);
    const coloured = text.replace(/^[A-Z].*?:/gm, "\x1b[1m$&\x1b[0m");
    done({ ok: true, text: ({ colour }) => colour ? coloured : text });
  };
  const program = new Command().name(name)
    .option("-V, --version", "Print versions.", { standalone: true, action: showVersion })
    .globalOption("-h, --help", "Show help.", {
      standalone: true,
      action() {
        showHelp(nameOf(this));
      },
    })
    // Cliffy's own would print, and end the process.
    .versionOption(false).helpOption(false).noExit()
    .action(() => {
      throw new ValidationError("Missing argument: command");
    });
  const command = (name: string) => {
    const added = new Command().description(summaryOf(name))
      .type("directory", ({ value }: ArgumentValue) => value)
      .type("reference", parseReference)
      .type("input", new OneOf(INPUTS.map(({ type }) => type)))
      .type("shell", new OneOf(Object.keys(SCRIPTS)))
      .type("command", new OneOf(COMMANDS));
    program.command(name, added);
    return added;
  };

  command("schema").arguments("[input:input]").action((_, input = INPUTS[0].type) => {
    const { sidecar } = INPUTS.find(({ type }) => type === input)!;
    done({ ok: true, text: () => sidecar });
  });
  command("validate")
    .option("--store <store:directory>", "Look for the images in STORE.")
    .option("--verify", "Read these images and compare their digests.", { depends: ["store"] })
    .option("--storage-conf <file:file>", "Use FILE instead of the host's storage.conf.", {
      depends: ["store"],
    })
    .option("--quiet", "Print only what is wrong.")
    .option(JSON_OPTION, JSON_HELP).arguments("<manifest...:file>")
    .action(async ({ store, verify = false, storageConf, quiet = false }, ...manifests) => {
      const places = store === undefined ? undefined : { store, verify, storageConf };
      done(await validate(manifests, places, quiet));
    });
  command("images")
    .option("--verify", "Read the images and compare all digests and sizes.")
    .option("--no-trunc", "Print names, ids and digests in full.")
    .option(JSON_OPTION, JSON_HELP).arguments("<store:directory>")
    .action(async ({ verify = false, trunc }, store) => {
      done(await images(store, verify, !trunc));
    });
  command("map").usage("STORE TARGET REF[=NAME]...")
    .arguments("<store:directory> <target:directory> <ref...:reference>")
    .action(async (_, store, target, ...references) =>
      done(await mapImages(store, target, references, name))
    );
  command("doctor").option("--libdir <dir:directory>", "Check the installation in DIR.")
    .option(JSON_OPTION, JSON_HELP)
    .action(({ libdir }) => done(doctor(libdir)));
  command("completions").arguments("<shell:shell>")
    .action((_, shell) => done(completions(shell, name)));
  command("help").arguments("[command:command]")
    .action((_, of = "") => showHelp(of));
  command("version").option(JSON_OPTION, JSON_HELP).action(showVersion);
  return program;
}

/** The name by which help explains a command, or the program. */
function nameOf(command: AnyCommand): string {
  return command.getParent() === undefined ? "" : command.getName();
}

/** One of several words. */
class OneOf extends EnumType<string> {
  constructor(readonly words: readonly string[]) {
    super([...words]);
  }
  override parse({ name, value }: ArgumentValue): string {
    if (this.words.includes(value)) return value;
    const guess = nearest(value, this.words);
    const alternatives = this.words.join(", ").replace(/, (?=[^,]*$)/, " or ");
    const hint = guess === undefined ? alternatives : `did you mean "${guess}"?`;
    throw new ValidationError(`Unknown ${name} "${value}": ${hint}`);
  }
}

function parseReference({ value }: ArgumentValue) {
  const [, ref, , name] = /^([^=]+)(=(.+))?$/s.exec(value) ?? [];
  if (ref !== undefined) return { ref, name };
  throw new ValidationError(`Cannot use operand '${value}': write REF or REF=NAME`);
}

/** Cliffy's message in the words of this program, without suggestions that are not near. */
function messageOf({ message }: ValidationError): string {
  return stripVTControlCharacters(message)
    .replace(/^Missing argument(?:\(s\))?: (.*)$/, (_, names: string) => {
      const missing = names.toUpperCase().split(", ");
      return `Missing operand${missing.length > 1 ? "s" : ""}: ${missing.join(" ")}`;
    })
    .replace(/^Too many arguments/, "Too many operands")
    .replace(/^No arguments allowed for command "(?:.* )?(.*)"\.$/, "'$1' takes no operands")
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
