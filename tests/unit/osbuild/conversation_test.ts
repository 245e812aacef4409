import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { converse, type Outcome } from "../../../lib/osbuild/conversation.ts";
import { ServiceError } from "../../../lib/service_error.ts";
import { Conversation } from "../../support/conversation.ts";

/** What a method did, and how often it was undone. */
class Done implements Outcome {
  reverted = 0;
  constructor(readonly result: unknown) {}
  revert(): Promise<void> {
    this.reverted++;
    return Promise.resolve();
  }
}

const CALL = '{"type": "method", "data": {"name": "m", "args": {"a": 1}}}';

/** Has a conversation in which the host says some packets, then closes or says `{}`. */
async function replies(method: (args: unknown) => Promise<Outcome>, ...said: string[]) {
  using it = new Conversation();
  for (const text of [...said, "{}"]) it.say(text);
  await converse(it.channel, new Map([["m", method]]));
  it.channel.close();
  return said.map(() => JSON.parse(it.hear().text));
}

Deno.test("converse() answers call after call until nothing is said", async () => {
  const seen: unknown[] = [];
  const method = (args: unknown) => {
    seen.push(args);
    return Promise.resolve(new Done(seen.length));
  };
  deepStrictEqual(await replies(method, CALL, CALL), [
    { type: "reply", data: { reply: 1 } },
    { type: "reply", data: { reply: 2 } },
  ]);
  deepStrictEqual(seen, [{ a: 1 }, { a: 1 }]);
});

Deno.test("converse() tells failures and goes on", async () => {
  const method = () => Promise.reject(new ServiceError("ValueError", "bad"));
  const answers = await replies(
    method,
    "x",
    '{"type": "x", "data": 1}',
    CALL.replace('"m"', '"n"'),
    CALL,
  );
  deepStrictEqual(answers.map(({ data }) => data.name), [
    "ProtocolError",
    "ProtocolError",
    "ProtocolError",
    "ValueError",
  ]);
  strictEqual(answers[2].data.value, "Unknown method");
});

Deno.test("converse() keeps what was done when the reply was sent", async () => {
  const done = new Done("x");
  await replies(() => Promise.resolve(done), CALL);
  strictEqual(done.reverted, 0);
});

Deno.test("converse() takes back what was done when the reply can't be delivered", async () => {
  using it = new Conversation();
  const done = new Done("x".repeat(6_000_000));
  it.say('{"type": "method", "data": {"name": "m", "args": {}}}', '{"a": 1}');
  it.say("{}");
  await converse(it.channel, new Map([["m", () => Promise.resolve(done)]]));
  strictEqual(done.reverted, 1);
  strictEqual(JSON.parse(it.hear().text).type, "exception");
});

Deno.test("converse() ends without an error when the host goes away before its answer", async () => {
  using it = new Conversation();
  it.say(CALL);
  const method = () => {
    it.peer.close();
    return Promise.resolve(new Done(1));
  };
  await converse(it.channel, new Map([["m", method]]));
});

Deno.test("converse() ends when the host closes without a word", async () => {
  using it = new Conversation();
  it.peer.close();
  await converse(it.channel, new Map());
});
