import { stripVTControlCharacters } from "node:util";
import { Command, ValidationError } from "@cliffy/command";
import { nearest } from "../common/nearest.ts";
import { INSTALLED_NAME } from "../common/program_name.ts";
import type { Job, Select } from "../common/result.ts";
import { defineCommands } from "./commands.ts";
import { help } from "./help.ts";
import { type Page, pageOf } from "./page.ts";

const JSON_OPTION = "--json";

/** A command line that makes no sense. */
export class UsageError extends Error {
  /**
   * @param message what is wrong
   * @param page the command that was meant
   */
  constructor(message: string, readonly page: Page) {
    super(message);
  }
}

/**
 * Whether a command line asks for a JSON document.
 *
 * @param args the program's arguments
 */
export function wantsJson(args: readonly string[]): boolean {
  return splitOperands(args).options.includes(JSON_OPTION);
}

/**
 * Parses a command line.
 *
 * @param args the program's arguments
 * @param name the program's name
 * @returns the job it asks for
 * @throws {UsageError} when it makes no sense
 */
export async function parseJob(args: readonly string[], name: string): Promise<Job> {
  // Without a job, Cliffy has printed values for a completion itself.
  let selected: Job = () => ({ ok: true, document: null, text: () => "" });
  const program = define((job) => selected = job, name);
  const { options, operands } = splitOperands(args);
  try {
    // Cliffy does not allow this option beside --help and --version.
    await program.parse([...options.filter((it) => it !== JSON_OPTION), ...operands]);
    return selected;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new UsageError(messageOf(error), pageOf(error.cmd ?? program));
  }
}

/**
 * Describes the whole command line.
 *
 * @param name the program's name
 * @returns the program's page, which contains those of its commands
 */
export function programPage(name: string = INSTALLED_NAME): Page {
  return pageOf(define(() => {}, name));
}

function define(select: Select, name: string) {
  const showVersion = () => select(async () => (await import("../version.ts")).version(name));
  const program = new Command()
    .name(name)
    .description(
      `Provide container images to osbuild's stages, and inspect them.

      osbuild starts this program as an input module, with --service-id and --service-fd. On the
      command line it inspects manifests, stores and installations. It changes nothing; only map
      mounts images, and unmounts them when it ends.`,
    )
    .option("-V, --version", "Print versions, and the supported forms of osbuild's protocol.", {
      standalone: true,
      action: showVersion,
    })
    .globalOption(JSON_OPTION, "Print one JSON document instead of text.")
    .globalOption("-h, --help", "Print this help.", {
      standalone: true,
      action() {
        select(() => help(pageOf(this)));
      },
    })
    // Cliffy's own would print, and end the process.
    .versionOption(false)
    .helpOption(false)
    .example("Is this manifest right?", "$0 validate manifest.json")
    .example("What is wrong with this installation?", "sudo $0 doctor")
    .example("Are the images in the store intact?", "$0 images --verify /var/cache/osbuild")
    .noExit()
    .action(() => {
      throw new ValidationError("Missing argument: command");
    });
  const commands = [
    ...defineCommands(select),
    new Command().name("help").description("Explain a command, or list all commands.")
      .arguments("[command:string]")
      .action((_, of) => {
        const command = of === undefined ? program : program.getCommand(of);
        if (command === undefined) {
          const guess = nearest(of!, commands.map((it) => it.getName()));
          const hint = guess === undefined ? "" : ` Did you mean command "${guess}"?`;
          throw new ValidationError(`Unknown command "${of}".${hint}`);
        }
        select(() => help(pageOf(command)));
      }),
    new Command().name("version").description("Print versions, as --version does.")
      .action(showVersion),
  ];
  for (const command of commands) program.command(command.getName(), command);
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
