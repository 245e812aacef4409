import { join } from "node:path";
import { ROOT } from "./layout.ts";

/** A name under which osbuild starts the program. */
export interface Module {
  /** Name of the file in osbuild's directory of inputs. */
  readonly name: string;
  /** Description that osbuild reads, as a path. */
  readonly schema: string;
}

/** The modules that packages install, from packaging/modules: a name and a schema on each line. */
export const MODULES: readonly Module[] = Deno
  .readTextFileSync(join(ROOT, "packaging", "modules"))
  .trim().split("\n")
  .map((line) => {
    const [name, schema] = line.split(" ") as [string, string];
    return { name, schema: join(ROOT, schema) };
  });
