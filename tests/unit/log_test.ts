import { strictEqual } from "node:assert/strict";
import { warn } from "../../lib/log.ts";

Deno.test("warn() writes one line when the text has many", () => {
  const { writeSync } = Deno.stderr;
  let written = "";
  Deno.stderr.writeSync = (bytes) => {
    written += new TextDecoder().decode(bytes);
    return bytes.length;
  };
  try {
    warn("one\ntwo\r\n\x1b[31mthree\u0085ä😀");
  } finally {
    Deno.stderr.writeSync = writeSync;
  }
  strictEqual(written, "one two [31mthree ä😀\n");
});
