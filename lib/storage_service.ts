/**
 * The host service for the host's container storage, in a module of its own that is loaded for this
 * input only.
 *
 * @module
 */
import { CONTAINERS_STORAGE } from "./inputs/input_name.ts";
import { map } from "./inputs/storage/map.ts";
import { serve } from "./service.ts";

/**
 * Runs the host service of the input.
 *
 * @param args the program's arguments
 * @returns the exit status, as {@linkcode serve} does
 */
export async function serveStorage(args: readonly string[]): Promise<number> {
  return await serve(args, { name: CONTAINERS_STORAGE, map });
}
