/**
 * Errors as osbuild receives them. Only this module knows the names of their classes, which are
 * those of the Python original.
 *
 * @module
 */
import { ExpectedError, MissingFileError, ProtocolError } from "./errors.ts";
import { RequestError } from "./inputs/request.ts";
import { Errno, SystemError } from "./linux/system_error.ts";
import type { Failure } from "./osbuild/conversation.ts";
import { StoreError } from "./osbuild/store_client.ts";

/**
 * Turns an error into what osbuild shows as `<name>: <value>`.
 *
 * @returns `ProtocolError` for the conversation, `ValueError` for a request that can't be met,
 *   `FileExistsError` for a mount point that exists, `FileNotFoundError` for a configuration that
 *   is missing, `StoreError` for the store, `RuntimeError` for everything else that is expected; an
 *   unexpected error keeps its name and brings its stack
 */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return failure("RuntimeError", String(error));
  if (error instanceof ProtocolError) return failure("ProtocolError", error.message);
  if (error instanceof StoreError) return failure("StoreError", error.message);
  if (error instanceof RequestError) return failure("ValueError", error.message);
  if (error instanceof MissingFileError) return failure("FileNotFoundError", error.message);
  if (error instanceof ExpectedError) return failure("RuntimeError", error.message);
  if (error instanceof SystemError) {
    return error.errno === Errno.EEXIST && error.path !== undefined
      ? failure("FileExistsError", `[Errno 17] File exists: '${error.path}'`)
      : failure("RuntimeError", error.message);
  }
  return failure(error.name, error.message, error.stack);
}

function failure(name: string, value: string, backtrace = ""): Failure {
  // Python can't print lone surrogates.
  return { name, value: value.toWellFormed(), backtrace: backtrace.toWellFormed() };
}
