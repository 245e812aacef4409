import { throws } from "node:assert/strict";
import type { Place } from "../../../lib/mounts/place.ts";
import { refuseTarget } from "../../../lib/mounts/target.ts";

Deno.test("refuseTarget() throws when what was opened is not what the path led to", () => {
  const place = { path: "/elsewhere" } as Place;
  throws(
    () => refuseTarget("/link", "/nowhere", place, [], ""),
    /^RuntimeError: Cannot map to \/link: the directory was exchanged or is gone$/,
  );
});
