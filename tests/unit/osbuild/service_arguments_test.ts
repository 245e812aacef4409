import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import {
  isService,
  parseServiceArguments,
  ServiceArgumentsError,
} from "../../../lib/osbuild/service_arguments.ts";

Deno.test("parseServiceArguments() reads both options when they come in any order and spelling", () => {
  for (
    const args of [
      ["--service-fd", "7", "--service-id", "input/a"],
      ["--service-id", "input/a", "--service-fd", "7"],
      ["--service-id=input/a", "--service-fd=7"],
      ["--service-fd=7", "--service-id", "input/a"],
    ]
  ) deepStrictEqual(parseServiceArguments(args), { fd: 7, id: "input/a" }, args.join(" "));
});

Deno.test("parseServiceArguments() takes the last value when an option is repeated", () => {
  strictEqual(parseServiceArguments(["--service-fd=3", "--service-fd=4"]).fd, 4);
});

Deno.test("parseServiceArguments() knows no id when none is given", () => {
  strictEqual(parseServiceArguments(["--service-fd", "0"]).id, undefined);
});

Deno.test("parseServiceArguments() takes any text for an id, also one like an option", () => {
  strictEqual(parseServiceArguments(["--service-id", "--x", "--service-fd", "3"]).id, "--x");
  strictEqual(parseServiceArguments(["--service-id=a=b\n", "--service-fd", "3"]).id, "a=b\n");
});

Deno.test("parseServiceArguments() throws when the descriptor is missing or no number", () => {
  for (const fd of ["", "x", "-1", "+1", "1.0", "0x1", " 1", "1 ", "1e1", "1234567890", "１"]) {
    throws(() => parseServiceArguments([`--service-fd=${fd}`]), ServiceArgumentsError, fd);
  }
  throws(() => parseServiceArguments(["--service-id", "a"]), /--service-fd is missing/);
  throws(() => parseServiceArguments(["--service-fd"]), /--service-fd has no value/);
});

Deno.test("parseServiceArguments() throws when there is anything else", () => {
  for (const extra of ["x", "--service-fdx", "--service-fd-x", "-v", ""]) {
    throws(() => parseServiceArguments(["--service-fd=3", extra]), /unknown argument/, extra);
  }
});

Deno.test("isService() is true when one of the options is anywhere", () => {
  strictEqual(isService(["--service-fd", "3"]), true);
  strictEqual(isService(["x", "--service-id=a"]), true);
  for (const args of [[], ["--help"], ["--service"], ["--service-fds"], ["service-fd"]]) {
    strictEqual(isService(args), false, args.join(" "));
  }
});
