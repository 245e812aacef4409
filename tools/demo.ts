/**
 * Shows the program's main job: `deno task demo`. Makes a real image in a store, plays osbuild's part
 * to the compiled program, and shows what is where before, during and after.
 *
 * @module
 */
import { join, relative } from "node:path";
import { HOST } from "./shared/architecture.ts";
import { binaryPath } from "./build/binary.ts";
import { makeImage } from "./demo/image.ts";
import { Osbuild } from "./demo/osbuild.ts";
import { mountAbility } from "./test/mount_ability.ts";
import { runTool } from "./shared/tool.ts";

/** Says that this run is the one in a namespace of its own. */
const INSIDE = "--inside";

await runTool(async () => {
  if (Deno.args.includes(INSIDE)) await demonstrate();
  else await runInside();
});

/** Starts over where mounts are nobody else's business, with root's privileges or without. */
async function runInside(): Promise<void> {
  const { prefix, obstacle } = await mountAbility();
  const [program, ...args] = prefix;
  if (program === undefined) {
    throw new Error(`Cannot show anything: ${obstacle}; run this as root`);
  }
  const again = ["run", "--quiet", "--permission-set=demo", "--no-prompt", Deno.mainModule, INSIDE];
  const { code } = await new Deno.Command(program, { args: [...args, Deno.execPath(), ...again] })
    .spawn().status;
  Deno.exitCode = code;
}

async function demonstrate(): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "containers-demo-" });
  try {
    const store = join(directory, "store");
    const target = join(directory, "tmp", "inputs", "images");
    await Deno.mkdir(target, { recursive: true });
    const id = await makeImage(join(store, "sources", "org.osbuild.containers"));
    show("An image in osbuild's store", directory);

    const osbuild = new Osbuild(binaryPath(HOST), store);
    const started = performance.now();
    const reply = osbuild.map({ [id]: { name: "localhost/hello:latest" } }, target);
    const took = performance.now() - started;
    console.log(`\nosbuild calls map; ${took.toFixed(0)} ms later the program replies:`);
    console.log(JSON.stringify(reply, null, 2).replaceAll(directory, "…"));
    show("\nWhat a stage sees, mounted read-only from the store", directory);

    const status = await osbuild.end();
    show(`\nosbuild closes the socket, the program exits with ${status}; all is gone`, directory);
    const left = [...Deno.readDirSync(join(target, id))].length;
    if (status !== 0 || left !== 0) throw new Error("The demonstration failed: see above");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function show(title: string, directory: string): void {
  console.log(`${title}:`);
  for (const path of walk(directory)) {
    const name = relative(directory, path).replace(/[0-9a-f]{48}(?=[0-9a-f]{8})/g, "…");
    if (name !== "") console.log(`  ${name}`);
  }
}

function walk(directory: string): string[] {
  const entries = [...Deno.readDirSync(directory)].filter(({ isFile, isDirectory }) =>
    isFile || isDirectory
  );
  const paths = entries.flatMap(({ name, isDirectory }) => {
    const path = join(directory, name);
    return isDirectory ? walk(path) : [path];
  });
  return paths.length > 0 ? paths.sort() : [`${directory}/`];
}
