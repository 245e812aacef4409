import { parse, TomlDate, type TomlTable, type TomlValue } from "npm:smol-toml@1.9.1";
import { ExpectedError, MissingFileError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { MAX_STORAGE_CONF_BYTES } from "../../limits.ts";
import { readFile } from "../../linux/file.ts";
import { variable } from "../../linux/proc.ts";
import { Errno, SystemError } from "../../linux/system_error.ts";

/** Where the configuration is looked for; the first one that exists counts. */
const STORAGE_CONF_PATHS = [
  "/etc/containers/storage.conf",
  "/usr/share/containers/storage.conf",
] as const;

declare global {
  // Missing in the types of this TypeScript.
  interface JSON {
    /** Makes a value that JSON.stringify() writes as it is. */
    rawJSON(text: string): unknown;
  }
}

/** How deep a table may nest; readers in Python take about 990 levels in the whole reply. */
const MAX_DEPTH = 900;

/**
 * Turns a TOML table into an object whose JSON means the same to Python as what the original
 * writes: integers keep all digits, floating-point numbers stay such, and infinity is a number.
 */
function tableOf(table: TomlTable, key: string, path: string, depth = 0): JsonObject {
  const entries = Object.entries(table)
    .map(([name, value]) => [name, jsonOf(value, `${key}.${name}`, path, depth + 1)] as const);
  return Object.fromEntries(entries);
}

function jsonOf(value: TomlValue, key: string, path: string, depth: number): unknown {
  if (typeof value === "bigint") return JSON.rawJSON(String(value));
  if (typeof value === "number") return JSON.rawJSON(floatOf(value, key, path));
  if (typeof value !== "object") return value;
  if (depth > MAX_DEPTH) {
    const [first] = key.split(/\.|\[/, 2).slice(1);
    throw unwritable("nested too deep; remove it", `storage.${first}`, path);
  }
  if (value instanceof TomlDate) throw unwritable("a date; quote it", key, path);
  if (Array.isArray(value)) {
    return value.map((item, i) => jsonOf(item, `${key}[${i}]`, path, depth + 1));
  }
  // The library's other types of dates are off unless they are asked for.
  return tableOf(value as TomlTable, key, path, depth);
}

function floatOf(value: number, key: string, path: string): string {
  if (Number.isNaN(value)) throw unwritable("not a number; remove it", key, path);
  // Too large for a double: readers make infinity of it.
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function unwritable(problem: string, key: string, path: string): ExpectedError {
  return new ExpectedError(`Cannot pass on ${path} as JSON: ${key} is ${problem}`);
}

/** What the input takes from the configuration of the host's container storage. */
export interface StorageConf {
  /** What says where the storage is: a file, or a variable of the environment. */
  readonly path: string;
  /** The table `[storage]`, empty if there is none. */
  readonly storage: TomlTable;
  /** The same, ready to be written as JSON. */
  readonly json: JsonObject;
}

/** Where rootless builds have their storage, and what podman keeps of containers that run. */
const [GRAPHROOT, RUNROOT] = ["CONTAINERS_GRAPHROOT", "CONTAINERS_RUNROOT"];

/**
 * Reads the configuration of the host's container storage (containers-storage.conf(5)), as osbuild
 * does in osbuild/util/host.py: two variables replace what is in the file, and the file itself.
 *
 * @param paths where it may be; the first that exists counts
 * @throws {MissingFileError} when there is none, with the original's text
 * @throws {ExpectedError} when it can't be read, is not TOML, or holds what JSON can't
 */
export function readStorageConf(paths: readonly string[] = STORAGE_CONF_PATHS): StorageConf {
  // Whoever names a file means that one.
  const graphroot = paths === STORAGE_CONF_PATHS ? variable(GRAPHROOT) : "";
  for (const path of paths) {
    const text = readIfThere(path);
    if (text === undefined) continue;
    const conf = read(text, path);
    return graphroot === "" ? conf : replaced(conf, graphroot);
  }
  if (graphroot !== "") return replaced({ path: GRAPHROOT, storage: {}, json: {} }, graphroot);
  const list = paths.map((path) => `'${path}'`).join(", ");
  throw new MissingFileError(`could not find container storage configuration in any of (${list})`);
}

function replaced({ storage, json }: StorageConf, graphroot: string): StorageConf {
  const runroot = variable(RUNROOT);
  const changes = runroot === "" ? { graphroot } : { graphroot, runroot };
  return { path: GRAPHROOT, storage: { ...storage, ...changes }, json: { ...json, ...changes } };
}

function readIfThere(path: string): string | undefined {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = readFile(path, MAX_STORAGE_CONF_BYTES);
  } catch (error) {
    if (!(error instanceof SystemError)) {
      throw new ExpectedError(`Cannot read ${path}: ${reason(error)}; correct it`);
    }
    if (error.errno === Errno.ENOENT) return undefined;
    throw new ExpectedError(`Cannot read ${path}: ${error.reason}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ExpectedError(`Cannot read ${path}: it is not UTF-8, and so not TOML; correct it`);
  }
}

function read(text: string, path: string): StorageConf {
  let document: TomlTable;
  try {
    document = parse(text, { integersAsBigInt: true });
  } catch (error) {
    // The library shows the line below its message.
    const [problem, ...shown] = reason(error).split("\n").map((line) => line.trimEnd());
    const excerpt = shown.filter((line) => line !== "").join("\n");
    throw new ExpectedError(`Cannot read ${path}: ${problem}; correct it\n${excerpt}`.trimEnd());
  }
  const { storage = {} } = document;
  if (isTable(storage)) return { path, storage, json: tableOf(storage, "storage", path) };
  throw new ExpectedError(`Cannot read ${path}: storage is not a table; write it as [storage]`);
}

function isTable(value: TomlValue): value is TomlTable {
  return isObject(value) && !(value instanceof TomlDate);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
