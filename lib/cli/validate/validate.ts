import { reasonOf } from "../common/failure.ts";
import { type Line, painted } from "../common/line.ts";
import { readFile, STANDARD_INPUT } from "../common/read_file.ts";
import type { CommandResult } from "../common/result.ts";
import { type Checked, checkManifest } from "./check_manifest.ts";
import { NOWHERE, type Rule } from "./finding.ts";
import { findingLines } from "./report.ts";

/** Maximum length of a manifest in bytes: endless input must be noticed, and memory suffice. */
const LIMIT = 33_554_432;

/** What was found in one file. */
interface Validated extends Checked {
  readonly file: string;
  /** Its text; undefined if it could not be read. */
  readonly text?: string;
}

/**
 * Checks the container inputs of manifests; all of them, even if one can't be read.
 *
 * @param files paths; `-` is standard input
 * @returns what is wrong with each
 */
export async function validate(files: readonly string[]): Promise<CommandResult> {
  const results: Validated[] = [];
  for (const file of files) results.push(await validateFile(file));
  const findings = results.flatMap((result) => result.findings);
  return {
    ok: findings.length === 0,
    document: {
      files: results.map(({ file, inputs }) => ({ file, inputs })),
      findings: findings.map(({ offset: _, ...finding }) => finding),
    },
    text: (terminal) => results.flatMap((result) => fileLines(result, terminal)),
  };
}

async function validateFile(file: string): Promise<Validated> {
  const unusable = (rule: Rule, message: string): Validated => {
    const finding = { file, rule, message, ...NOWHERE, pointer: "", line: null, column: null };
    return { file, inputs: 0, findings: [finding] };
  };
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file, LIMIT);
  } catch (error) {
    return unusable("unreadable", reasonOf(error));
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { file, text, ...checkManifest(file, text) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const mark = bytes.subarray(0, 2).toHex();
    const what = mark === "fffe" || mark === "feff" ? "UTF-16" : "not UTF-8";
    return unusable("not-json", `it is ${what} text; save it as UTF-8`);
  }
}

function fileLines({ file, inputs, findings, text }: Validated, terminal: boolean): Line[] {
  const name = file === STANDARD_INPUT ? "standard input" : file;
  if (findings.length > 0) {
    return findings.flatMap((it) => findingLines(name, it, terminal ? text : undefined));
  }
  const verdict = inputs === 0
    ? "no container inputs"
    : `${inputs} container input${inputs === 1 ? "" : "s"}, nothing wrong`;
  return [[painted("strong", name), `: ${verdict}`]];
}
