import { stripVTControlCharacters } from "node:util";
import { Command, ValidationError } from "@cliffy/command";
import { completionsCommand } from "../completions/command.ts";
import { doctorCommand } from "../doctor/command.ts";
import { UsageError } from "../failure.ts";
import { imagesCommand } from "../images/command.ts";
import { mapCommand } from "../map/command.ts";
import { schemaCommand } from "../schema/command.ts";
import { validateCommand } from "../validate/command.ts";
import { help } from "./help.ts";
import type { Job, Select } from "./job.ts";
import { type Page, pageOf } from "./page.ts";

/** Name of the program: that of the module, which osbuild demands. */
export const NAME = "org.osbuild.containers";

const JSON_OPTION = "--json";

/**
 * Whether a command line asks for a JSON document.
 *
 * @param args the program's arguments
 */
export function wantsJson(args: readonly string[]): boolean {
  return splitOperands(args).options.includes(JSON_OPTION);
}

/**
 * Understands a command line.
 *
 * @param args the program's arguments
 * @returns what they ask for
 * @throws {UsageError} when they make no sense
 */
export async function parseJob(args: readonly string[]): Promise<Job> {
  const selected: Job[] = [];
  const program = define((job) => selected.push(job));
  const { options, operands } = splitOperands(args);
  try {
    // Cliffy would not have this one beside --help and --version.
    await program.parse([...options.filter((it) => it !== JSON_OPTION), ...operands]);
    return selected[0]!;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    // Cliffy prints parts of its messages in bold.
    throw new UsageError(stripVTControlCharacters(error.message), pageOf(error.cmd ?? program));
  }
}

/**
 * Describes the whole command line, for whatever shows it: help, manual, completions.
 *
 * @returns the program's page, which holds those of its commands
 */
export function programPage(): Page {
  return pageOf(define(() => {}));
}

function define(select: Select) {
  const program = new Command()
    .name(NAME)
    .description(
      `Hands container images to osbuild's stages, and answers questions about them.

      osbuild starts this program as an input module, with --service-id and --service-fd. Started
      by hand it looks into manifests, stores and installations; it changes nothing but what map
      mounts, and that it takes away again.`,
    )
    .option("-V, --version", "Print versions, and the forms of osbuild's protocol spoken.", {
      standalone: true,
      action: () =>
        select(async () => {
          const { version } = await import("../version/version.ts");
          return version();
        }),
    })
    .globalOption(JSON_OPTION, "Print one JSON document instead of text.")
    .globalOption("-h, --help", "Print this help.", {
      standalone: true,
      action() {
        const page = pageOf(this);
        select(() => Promise.resolve(help(page)));
      },
    })
    // Cliffy's own would print, and end the program.
    .versionOption(false)
    .helpOption(false)
    .example("Is this manifest right?", `${NAME} validate manifest.json`)
    .example("What is wrong with this installation?", `sudo ${NAME} doctor`)
    .example("Are the images in the store intact?", `${NAME} images --verify /var/cache/osbuild`)
    .noExit()
    .action(() => {
      throw new ValidationError("Missing command.");
    });
  const commands = [
    schemaCommand(select),
    validateCommand(select),
    imagesCommand(select),
    mapCommand(select),
    doctorCommand(select),
    completionsCommand(select),
  ];
  for (const command of commands) program.command(command.getName(), command);
  return program;
}

/** Everything after `--` is an operand, even if it looks like an option: paths are written so. */
function splitOperands(args: readonly string[]): { options: string[]; operands: string[] } {
  const at = args.indexOf("--");
  if (at < 0) return { options: [...args], operands: [] };
  const operands = args.slice(at + 1).map((arg) => /^-./.test(arg) ? `./${arg}` : arg);
  return { options: args.slice(0, at), operands };
}
