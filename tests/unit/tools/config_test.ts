import { deepStrictEqual, ok } from "node:assert/strict";
import { STAND_INS } from "../../../tools/pins.ts";

const config = JSON.parse(
  Deno.readTextFileSync(new URL("../../../deno.json", import.meta.url)),
);

Deno.test("deno.json imports versions that a stand-in exists for when JSR can't be reached", () => {
  const known = STAND_INS.map(({ name, version }) => `jsr:${name}@${version}`);
  for (const specifier of Object.values<string>(config.imports)) {
    ok(known.includes(specifier), specifier);
  }
});

Deno.test("deno.json grants the program nothing but read, mount and libc when it is compiled", () => {
  const { read, run, ffi, ...rest } = config.permissions.service;
  deepStrictEqual(rest, { import: { deny: true } });
  deepStrictEqual(read, true);
  ok(run.every((path: string) => /^(\/usr)?\/bin\/u?mount$/.test(path)));
  ok(ffi.every((path: string) => /^\/(usr\/)?lib(64)?\/(.+\/)?libc\.so\.6$/.test(path)));
});
