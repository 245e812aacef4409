import { reasonOf } from "../common/failure.ts";
import { type Line, painted } from "../common/line.ts";
import { readFile, STANDARD_INPUT } from "../common/read_file.ts";
import type { CommandResult } from "../common/result.ts";
import { type Checked, checkManifest, unusable } from "./check_manifest.ts";
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
  for (const file of files) results.push({ file, ...await validateFile(file) });
  const findings = results.flatMap((result) => result.findings);
  return {
    ok: findings.length === 0,
    document: { files: results.map(({ file, inputs }) => ({ file, inputs })), findings },
    text: (terminal) => results.flatMap((result) => fileLines(result, terminal)),
  };
}

async function validateFile(file: string): Promise<Checked & { readonly text?: string }> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file, LIMIT);
  } catch (error) {
    return unusable(file, "unreadable", reasonOf(error));
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, ...checkManifest(file, text) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const what = /^(?:fffe|feff)/.test(bytes.subarray(0, 2).toHex()) ? "UTF-16" : "not UTF-8";
    return unusable(file, "not-json", `it is ${what} text; save it as UTF-8`);
  }
}

function fileLines({ file, inputs, findings, text }: Validated, terminal: boolean): Line[] {
  const name = file === STANDARD_INPUT ? "standard input" : file;
  if (findings.length > 0) {
    const source = terminal ? text?.split(/\r\n|\r|\n/) : undefined;
    return findings.flatMap((it) => findingLines(name, it, source));
  }
  const verdict = inputs === 0
    ? "no container inputs"
    : `${inputs} container input${inputs === 1 ? "" : "s"}, nothing wrong`;
  return [[painted("strong", name), `: ${verdict}`]];
}
