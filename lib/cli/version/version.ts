import config from "../../../deno.json" with { type: "json" };
import type { Outcome } from "../outcome.ts";
import { table } from "../text/table.ts";

/** The program's version. */
export const VERSION: string = config.version;

/** The forms of `map` in osbuild's history that the program speaks, and the releases that use them. */
const FORMS = [
  { osbuild: "83 to 88", args: "message", reply: "message" },
  { osbuild: "89 to 124", args: "descriptor", reply: "message" },
  { osbuild: "125 to 128", args: "descriptor", reply: "descriptor" },
  { osbuild: "129 and later", args: "message", reply: "message" },
] as const;

/**
 * Says what this program is.
 *
 * @returns its version, that of Deno, what it was compiled for, and the forms it speaks
 */
export function version(): Outcome {
  const document = {
    version: VERSION,
    deno: Deno.version.deno,
    target: Deno.build.target,
    forms: FORMS,
  };
  return {
    ok: true,
    document,
    text: () => [
      [`org.osbuild.containers ${VERSION}`],
      [`Deno ${document.deno}, ${document.target}`],
      ["speaks the protocol of"],
      ...table(
        FORMS.map(({ osbuild, args, reply }) => [
          `osbuild ${osbuild}`,
          `arguments by ${args}, reply by ${reply}`,
        ]),
        2,
      ),
    ],
  };
}
