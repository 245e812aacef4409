import { cString } from "../../linux/c_string.ts";
import { LIBC_PATHS } from "../../linux/libc.ts";

const ATTRIBUTE = "security.selinux";
const MAX_LABEL_BYTES = 4096;

/** A table of its own, so that the service does not load what the command line alone needs. */
const symbols = {
  /** `ssize_t getxattr(const char *path, const char *name, void *value, size_t size)` */
  getxattr: { parameters: ["buffer", "buffer", "buffer", "usize"], result: "isize" },
} as const satisfies Deno.ForeignLibraryInterface;

/**
 * Reads the SELinux label of a file.
 *
 * @param path the file
 * @returns the label, such as `system_u:object_r:lib_t:s0`; nothing where there is none
 * @throws {Error} when the C library can't be loaded
 */
export function securityLabel(path: string): string | undefined {
  for (const library of LIBC_PATHS) {
    let loaded: Deno.DynamicLibrary<typeof symbols>;
    try {
      loaded = Deno.dlopen(library, symbols);
    } catch {
      continue;
    }
    const value = new Uint8Array(MAX_LABEL_BYTES);
    const attribute = cString(ATTRIBUTE);
    const size = BigInt(value.length);
    const length = Number(loaded.symbols.getxattr(cString(path), attribute, value, size));
    loaded.close();
    if (length <= 0) return undefined;
    return new TextDecoder().decode(value.subarray(0, length)).replace(/\0$/, "");
  }
  throw new Error("the C library can't be loaded");
}
