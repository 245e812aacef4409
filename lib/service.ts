import { ExpectedError } from "./errors.ts";
import { type Input, map } from "./inputs/input.ts";
import { setSignals } from "./linux/signals.ts";
import { SystemError } from "./linux/system_error.ts";
import { warn } from "./log.ts";
import { Mounts } from "./mounts/mounts.ts";
import { Channel } from "./osbuild/channel.ts";
import { converse } from "./osbuild/conversation.ts";
import type { PacketSocket } from "./osbuild/packet_socket.ts";
import { serviceDescriptor } from "./osbuild/service_arguments.ts";
import { StoreClient } from "./osbuild/store_client.ts";
import { inheritedSocket } from "./osbuild/unix_socket.ts";

/**
 * Runs the host service, from osbuild's start to the end of the conversation, and unmounts what was
 * mounted.
 *
 * @returns the exit status: 0; 1 when something failed or stayed mounted; 2 for bad arguments
 */
export async function serve(args: readonly string[], input: Input): Promise<number> {
  const told = new Set<string>();
  // What can't be detached after a call that failed may fail in the same way at the end.
  const tell = (text: string) => {
    if (!told.has(text)) warn(text);
    told.add(text);
  };
  let socket: PacketSocket;
  try {
    socket = open(args);
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return 2;
  }
  const mounts = new Mounts(tell);
  const context = { mounts, openStore: (path: string) => new StoreClient(path) };
  const methods = new Map([["map", (args: unknown) => map(input, context, args)]]);
  let status = 0;
  try {
    using channel = new Channel(socket);
    await converse(channel, methods);
  } catch (error) {
    tell(`the conversation ended early: ${error instanceof Error ? error.message : error}`);
    status = 1;
  }
  const failure = await mounts.release();
  if (failure === undefined) return status;
  tell(failure);
  return 1;
}

function open(args: readonly string[]): PacketSocket {
  const fd = serviceDescriptor(args);
  setSignals();
  // Deno changes to its working directory again, by path, whenever it starts a program.
  Deno.chdir("/");
  try {
    return inheritedSocket(fd);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error instanceof SystemError ? error.reason : error.message;
    throw new ExpectedError(`Cannot start the service on descriptor ${fd}: ${reason}`);
  }
}
