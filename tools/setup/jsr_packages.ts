import { join } from "node:path";
import { runWhileAnswered } from "./run_while_answered.ts";

/** What became of asking JSR. */
export type JsrResult =
  | { readonly ok: true; readonly packages: readonly string[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Lets Deno vendor the packages from JSR.
 *
 * @param imports the import map
 * @param specifiers what the project imports by way of that map
 * @param project an empty directory; `vendor` is made in it
 * @param directory where Deno keeps the packages inside of `vendor`
 * @returns which packages came, as `<name>@<version>`, or why JSR could not be used
 * @throws {Error} when JSR answers with something else than it has announced
 */
export async function vendorFromJsr(
  imports: Readonly<Record<string, string>>,
  specifiers: readonly string[],
  project: string,
  directory: string,
): Promise<JsrResult> {
  await Deno.mkdir(project);
  const config = { vendor: true, nodeModulesDir: "none", lock: false, imports };
  await Deno.writeTextFile(join(project, "deno.json"), JSON.stringify(config));
  const roots = specifiers.map((it) => `import ${JSON.stringify(it)};\n`).join("");
  await Deno.writeTextFile(join(project, "roots.ts"), roots);

  const result = await runWhileAnswered(["cache", "roots.ts"], { cwd: project });
  if (result.ok) {
    return { ok: true, packages: vendoredPackages(join(project, "vendor", directory)) };
  }
  if (/integrity|checksum/i.test(result.reason)) {
    throw new Error(`Cannot use the packages that JSR serves: ${result.reason}`);
  }
  return result;
}

/** Deno keeps each package's versions beside each other, described by `<version>_meta.json`. */
function vendoredPackages(directory: string): string[] {
  const packages: string[] = [];
  for (const { name: scope } of Deno.readDirSync(directory)) {
    for (const { name } of Deno.readDirSync(join(directory, scope))) {
      for (const file of Deno.readDirSync(join(directory, scope, name))) {
        const version = /^(.+)_meta\.json$/.exec(file.name)?.[1];
        if (version) packages.push(`${scope}/${name}@${version}`);
      }
    }
  }
  return packages.sort();
}
