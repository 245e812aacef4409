import { isObject } from "../../lib/json.ts";
import { Channel } from "../../lib/osbuild/channel.ts";
import { PacketSocket } from "../../lib/osbuild/packet_socket.ts";
import { accept, listenAt, socketPair } from "./sockets.ts";

/** How long the service may be silent, in milliseconds: longer than any of its own time limits. */
const TIMEOUT_MS = 600_000;

/** osbuild's part of a build, as far as the program sees it: the host of a service, and a store. */
export class Host {
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
    socket.limitWait(TIMEOUT_MS);
    this.#channel = new Channel(socket);
    this.#store = store;
  }

  /**
   * Calls `map`, and answers what the program asks the store meanwhile.
   *
   * @param refs the images: id → options
   * @param target the directory where they are to appear
   * @returns the reply
   * @throws {Error} when the program answers with an exception
   */
  map(refs: Readonly<Record<string, { name: string }>>, target: string): unknown {
    const api = `${this.#store}/api`;
    using listener = listenAt(api);
    const args = { origin: "org.osbuild.source", refs, target, options: {}, api: { store: api } };
    this.#channel.send({ type: "method", data: { name: "map", args } }, "yes");
    this.#answerAsStore(new Channel(new PacketSocket(accept(listener))));
    Deno.removeSync(api);
    const message = receive(this.#channel);
    const data = isObject(message) && isObject(message.data) ? message.data : {};
    if (isObject(message) && message.type === "reply") return data.reply;
    throw new Error(`${data.name}: ${data.value}`);
  }

  /**
   * Closes the socket, which ends the service.
   *
   * @returns its exit status
   */
  async end(): Promise<number> {
    this.#channel.close();
    return (await this.#service.status).code;
  }

  #answerAsStore(channel: Channel): void {
    using connection = channel;
    const question = receive(connection);
    const name = isObject(question) ? question.name : "";
    connection.send({ path: `${this.#store}/sources/${name}` }, "yes");
    // Returns when the program closes the connection.
    connection.receive();
  }
}

function receive(channel: Channel): unknown {
  const incoming = channel.receive();
  if (incoming === undefined) throw new Error("The service has closed the socket");
  incoming.descriptors.close();
  return incoming.value;
}
