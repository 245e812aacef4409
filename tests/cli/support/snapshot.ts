import { strictEqual } from "node:assert/strict";
import { besides } from "./cli.ts";

/** With this in the environment, snapshots are written instead of compared. */
const UPDATE = "UPDATE_SNAPSHOTS";

/**
 * Compares text with what was agreed on.
 *
 * @param name the snapshot, a file in tests/cli/snapshots
 * @param text the text
 */
export function matchSnapshot(name: string, text: string): void {
  const path = besides(`snapshots/${name}`);
  if (Deno.env.get(UPDATE)) return Deno.writeTextFileSync(path, text);
  strictEqual(text, Deno.readTextFileSync(path), `${UPDATE}=1 accepts the new text`);
}
