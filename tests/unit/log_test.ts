import { strictEqual } from "node:assert/strict";
import { warn } from "../../lib/log.ts";

/** What a call writes to stderr, and whether the writing fails. */
function written(fails: boolean, call: () => void): string {
  const { writeSync } = Deno.stderr;
  let text = "";
  Deno.stderr.writeSync = (bytes) => {
    text += new TextDecoder().decode(bytes);
    if (fails) throw new Deno.errors.BrokenPipe();
    return bytes.length;
  };
  try {
    call();
  } finally {
    Deno.stderr.writeSync = writeSync;
  }
  return text;
}

Deno.test("warn() writes one line, named after the program, when the text has many", () => {
  const text = written(false, () => warn("one\ntwo\r\n\x1b[31mthree\u0085"));
  strictEqual(text, "org.osbuild.containers: one two [31mthree \n");
});

Deno.test("warn() leaves text beyond ASCII alone", () => {
  strictEqual(written(false, () => warn("ä😀")), "org.osbuild.containers: ä😀\n");
});

Deno.test("warn() ignores an error when nobody reads", () => {
  written(true, () => warn("one"));
});
