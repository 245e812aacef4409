import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { map, type Surroundings } from "../../../lib/inputs/map.ts";
import { Mounts } from "../../../lib/mounts/mounts.ts";
import type { View } from "../../../lib/mounts/plan.ts";
import { ServiceError } from "../../../lib/service_error.ts";
import type { Store } from "../../../lib/osbuild/store_client.ts";
import "../../support/load_libc.ts";
import { tempDirectory } from "../../support/temp_directory.ts";

/** Writes down what is mounted, instead of mounting. */
class PretendedMounts extends Mounts {
  readonly shown: (readonly [target: string, names: string[]])[] = [];
  reverted = 0;

  constructor() {
    super(() => {});
  }

  override show(target: string, views: readonly View[]): Promise<() => Promise<void>> {
    this.shown.push([target, views.map(({ name }) => name)]);
    return Promise.resolve(() => {
      this.reverted++;
      return Promise.resolve();
    });
  }
}

/** A world without mounts, whose store puts one file into each tree. */
function surroundings(sources: string): Surroundings & { mounts: PretendedMounts; closed: number } {
  const world = {
    mounts: new PretendedMounts(),
    closed: 0,
    openStore: (): Store => ({
      source: (name) => join(sources, name),
      readTreeAt(id, target) {
        if (id === "gone") throw new ServiceError("RuntimeError", "gone");
        Deno.writeTextFileSync(join(target, `${id}.tar`), "");
      },
      [Symbol.dispose]: () => void world.closed++,
    }),
  };
  return world;
}

function args(origin: string, target: string, ...refs: string[]) {
  const entries = refs.map((ref) => [ref, { name: `name of ${ref}` }]);
  const api = { store: "/api" };
  return { origin, target, refs: Object.fromEntries(entries), api };
}

Deno.test("map() shows all images in one go, and tells each by its reference", async () => {
  await using directory = await tempDirectory();
  for (const ref of ["a", "b"]) {
    await Deno.mkdir(join(directory.path, "org.osbuild.containers", ref, "image"), {
      recursive: true,
    });
  }
  const world = surroundings(directory.path);
  const { result, revert } = await map(world, args("org.osbuild.source", "/t", "a", "b"));
  deepStrictEqual(world.mounts.shown, [["/t", ["a", "b"]]]);
  deepStrictEqual(result, {
    path: "/t",
    data: {
      archives: {
        a: { format: "dir", name: "name of a" },
        b: { format: "dir", name: "name of b" },
      },
    },
  });
  await revert();
  deepStrictEqual([world.mounts.reverted, world.closed], [1, 1]);
});

Deno.test("map() mounts nothing when one image is missing", async () => {
  await using directory = await tempDirectory();
  await Deno.mkdir(join(directory.path, "org.osbuild.containers", "a", "image"), {
    recursive: true,
  });
  const world = surroundings(directory.path);
  await rejects(map(world, args("org.osbuild.source", "/t", "a", "gone")), {
    name: "RuntimeError",
  });
  deepStrictEqual([world.mounts.shown, world.closed], [[], 1]);
});

Deno.test("map() finds one pipeline's archive in the target, several ones' below it", async () => {
  await using directory = await tempDirectory();
  const world = surroundings("/nowhere");
  for (const [refs, keys] of [[["p"], ["p.tar"]], [["q", "r"], ["q/q.tar", "r/r.tar"]]] as const) {
    const target = join(directory.path, String(refs.length));
    await Deno.mkdir(target);
    const { result } = await map(world, args("org.osbuild.pipeline", target, ...refs));
    const { archives } =
      (result as { data: { archives: Record<string, { format: string }> } }).data;
    deepStrictEqual(Object.keys(archives), keys);
    strictEqual(Object.values(archives).every(({ format }) => format === "oci-archive"), true);
  }
});

Deno.test("map() removes the directories it made when no tree was mounted there", async () => {
  await using directory = await tempDirectory();
  const world = surroundings("/nowhere");
  await rejects(map(world, args("org.osbuild.pipeline", directory.path, "gone", "p")), /gone/);
  deepStrictEqual([...Deno.readDirSync(directory.path)], []);
});

Deno.test("map() asks nobody when there are no references", async () => {
  const world = { mounts: new PretendedMounts(), openStore: () => assertNever() };
  for (const origin of ["org.osbuild.source", "org.osbuild.pipeline"]) {
    const { result, revert } = await map(world, args(origin, "/t"));
    deepStrictEqual(result, { path: "/t", data: { archives: {} } });
    await revert();
  }
  deepStrictEqual(world.mounts.shown, []);
});

function assertNever(): never {
  throw new Error("the store was asked");
}
