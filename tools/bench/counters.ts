/** A tool that counts what a program does, and is steadier than a clock. */
export interface Counter {
  /** What it counts. */
  readonly counts: string;
  /** The tool. */
  readonly tool: string;
  /** What else stands before the counted command. */
  args(file: string): string[];
  /** Finds the count in the file that the tool wrote; nothing if there is none. */
  parse(text: string): number | undefined;
}

/** The tools, the better one first where two count the same. */
export const COUNTERS: readonly Counter[] = [
  {
    counts: "instructions",
    tool: "perf",
    args: (file) => ["stat", "--event=instructions:u", "--field-separator=,", `--output=${file}`],
    parse: (text) => number(/^(\d+),[^,]*,instructions:u/m.exec(text)),
  },
  {
    counts: "instructions",
    tool: "valgrind",
    args: (file) => ["--tool=callgrind", "--callgrind-out-file=/dev/null", `--log-file=${file}`],
    parse: (text) => number(/Collected\s*:\s*(\d+)/.exec(text)),
  },
  {
    counts: "system calls",
    tool: "strace",
    args: (file) => ["--follow-forks", "--summary-only", `--output=${file}`],
    parse: stracedCalls,
  },
];

function number(match: RegExpExecArray | null): number | undefined {
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** Older versions leave the column before the calls empty, so that the place counts. */
function stracedCalls(text: string): number | undefined {
  const end = /^.* calls(?= )/m.exec(text)?.[0].length;
  const total = /^.* total$/m.exec(text)?.[0];
  return number(/(\d+)$/.exec(total?.slice(0, end) ?? ""));
}
