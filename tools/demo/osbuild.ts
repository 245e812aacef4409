import { join } from "node:path";
import { Channel } from "../../lib/osbuild/channel.ts";
import { isObject } from "../../lib/json.ts";
import { PacketSocket } from "../../lib/osbuild/packet_socket.ts";
import { accept, listenAt, socketPair } from "./sockets.ts";

/** How long the program may take for anything, in milliseconds. */
const PATIENCE_MS = 30_000;

/** osbuild's part of a build, as far as the program sees it: a store and a started service. */
export class Osbuild {
  #service: Deno.ChildProcess;
  #channel: Channel;
  #store: string;

  /**
   * Starts the program as a host service.
   *
   * @param program its path
   * @param store the store's directory
   */
  constructor(program: string, store: string) {
    const [ours, theirs] = socketPair();
    theirs.inherit(true);
    this.#service = new Deno.Command(program, {
      args: ["--service-id", "input/images", "--service-fd", String(theirs.number)],
      stdin: "null",
    }).spawn();
    theirs.close();
    const socket = new PacketSocket(ours);
    socket.limitWait(PATIENCE_MS);
    this.#channel = new Channel(socket);
    this.#store = store;
  }

  /**
   * Calls `map` and answers, in the middle of it, what the program asks the store.
   *
   * @param refs the images: id → options
   * @param target the directory where they are to appear
   * @returns the reply
   * @throws {Error} when the program tells a failure
   */
  map(refs: Record<string, { name: string }>, target: string): unknown {
    const api = join(this.#store, "api");
    using listener = listenAt(api);
    const args = {
      origin: "org.osbuild.source",
      refs,
      target,
      options: {},
      api: { store: api },
    };
    this.#channel.send({ type: "method", data: { name: "map", args } }, "known");
    this.#answerAsStore(new Channel(accept(listener)));
    const message = this.#receive(this.#channel);
    const data = isObject(message) && isObject(message.data) ? message.data : {};
    if (isObject(message) && message.type === "reply") return data.reply;
    throw new Error(`${data.name}: ${data.value}`);
  }

  /**
   * Closes the conversation, which ends the service.
   *
   * @returns its exit status
   */
  async end(): Promise<number> {
    this.#channel.close();
    return (await this.#service.status).code;
  }

  #answerAsStore(channel: Channel): void {
    using connection = channel;
    const question = this.#receive(connection);
    const name = isObject(question) ? question.name : "";
    connection.send({ path: join(this.#store, "sources", String(name)) }, "known");
    // The program hangs up when it has asked all.
    connection.receive();
  }

  #receive(channel: Channel): unknown {
    const incoming = channel.receive();
    if (incoming === undefined) throw new Error("the program closed the conversation");
    incoming.descriptors.close();
    return incoming.value;
  }
}
