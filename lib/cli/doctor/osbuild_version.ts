import { join } from "@std/path/posix/join";
import { type Finding, ok, unknown, wrong } from "./finding.ts";
import { launchedBy } from "./launcher.ts";
import type { Installation, System } from "./system.ts";

/** The first release that reads sidecars; the ones before parse the module's file as Python. */
const OLDEST = 113;

const INIT = "osbuild/__init__.py";
const PREFIXES = ["/usr/lib", "/usr/local/lib"] as const;
const PACKAGES = ["site-packages", "dist-packages"] as const;

/**
 * Looks whether osbuild is recent enough to run a program that is not Python.
 *
 * @param installation what is looked at
 * @param system the machine
 * @returns what was found
 */
export function checkOsbuild({ libdir, program }: Installation, system: System): Finding {
  for (const path of [join(libdir, INIT), ...installedIn(system)]) {
    const version = versionIn(path, system);
    if (version === undefined) continue;
    if (version >= OLDEST) return ok("osbuild", `osbuild ${version} (${path})`);
    if (launchedBy(program, system) !== undefined) {
      return ok("osbuild", `osbuild ${version} (${path}), which starts the launcher`);
    }
    return wrong(
      "osbuild",
      `osbuild ${version} (${path}) does not read sidecars: it takes this program for Python`,
      `update osbuild to ${OLDEST} or later, or install osbuild-input-containers-launcher; until ` +
        "then put osbuild's own inputs/org.osbuild.containers back in place",
    );
  }
  return unknown("osbuild", `no osbuild found, neither in ${libdir} nor among Python's packages`);
}

function installedIn(system: System): string[] {
  return PREFIXES.flatMap((prefix) =>
    listIfThere(prefix, system)
      .filter((name) => /^python3(\.\d+)?$/.test(name))
      .sort()
      .flatMap((python) => PACKAGES.map((it) => join(prefix, python, it, INIT)))
  );
}

function listIfThere(path: string, system: System): string[] {
  try {
    return system.list(path);
  } catch {
    return [];
  }
}

function versionIn(path: string, system: System): number | undefined {
  try {
    const text = system.readText(path);
    const version = /^__version__\s*=\s*["'](\d+)/m.exec(text)?.[1];
    return version === undefined ? undefined : Number(version);
  } catch {
    return undefined;
  }
}
