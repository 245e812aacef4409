/**
 * The conversation with osbuild's store (osbuild/objectstore.py, `StoreServer`; the same from the
 * first release to v190): plain JSON packets, one question, one answer.
 *
 * @module
 */
import { ExpectedError, ProtocolError, StoreError } from "../errors.ts";
import { describe, isObject, type JsonObject } from "../json.ts";
import { STORE_TIMEOUT_MS } from "../limits.ts";
import { Errno, SystemError } from "../linux/system_error.ts";
import { Channel } from "./channel.ts";
import type { PacketSocket } from "./packet_socket.ts";
import { connectTo } from "./unix_socket.ts";

/** What the store can be asked. */
export type Store = Pick<StoreClient, "source" | "readTreeAt" | typeof Symbol.dispose>;

/** The store behind a socket. */
export class StoreClient implements Disposable {
  #path: string;
  #channel: Channel;

  /** @throws {StoreError} when it can't be reached */
  constructor(path: string) {
    this.#path = path;
    this.#channel = new Channel(connect(path));
  }

  /**
   * Asks where a source keeps its items.
   *
   * @throws {StoreError} when the store gives no answer
   */
  source(name: string): string {
    const { path } = this.#ask({ method: "source", name });
    if (typeof path === "string" && path.startsWith("/")) {
      if (path.isWellFormed()) return path;
      throw this.#failure(`the path ${path} of ${name} is not UTF-8`);
    }
    throw this.#failure(`it answered ${describe(path)} for the directory of ${name}`);
  }

  /**
   * Has the store mount the tree of a pipeline; the store unmounts it at the end of the build.
   *
   * @throws {ExpectedError} when the tree can't be mounted
   * @throws {StoreError} when the store gives no answer
   */
  readTreeAt(id: string, target: string): void {
    const answer = this.#ask({ method: "read-tree-at", "object-id": id, target, subtree: "/" });
    const tree = `the tree of pipeline ${id}`;
    if (answer.error) throw new ExpectedError(`Cannot mount ${tree}: ${describe(answer.error)}`);
    if (answer.path === null) {
      throw new ExpectedError(`Cannot mount ${tree}: it is not in the store`);
    }
    if (typeof answer.path !== "string") {
      throw this.#failure(`it answered ${describe(answer.path)} for ${tree}`);
    }
  }

  [Symbol.dispose](): void {
    this.#channel[Symbol.dispose]();
  }

  #ask(question: JsonObject): JsonObject {
    const answer = this.#exchange(question);
    if (!isObject(answer)) throw this.#failure(`it answered ${describe(answer)}`);
    // From v161 on the store reports its exceptions; before, it did not answer.
    if (answer.method === "exception" && isObject(answer.exception)) {
      const { type, value } = answer.exception;
      throw this.#failure(`it failed with ${describe(type)}: ${describe(value)}`);
    }
    return answer;
  }

  #exchange(question: JsonObject): unknown {
    try {
      this.#channel.memfdSupport = "no";
      this.#channel.send(question);
      const incoming = this.#channel.receive();
      if (incoming === undefined) throw this.#failure("it closed the connection");
      incoming.descriptors.close();
      return incoming.value;
    } catch (error) {
      if (error instanceof ProtocolError) throw this.#failure(error.message);
      if (!(error instanceof SystemError)) throw error;
      const late = error.errno === Errno.EAGAIN;
      throw this.#failure(
        late ? `it gave no answer within ${STORE_TIMEOUT_MS / 1000} s` : error.reason,
      );
    }
  }

  #failure(reason: string): StoreError {
    return new StoreError(`Cannot ask the store at ${this.#path}: ${reason}`);
  }
}

function connect(path: string): PacketSocket {
  try {
    return connectTo(path, STORE_TIMEOUT_MS);
  } catch (error) {
    const reason = error instanceof SystemError ? error.reason : (error as Error).message;
    throw new StoreError(`Cannot reach the store at ${path}: ${reason}`);
  }
}
