import { parseArgs } from "node:util";

const DEFAULT_PACKETS = "50000";
const DEFAULT_MINUTES = "5";
const DEFAULT_SEED = "1";
const MAX = 4_294_967_295;

/** What `deno task fuzz` can be told on the command line. */
export interface FuzzOptions {
  /** How many packets are sent. */
  readonly packets: number;
  /** What they are generated from. */
  readonly seed: number;
}

/** What `deno task soak` can be told on the command line. */
export interface SoakOptions {
  /** How long it takes. */
  readonly minutes: number;
  /** What decides what happens. */
  readonly seed: number;
}

/**
 * Reads `[--packets N] [--seed S]`.
 *
 * @param args the arguments
 * @returns what they say
 * @throws {TypeError} when there is an unknown one
 * @throws {RangeError} when a number is none
 */
export function parseFuzzOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: passed(args),
    options: {
      packets: { type: "string", default: DEFAULT_PACKETS },
      seed: { type: "string", default: DEFAULT_SEED },
    },
  });
  return { packets: whole("--packets", values.packets), seed: whole("--seed", values.seed) };
}

/**
 * Reads `[MINUTES] [--seed S]`.
 *
 * @param args the arguments
 * @returns what they say
 * @throws {TypeError} when there is an unknown one
 * @throws {RangeError} when a number is none
 */
export function parseSoakOptions(args: readonly string[]): SoakOptions {
  const { values, positionals } = parseArgs({
    args: passed(args),
    options: { seed: { type: "string", default: DEFAULT_SEED } },
    allowPositionals: true,
  });
  const [minutes = DEFAULT_MINUTES, ...more] = positionals;
  if (more.length > 0 || !/^\d{1,5}(\.\d{1,3})?$/.test(minutes) || Number(minutes) === 0) {
    throw new RangeError(
      `Cannot soak for ${positionals.join(" ")}: it takes one number of minutes`,
    );
  }
  return { minutes: Number(minutes), seed: whole("--seed", values.seed) };
}

/** `deno task NAME -- …` passes the two dashes on. */
function passed(args: readonly string[]): string[] {
  return args[0] === "--" ? args.slice(1) : [...args];
}

function whole(option: string, text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > MAX) {
    throw new RangeError(`Cannot use ${option} ${text}: it takes numbers from 1 to ${MAX}`);
  }
  return Number(text);
}
