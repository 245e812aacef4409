import { match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../../../tools/shared/layout.ts";

const DIRECTORY = join(ROOT, ".github", "workflows");
const workflows = [...Deno.readDirSync(DIRECTORY)].map(({ name }) => ({
  name,
  text: Deno.readTextFileSync(join(DIRECTORY, name)),
}));
const { tasks } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));

Deno.test("workflows use actions by the commit, and say which version that is", () => {
  for (const { name, text } of workflows) {
    for (const [line] of text.matchAll(/^.*\buses:.*$/gm)) {
      match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/, name);
    }
  }
});

Deno.test("workflows run tasks that are in deno.json", () => {
  for (const { name, text } of workflows) {
    const used = [...text.matchAll(/deno@\S+ task ([\w:]+)/g)].map(([, task]) => task!);
    ok(used.length > 0, name);
    for (const task of used) ok(task in tasks, `${name}: ${task}`);
  }
});

Deno.test("workflows start without permissions, and no job may do everything", () => {
  for (const { name, text } of workflows) {
    match(text, /^permissions: \{\}$/m, name);
    ok(!text.includes("write-all"), name);
    const jobs = text.slice(text.indexOf("\njobs:")).match(/^ {2}[\w-]+:$/gm) ?? [];
    strictEqual(text.match(/^ {4}permissions:/gm)?.length, jobs.length, name);
  }
});

Deno.test("workflows keep no token in the checkout", () => {
  for (const { name, text } of workflows) {
    const checkouts = text.match(/uses: actions\/checkout@/g) ?? [];
    const kept = text.match(/persist-credentials: false/g) ?? [];
    strictEqual(kept.length, checkouts.length, name);
  }
});
