import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { Host } from "../tests/support/host.ts";
import { storeImage } from "../tests/support/store_image.ts";
import { binaryPath } from "./build/binary.ts";
import { HOST } from "./shared/architecture.ts";
import { mountAbility } from "./test/mount_ability.ts";

/** The argument of the run in a mount namespace of its own. */
const INSIDE = "--inside";

/** How many starts are measured. */
const STARTS = 5;

/**
 * Shows what the program does: `deno task demo`. Puts an image into a store, plays osbuild's part,
 * and lists what is where before, during and after.
 *
 * @param args command line arguments
 */
export async function main(args: readonly string[]): Promise<void> {
  if (args.includes(INSIDE)) return await demonstrate();
  const { prefix, obstacle } = await mountAbility();
  if (obstacle !== undefined) throw new Error(`Cannot show the program: ${obstacle}`);
  const [program, ...rest] = [...prefix, Deno.execPath(), "run", "--quiet", "--allow-all"];
  const inside = new Deno.Command(program!, { args: [...rest, Deno.mainModule, "demo", INSIDE] });
  Deno.exitCode = (await inside.spawn().status).code;
}

async function demonstrate(): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "containers-demo-" });
  const [store, tmp] = [join(directory, "store"), join(directory, "tmp")];
  const target = join(tmp, "inputs", "images");
  try {
    const file = ["etc/motd", "Hello from a container.\n"] as const;
    const { id } = await storeImage(store, { file });
    show("An image in osbuild's store", directory, store);

    const times: number[] = [];
    for (let start = 0; start <= STARTS; start++) {
      await Deno.mkdir(target, { recursive: true });
      const spawned = performance.now();
      const host = new Host(binaryPath(HOST), store);
      const reply = host.map({ [id]: { name: "localhost/hello:latest" } }, target);
      times.push(performance.now() - spawned);
      if (start === STARTS) {
        console.log("\nosbuild starts the program and calls map; the reply:");
        console.log(JSON.stringify(reply, null, 2).replaceAll(directory, "…"));
        show("\nWhat a stage sees, mounted read-only from the store", directory, tmp);
      }
      const status = await host.end();
      const left = readdirSync(join(target, id)).length;
      if (status !== 0 || left !== 0) throw new Error(`The program left ${left}, exited ${status}`);
      if (start === STARTS) {
        show("\nosbuild closes the socket: an empty mount point is left", directory, tmp);
      }
      await Deno.remove(tmp, { recursive: true });
    }
    show("\nosbuild deletes its temporary directory: the image is whole", directory, directory);
    // The first start is not counted: it may read the program from the disk.
    const median = times.slice(1).sort((a, b) => a - b)[Math.floor(STARTS / 2)]!.toFixed(0);
    console.log(
      `\nStart to reply: ${median} ms, the median of ${STARTS} starts after a first one.`,
    );
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Lists files, and empty directories with a slash at the end. */
function show(title: string, directory: string, part: string): void {
  console.log(`${title}:`);
  const paths = readdirSync(part, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) return [path];
    return entry.isDirectory() && readdirSync(path).length === 0 ? [`${path}/`] : [];
  });
  for (const path of paths.sort()) {
    const name = relative(directory, path).replace(/[0-9a-f]{48}(?=[0-9a-f]{8})/g, "…");
    console.log(`  ${name}${path.endsWith("/") ? "/" : ""}`);
  }
}
