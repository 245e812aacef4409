import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { join } from "node:path";
import { makeDirectory, removeDirectory } from "../../../lib/linux/directory.ts";
import { isSame } from "../../../lib/linux/identity.ts";
import { ServiceError } from "../../../lib/service_error.ts";
import "../../support/load_libc.ts";
import { tempDirectory } from "../../support/temp_directory.ts";

Deno.test("makeDirectory() makes a directory, of any name", async () => {
  await using directory = await tempDirectory();
  for (const name of ["a", " ", "ä😀", "\\", "\n"]) {
    makeDirectory(join(directory.path, name));
    strictEqual(Deno.lstatSync(join(directory.path, name)).isDirectory, true);
  }
});

Deno.test("makeDirectory() throws FileExistsError in Python's words when something is there", async () => {
  await using directory = await tempDirectory();
  const path = join(directory.path, "it");
  const put = [
    () => Deno.mkdirSync(path),
    () => Deno.writeTextFileSync(path, ""),
    () => Deno.symlinkSync("nowhere", path),
  ];
  for (const it of put) {
    it();
    throws(() => makeDirectory(path), {
      name: "FileExistsError",
      message: `[Errno 17] File exists: '${path}'`,
    });
    Deno.removeSync(path);
  }
});

Deno.test("makeDirectory() throws RuntimeError when the directory above is missing", () => {
  throws(
    () => makeDirectory("/nowhere/at all"),
    (error) => error instanceof ServiceError && error.name === "RuntimeError",
  );
});

Deno.test("removeDirectory() removes an empty directory, and leaves anything else", async () => {
  await using directory = await tempDirectory();
  for (const name of ["empty", "full", "full/inner"]) Deno.mkdirSync(join(directory.path, name));
  Deno.writeTextFileSync(join(directory.path, "file"), "");
  for (const name of ["empty", "full", "file", "missing"]) {
    removeDirectory(join(directory.path, name));
  }
  deepStrictEqual([...Deno.readDirSync(directory.path)].map(({ name }) => name).sort(), [
    "file",
    "full",
  ]);
});

Deno.test("isSame() compares device and number", () => {
  strictEqual(isSame({ dev: 1, ino: 2 }, { dev: 1, ino: 2 }), true);
  strictEqual(isSame({ dev: 1, ino: 2 }, { dev: 1, ino: 3 }), false);
  strictEqual(isSame({ dev: 1, ino: 2 }, { dev: 2, ino: 2 }), false);
});
