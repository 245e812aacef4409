import { parse, TomlDate, type TomlTable, type TomlValue } from "npm:smol-toml@1.9.1";
import { ExpectedError, MissingFileError } from "../../expected_error.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { MAX_STORAGE_CONF_BYTES } from "../../limits.ts";
import { readFile } from "../../linux/content.ts";
import { Errno, SystemError } from "../../linux/system_error.ts";
import { STORAGE_CONF_PATHS } from "./storage_conf_paths.ts";
import { tableOf } from "./toml_json.ts";

/** What the input takes from the configuration of the host's container storage. */
export interface StorageConf {
  /** The file that it is from. */
  readonly path: string;
  /** The table `[storage]`, empty if there is none. */
  readonly storage: TomlTable;
  /** The same, ready to be written as JSON. */
  readonly json: JsonObject;
}

/**
 * Reads the configuration of the host's container storage (containers-storage.conf(5)), as osbuild
 * does in osbuild/util/host.py.
 *
 * @returns what it says
 * @throws {MissingFileError} when there is none, with the original's text
 * @throws {ExpectedError} when it can't be read, is not TOML, or holds what JSON can't
 */
export function readStorageConf(): StorageConf {
  for (const path of STORAGE_CONF_PATHS) {
    const text = readIfThere(path);
    if (text !== undefined) return read(text, path);
  }
  const list = STORAGE_CONF_PATHS.map((path) => `'${path}'`).join(", ");
  throw new MissingFileError(`could not find container storage configuration in any of (${list})`);
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
