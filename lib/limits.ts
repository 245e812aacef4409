/**
 * Bounds on everything that the service waits for or holds in memory.
 *
 * They are constants of the program, so that nothing at run time can change them; a packager who
 * needs other values gives them to the build (`deno task build --limit NAME=VALUE`).
 *
 * @module
 */

/** How long the store may take to answer one question, in milliseconds. */
export const STORE_TIMEOUT_MS = 300_000;

/** How long one run of mount(8) or umount(8) may take, in milliseconds. */
export const MOUNT_TIMEOUT_MS = 120_000;

/** How long a killed mount(8) or umount(8) may take to end, in milliseconds. */
export const KILL_GRACE_MS = 2_000;

/**
 * The longest message taken, in bytes: room for 100,000 references. V8 ends the program when its
 * heap is full, and the worst of such messages (`[{},{},…`) takes 1 GiB, a quarter of it
 * (--max-old-space-size in tools/build.ts).
 */
export const MAX_MESSAGE_BYTES = 16_777_216;

/** How deep the JSON of a message may nest; CPython's parser fails at about the same depth. */
export const MAX_MESSAGE_DEPTH = 990;

/** How much of what mount(8) prints is kept for the error text, in bytes. */
export const MAX_PRINTED_BYTES = 65_536;

/** The longest storage.conf taken, in bytes; usual ones have a few thousand. */
export const MAX_STORAGE_CONF_BYTES = 1_048_576;

/** The longest reply, in characters: V8's longest string. */
export const MAX_REPLY_LENGTH = 2 ** 29 - 24;
