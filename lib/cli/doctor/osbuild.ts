/**
 * Checks of osbuild's version, and of the sidecars: this program's and osbuild's own.
 *
 * @module
 */
import { isDeepStrictEqual } from "node:util";
import { expandGlobSync } from "@std/fs/expand-glob";
import { basename } from "@std/path/posix/basename";
import { join } from "@std/path/posix/join";
import { readText, reasonOf } from "../common/files.ts";
import { ok, unknown, type Verdict, wrong } from "./check.ts";
import { type Installation, launchedBy, replacing } from "./installation.ts";
import { isObject, type JsonObject } from "../../json.ts";

/** The first osbuild that reads sidecars; earlier ones parse the module's file as Python. */
const OLDEST = 113;

/** The newest release of osbuild that this program was tested with; a test compares README.md. */
export const NEWEST_TESTED = 190;

const INIT = "osbuild/__init__.py";

/** Where distributions install Python packages. */
const PACKAGES = ["/usr/lib", "/usr/local/lib"].flatMap((prefix) =>
  ["site-packages", "dist-packages"].map((it) => `${prefix}/python3*/${it}`)
);

/** Checks that osbuild is recent enough to run a program that is not Python. */
export function checkOsbuild(
  { libdir, program }: Installation,
  packages: readonly string[] = PACKAGES,
): Verdict {
  const installed = packages.flatMap((it) => [...expandGlobSync(join(it, INIT), { root: "/" })]);
  for (const path of [join(libdir, INIT), ...installed.map((it) => it.path)]) {
    const version = versionIn(path);
    if (version === undefined) continue;
    const found = `osbuild ${version} (${path})`;
    if (version > NEWEST_TESTED) {
      return ok(`${found}; the newest that was tested is ${NEWEST_TESTED}`);
    }
    if (version >= OLDEST) return ok(found);
    if (launchedBy(program) !== undefined) return ok(`${found}, which starts the launcher`);
    return wrong(
      `${found} does not read sidecars: it takes this program for Python`,
      `update osbuild to ${OLDEST} or later, or install osbuild-input-containers-launcher`,
    );
  }
  return unknown(`no osbuild found in ${libdir} or among Python's packages: install osbuild first`);
}

/** Checks the file that osbuild reads instead of running the program. */
export function checkSidecar(installation: Installation): Verdict {
  const { program, sidecar, input, self } = installation;
  if (launchedBy(program) !== undefined) {
    return ok("not needed: the launcher contains the description");
  }
  const replace = replacing(
    installation,
    sidecar,
    `write to it what '${self} schema ${input.type}' prints`,
  );
  try {
    if (readText(sidecar) === input.sidecar) return ok(sidecar);
    return wrong(`${sidecar} is not the one of this program`, replace);
  } catch (error) {
    return wrong(`${sidecar}: ${reasonOf(error)}`, replace);
  }
}

/**
 * Compares the sidecar that osbuild ships since v188, kept aside while this program has its
 * place, with this program's.
 */
export function checkOwnSidecar({ package: own, input }: Installation): Verdict {
  const path = join(own, "original", `${input.type}.meta.json`);
  let text: string;
  try {
    text = readText(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ok("");
    return unknown(`${path}: ${reasonOf(error)}`);
  }
  if (meanTheSame(text, input.sidecar)) return ok("");
  return wrong(
    `${path}, which osbuild ships, does not allow the same inputs as this program's`,
    `update ${basename(own)}; until a version knows it, uninstall it to get osbuild's own back`,
  );
}

function versionIn(path: string): number | undefined {
  try {
    const [, version] = /^__version__\s*=\s*["'](\d+)/m.exec(readText(path)) ?? [];
    return version === undefined ? undefined : Number(version);
  } catch {
    return undefined;
  }
}

/** A limit for circular references, far beyond what any sidecar needs. */
const MAX_DEPTH = 40;

/** Keywords that only explain, or that matter to references only. */
const WITHOUT_MEANING = ["$schema", "definitions", "description", "id", "title"];

/**
 * Whether two sidecars allow the same inputs, as far as can be determined without trying all
 * inputs: descriptions, references and equivalent notations make no difference. What is not JSON, or
 * refers to itself, is like nothing else.
 */
export function meanTheSame(one: string, other: string): boolean {
  const meaning = (text: string) => {
    const { schema } = JSON.parse(text);
    // osbuild calls it for objects only.
    const { type: _, ...top } = isObject(schema) ? schema : {};
    return meaningOf(top, top, 0);
  };
  try {
    return isDeepStrictEqual(meaning(one), meaning(other));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function meaningOf(schema: unknown, top: JsonObject, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new SyntaxError("it is nested too deep");
  const within = (part: unknown) => meaningOf(part, top, depth + 1);
  if (Array.isArray(schema)) return schema.map(within);
  if (!isObject(schema)) return schema;
  const { $ref, patternProperties, ...own } = schema;
  const result: Record<string, unknown> = {};
  if (typeof $ref === "string") Object.assign(result, within(resolve($ref, top)));
  for (const [keyword, value] of Object.entries(own)) {
    if (WITHOUT_MEANING.includes(keyword)) continue;
    if (keyword === "additionalProperties" && value === true) continue;
    result[keyword] = keyword === "properties" && isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([name, it]) => [name, within(it)]))
      : within(value);
  }
  if (isObject(patternProperties)) {
    const { ".*": all, ...others } = patternProperties;
    if (all !== undefined) result.additionalProperties = within(all);
    if (Object.keys(others).length > 0) result.patternProperties = within(others);
  }
  const { oneOf, ...more } = result;
  const isOnlyChoice = Array.isArray(oneOf) && oneOf.length === 1 && Object.keys(more).length === 0;
  return isOnlyChoice ? oneOf[0] : result;
}

function resolve(reference: string, top: JsonObject): unknown {
  const path = reference.replace(/^#\/?/, "").split("/");
  return path.reduce<unknown>((part, key) => isObject(part) ? part[key] : undefined, top);
}
