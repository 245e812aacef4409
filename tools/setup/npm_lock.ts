/** A lock file of Deno, as far as npm packages are concerned. */
export interface NpmLock {
  /** Version of the format. */
  readonly version: string;
  /** The version that each specifier resolves to. */
  readonly specifiers: Readonly<Record<string, string>>;
  /** The packages, by `<name>@<version>`, which the versions of peers may follow. */
  readonly npm: Readonly<Record<string, { readonly integrity: string; readonly tarball?: string }>>;
}

/**
 * Names the addresses of packages on another registry than npm's own. Without an address, Deno
 * fetches a package that a lock file lists from npm's own, regardless of `NPM_CONFIG_REGISTRY`.
 *
 * @param lock the lock file
 * @param registry value of `NPM_CONFIG_REGISTRY`, if it is set
 * @returns a lock file for that registry
 */
export function lockFor(lock: NpmLock, registry: string | undefined): NpmLock {
  if (!registry) return lock;
  const npm = Object.entries(lock.npm).map(([key, entry]) => {
    const [, name, base, version] = /^((?:@[^/]+\/)?([^@]+))@([^_]+)/.exec(key)!;
    const tarball = `${registry.replace(/\/$/, "")}/${name}/-/${base}-${version}.tgz`;
    return [key, { ...entry, tarball }];
  });
  return { ...lock, npm: Object.fromEntries(npm) };
}
