import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { memoryFile, readContent } from "../../../lib/linux/content.ts";
import type { Descriptor } from "../../../lib/linux/descriptor.ts";
import { DescriptorSet } from "../../../lib/linux/descriptor_set.ts";
import { Call } from "../../../lib/osbuild/call_form.ts";
import { ProtocolError } from "../../../lib/osbuild/protocol_error.ts";
import { isOpen, O_RDONLY, openFile } from "../../support/system.ts";

const encoder = new TextEncoder();

function file(text: string): Descriptor {
  return memoryFile("test", encoder.encode(text));
}

/** A message that came in; the descriptors are given away. */
function incoming(args: unknown, viaDescriptor: boolean, ...descriptors: Descriptor[]) {
  return {
    value: { type: "method", data: { name: "map", args } },
    viaDescriptor,
    descriptors: new DescriptorSet(descriptors.map(({ number }) => number)),
  };
}

Deno.test("Call.from() takes arguments from the message when they are there", () => {
  for (const [viaDescriptor, detour] of [[true, "known"], [false, "unknown"]] as const) {
    using call = Call.from(incoming({ a: 1 }, viaDescriptor));
    deepStrictEqual([call.method, call.args, call.detour], ["map", { a: 1 }, detour]);
    deepStrictEqual(call.deliver({ b: 2 }), { b: 2 });
  }
});

Deno.test("Call.from() reads no descriptor when the message has arguments", () => {
  const message = incoming({ a: 1 }, false, file("nonsense"));
  using _ = message.descriptors;
  using call = Call.from(message);
  deepStrictEqual(call.args, { a: 1 });
});

Deno.test("Call.from() takes arguments from the first descriptor when the message has none", () => {
  for (const args of [{}, [], null, undefined]) {
    using call = Call.from(incoming(args, false, file('{"a": 1}')));
    deepStrictEqual([call.args, call.detour], [{ a: 1 }, "impossible"]);
    deepStrictEqual(call.deliver({ b: 2 }), { b: 2 });
  }
});

Deno.test("Call.from() leaves missing arguments missing when no descriptor came", () => {
  using call = Call.from(incoming({}, false));
  deepStrictEqual([call.args, call.detour], [{}, "unknown"]);
});

Deno.test("Call.deliver() puts the result into the second descriptor when there is one", () => {
  const reply = file("before, and long");
  using kept = openFile(`/proc/self/fd/${reply.number}`);
  const call = Call.from(incoming({}, false, file('{"a": 1}'), reply));
  strictEqual(call.deliver({ b: "ä" }), "{}");
  strictEqual(new TextDecoder().decode(readContent(kept, 100)), '{"b":"ä"}');
  call.close();
  call.close();
});

Deno.test("Call.from() throws, and keeps nothing open, when a descriptor is of no use", () => {
  const unusable: [Descriptor, ...Descriptor[]][] = [
    [openFile("/dev/null"), file("")],
    [file("nonsense"), file("")],
    [file("{}"), openFile("/dev/null")],
    [file('{"a": 1}'), openFile("/etc/passwd", O_RDONLY)],
  ];
  for (const descriptors of unusable) {
    const numbers = descriptors.map(({ number }) => number);
    const message = incoming({}, false, ...descriptors);
    throws(() => Call.from(message), ProtocolError);
    message.descriptors.close();
    strictEqual(numbers.some(isOpen), false);
  }
});
