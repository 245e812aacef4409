import { ExpectedError } from "../expected_error.ts";
import { Errno, SystemError } from "../linux/system_error.ts";

/**
 * Has the error of a system call, ours or Deno's, name the target of the request; a mount point
 * that exists has a class of its own and is left as it is.
 *
 * @param target the target
 * @param action what may fail
 * @returns what the action returns
 * @throws {ExpectedError} when a system call failed
 */
export async function withTarget<T>(target: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isSystemFailure(error)) throw error;
    throw new ExpectedError(`Cannot map to ${target}: ${error.message}`);
  }
}

function isSystemFailure(error: unknown): error is Error {
  if (error instanceof SystemError) return error.errno !== Errno.EEXIST;
  return error instanceof Error && ("code" in error || error instanceof Deno.errors.InvalidData);
}
