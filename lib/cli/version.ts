import config from "../../deno.json" with { type: "json" };
import type { CommandResult } from "./common/result.ts";
import { table } from "./common/text.ts";

/** The forms of `map` that the program supports, and the releases of osbuild that use them. */
const FORMS = [
  { osbuild: "83 to 88", args: "message", reply: "message" },
  { osbuild: "89 to 124", args: "descriptor", reply: "message" },
  { osbuild: "125 to 128", args: "descriptor", reply: "descriptor" },
  { osbuild: "129 and later", args: "message", reply: "message" },
] as const;

/** Lists the versions of the program and of its components, and the supported forms. */
export function version(name: string): CommandResult {
  const { version: { deno }, build: { target } } = Deno;
  const forms = FORMS.map(({ osbuild, args, reply }) => [
    `osbuild ${osbuild}`,
    `arguments by ${args}, reply by ${reply}`,
  ]);
  return {
    ok: true,
    document: { version: config.version, deno, target, forms: FORMS },
    text: () => [
      [`${name} ${config.version}`],
      [`Deno ${deno}, ${target}`],
      ["speaks the protocol of"],
      ...table(forms, 2),
    ],
  };
}
