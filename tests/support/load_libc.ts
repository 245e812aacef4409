/**
 * Loads the C library before any test runs: Deno takes what a test loads, and does not unload, for
 * a leak of that test. Imported for that alone.
 *
 * @module
 */
import { libc, rareLibc } from "../../lib/linux/libc.ts";

libc();
rareLibc();
