/**
 * Where the configuration is looked for; the first one that exists counts.
 *
 * A module of its own, as the manual names them: packages are built without network, where Deno
 * runs no module that imports a library from npm.
 */
export const STORAGE_CONF_PATHS = [
  "/etc/containers/storage.conf",
  "/usr/share/containers/storage.conf",
] as const;
