/**
 * The launcher for osbuild before v113, which reads a module's description from its Python code.
 *
 * @module
 */

/** What osbuild is told about the module: the content of schema.json. */
export interface Description {
  /** One line. */
  readonly summary: string;
  /** More lines. */
  readonly description: readonly string[];
  /** Schema of the input. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * Writes the launcher. osbuild finds the description in it without running it; when run, it
 * replaces itself by the program at once.
 *
 * @throws {TypeError} when the path is not absolute, or a text can't be quoted in Python
 */
export function launcher(description: Description, program: string): string {
  if (!program.startsWith("/")) {
    throw new TypeError(`Cannot launch ${program}: the path must be absolute`);
  }
  const members = JSON.stringify(description.schema, undefined, 2).split("\n").slice(1, -1);
  return `#!/usr/bin/python3 -I
${quoted([description.summary, "", ...description.description])}

import os
import sys

# osbuild before v113 reads this; later ones read the sidecar.
SCHEMA = ${quoted(["", ...members])}

PROGRAM = ${JSON.stringify(program)}

if __name__ == "__main__":
    try:
        os.execv(PROGRAM, [PROGRAM] + sys.argv[1:])
    except OSError as error:
        sys.exit(f"Cannot start {PROGRAM}: {error.strerror}")
`;
}

/** Nothing needs to be escaped, and nothing can be, in a raw string. */
function quoted(lines: readonly string[]): string {
  const text = lines.join("\n");
  if (text.includes('"""') || text.endsWith("\\")) {
    throw new TypeError(
      "Cannot write the launcher: schema.json has text that ends Python's quotes",
    );
  }
  return `r"""${text}\n"""`;
}
