import { dirname } from "@std/path/posix/dirname";
import { join } from "@std/path/posix/join";
import { ok, unknown, type Verdict, wrong } from "./check.ts";
import type { Installation } from "./installation.ts";
import { LIBC_PATHS } from "../../linux/libc.ts";
import { cString } from "../../linux/paths.ts";

const TYPE_FIELD = 2;
const ATTRIBUTE = "security.selinux";
const MAX_LABEL_BYTES = 4096;

/** Not in the tables of lib/linux, which the service loads. */
const symbols = {
  /** `ssize_t getxattr(const char *path, const char *name, void *value, size_t size)` */
  getxattr: { parameters: ["buffer", "buffer", "buffer", "usize"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;

/**
 * Compares the program's SELinux type with that of the other input modules: with another type, the
 * policy may keep osbuild from starting it.
 *
 * @throws {Error} when labels can't be read
 */
export function checkSelinux(
  { program }: Installation,
  labelOf: (path: string) => string | undefined = securityLabel,
): Verdict {
  const typeOf = (path: string) => labelOf(path)?.split(":")[TYPE_FIELD];
  const type = typeOf(program);
  if (type === undefined) return ok("files have no SELinux labels here");
  const directory = dirname(program);
  const types = [...Deno.readDirSync(directory)]
    .filter(({ name }) => name.startsWith("org.osbuild.") && !name.endsWith(".meta.json"))
    .map(({ name }) => join(directory, name))
    .filter((path) => path !== program)
    .map(typeOf)
    .filter((it) => it !== undefined);
  if (types.length === 0) return unknown(`type ${type}; no other module to compare with`);
  if (types.includes(type)) return ok(`type ${type}, like other modules`);
  return wrong(
    `${program} has the type ${type}, but the modules beside it have ${types[0]}`,
    `run restorecon on ${program}`,
  );
}

function securityLabel(path: string): string | undefined {
  for (const library of LIBC_PATHS) {
    let loaded: Deno.DynamicLibrary<typeof symbols>;
    try {
      loaded = Deno.dlopen(library, symbols);
    } catch {
      continue;
    }
    const value = new Uint8Array(MAX_LABEL_BYTES);
    const size = BigInt(value.length);
    const length = loaded.symbols.getxattr(cString(path), cString(ATTRIBUTE), value, size);
    loaded.close();
    if (length <= 0) return undefined;
    return new TextDecoder().decode(value.subarray(0, Number(length))).replace(/\0$/, "");
  }
  throw new Error("the C library can't be loaded");
}
