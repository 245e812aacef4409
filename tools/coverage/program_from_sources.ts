import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { binaryPath } from "../build/binary.ts";
import { HOST } from "../shared/architecture.ts";
import { ROOT } from "../shared/layout.ts";

/**
 * Makes a program that is started like the compiled one, runs the sources with the same permissions,
 * and records which of their lines ran.
 *
 * @param directory a directory to be made, for the program and its sidecar
 * @param coverage the directory that it records into
 * @param limits other values for constants of lib/limits.ts: `NAME=VALUE`
 * @returns the program
 */
export async function programFromSources(
  directory: string,
  coverage: string,
  limits: readonly string[] = [],
): Promise<string> {
  await Deno.mkdir(directory);
  const path = join(directory, "from-sources");
  const command = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--permission-set=service",
    "--no-prompt",
    `--config=${join(ROOT, "deno.json")}`,
    ...(limits.length > 0 ? [`--import-map=${await importMap(directory, limits)}`] : []),
    `--coverage=${coverage}`,
    join(ROOT, "main.ts"),
  ];
  await Deno.writeTextFile(path, `#!/bin/sh\nexec ${command.map(quote).join(" ")} "$@"\n`);
  await Deno.chmod(path, 0o755);
  await Deno.copyFile(`${binaryPath(HOST)}.meta.json`, `${path}.meta.json`);
  return path;
}

/** Maps lib/limits.ts to a copy with other values, for modules that import it by its path. */
async function importMap(directory: string, limits: readonly string[]): Promise<string> {
  const original = join(ROOT, "lib", "limits.ts");
  let text = await Deno.readTextFile(original);
  for (const limit of limits) {
    const [name, value] = limit.split("=");
    text = text.replace(new RegExp(`(?<=const ${name} = ).*(?=;)`), `${value}`);
  }
  const changed = join(directory, "limits.ts");
  await Deno.writeTextFile(changed, text);
  const place = { [pathToFileURL(original).href]: pathToFileURL(changed).href };
  const map = join(directory, "import_map.json");
  await Deno.writeTextFile(map, JSON.stringify({ imports: place }));
  return map;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
