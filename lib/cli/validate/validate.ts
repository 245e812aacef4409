import { CommandFailure } from "../failure.ts";
import { readFile } from "../files/read_file.ts";
import type { Outcome } from "../outcome.ts";
import { checkManifest } from "./check_manifest.ts";
import { type Finding, NOWHERE } from "./finding.ts";
import { fileLines } from "./report.ts";

/** The longest manifest that is read, in bytes; it guards against files that never end or do not fit into memory. */
const LIMIT = 33_554_432;

/** What came out for one file. */
export interface Validated {
  /** The file, as the user named it. */
  readonly file: string;
  /** Its text; nothing if it could not be read. */
  readonly text: string | undefined;
  /** How many container inputs it has. */
  readonly inputs: number;
  /** What is wrong, with its place in the text. */
  readonly findings: readonly (Finding & { readonly offset?: number })[];
}

/**
 * Checks the container inputs of manifests. One bad file does not keep others from being checked.
 *
 * @param files paths; `-` is standard input
 * @returns what is wrong with each
 */
export async function validate(files: readonly string[]): Promise<Outcome> {
  const results: Validated[] = [];
  for (const file of files) results.push(await validateFile(file));
  const findings = results.flatMap((result) => result.findings);
  const document = {
    files: results.map(({ file, inputs }) => ({ file, inputs })),
    findings: findings.map(({ offset: _, ...finding }) => finding),
  };
  return {
    ok: findings.length === 0,
    document,
    text: (terminal) => results.flatMap((result) => fileLines(result, terminal)),
  };
}

async function validateFile(file: string): Promise<Validated> {
  try {
    const bytes = await readFile(file, LIMIT);
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { file, text, ...checkManifest(file, text) };
  } catch (error) {
    const place = { pointer: "", line: null, column: null };
    if (error instanceof CommandFailure) {
      const { message } = error;
      const finding: Finding = { file, rule: "unreadable", message, ...NOWHERE, ...place };
      return { file, text: undefined, inputs: 0, findings: [finding] };
    }
    if (!(error instanceof TypeError)) throw error;
    const message = "not JSON: it is not UTF-8 text";
    const finding: Finding = { file, rule: "not-json", message, ...NOWHERE, ...place };
    return { file, text: undefined, inputs: 0, findings: [finding] };
  }
}
