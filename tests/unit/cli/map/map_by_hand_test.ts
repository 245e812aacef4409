import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { DirectoryStore } from "../../../../lib/cli/map/directory_store.ts";
import { mapByHand } from "../../../../lib/cli/map/map_by_hand.ts";
import { findDouble, parseReference } from "../../../../lib/cli/map/references.ts";
import { ServiceError } from "../../../../lib/service_error.ts";
import { type TempDirectory, tempDirectory } from "../../../support/temp_directory.ts";

const REF = "sha256:0123";

/** A store with one image, and a target, for a world in which nothing is mounted. */
async function world(failure?: Error) {
  const directory: TempDirectory = await tempDirectory();
  const [store, target] = [`${directory.path}/store`, `${directory.path}/target`];
  await Deno.mkdir(`${store}/sources/org.osbuild.containers/${REF}/image`, { recursive: true });
  await Deno.mkdir(target);
  const events: string[] = [];
  const surroundings = {
    mounts: {
      show: (at: string, views: readonly { name: string }[]) => {
        events.push(`show ${views.map(({ name }) => name)} in ${at}`);
        if (failure) throw failure;
        return Promise.resolve(() => Promise.resolve(void events.push("revert")));
      },
      release: () => {
        events.push("release");
        return Promise.resolve([] as string[]);
      },
    },
    ignoreSignals: () => void events.push("ignore signals"),
    untilReleased: () => Promise.resolve(void events.push("wait")),
    realPath: (path: string) => Deno.realPathSync(path),
  };
  return { directory, store, target, events, surroundings };
}

Deno.test("mapByHand() returns what a stage gets, and takes it away only at the end", async () => {
  const { directory, store, target, events, surroundings } = await world();
  await using _ = directory;
  const outcome = await mapByHand(store, target, [{ ref: REF, name: "hello" }], surroundings);
  deepStrictEqual(outcome.document, {
    path: Deno.realPathSync(target),
    data: { archives: { [REF]: { format: "dir", name: "hello" } } },
  });
  const before = ["ignore signals", `show ${REF} in ${Deno.realPathSync(target)}`, "wait"];
  deepStrictEqual(events, before);
  await outcome.hold!();
  deepStrictEqual(events, before);
  deepStrictEqual(await outcome.close!(), []);
  deepStrictEqual(events.slice(before.length), ["ignore signals", "revert", "release"]);
});

Deno.test("mapByHand() returns at the end what stays mounted", async () => {
  const { directory, store, target, surroundings } = await world();
  await using _ = directory;
  surroundings.mounts.release = () => Promise.resolve(["Cannot detach it"]);
  const outcome = await mapByHand(store, target, [{ ref: REF, name: "x" }], surroundings);
  deepStrictEqual(await outcome.close!(), ["Cannot detach it"]);
});

Deno.test("mapByHand() fails before anything is mounted when a directory is missing", async () => {
  const { directory, store, target, events, surroundings } = await world();
  await using _ = directory;
  const refs = [{ ref: REF, name: "x" }];
  await rejects(mapByHand(`${store}x`, target, refs, surroundings), /the store .*does not exist/);
  await rejects(mapByHand(store, `${target}x`, refs, surroundings), /make the directory first/);
  deepStrictEqual(events, []);
});

Deno.test("mapByHand() fails as the service does when an image is missing", async () => {
  const { directory, store, target, surroundings } = await world();
  await using _ = directory;
  const refs = [{ ref: "sha256:4567", name: "x" }];
  await rejects(mapByHand(store, target, refs, surroundings), /missing in the store/);
});

Deno.test("mapByHand() adds what to do when the user is not root, or a directory is in the way", async () => {
  const refs = [{ ref: REF, name: "x" }];
  const cases: [Error, RegExp][] = [
    [new ServiceError("RuntimeError", "must be superuser to use mount. (code: 1)"), /as root/],
    [new ServiceError("FileExistsError", "[Errno 17] File exists: 'x'"), /another TARGET/],
    [new ServiceError("RuntimeError", "wrong fs type (code: 32)"), /32\)$/],
  ];
  for (const [failure, message] of cases) {
    const { directory, store, target, surroundings } = await world(failure);
    await using _ = directory;
    await rejects(mapByHand(store, target, refs, surroundings), message);
  }
});

Deno.test("DirectoryStore finds sources in the directory, and has no trees", () => {
  using store = new DirectoryStore("/store");
  strictEqual(store.source("org.osbuild.containers"), "/store/sources/org.osbuild.containers");
  try {
    store.readTreeAt("abc");
  } catch (error) {
    match(String(error), /only a running osbuild/);
  }
  store.close();
});

Deno.test("parseReference() splits at the first equals sign", () => {
  deepStrictEqual(parseReference("a=b=c"), { ref: "a", name: "b=c" });
  deepStrictEqual(parseReference("a"), { ref: "a", name: "a" });
  for (const text of ["", "=", "=b", "a="]) strictEqual(parseReference(text), undefined);
});

Deno.test("findDouble() finds an id that comes again", () => {
  const refs = ["a", "b", "a"].map((ref) => ({ ref, name: "x" }));
  strictEqual(findDouble(refs), "a");
  strictEqual(findDouble(refs.slice(1)), undefined);
});
