/**
 * The bundler behind `deno bundle`, in the version that Deno {@linkcode DENO_VERSION} requires.
 *
 * @module
 */
import type { PinnedTarball } from "../pins.ts";
import type { Architecture } from "../shared/architecture.ts";

/** The version that Deno asks npm for; it takes no other. */
export const BUNDLER_VERSION = "0.25.5";

/** A package with the bundler for one kind of machine. */
export interface BundlerTarball extends PinnedTarball {
  /** Path of the program in the archive. */
  readonly member: string;
  /** Path in Deno's cache. */
  readonly cached: string;
}

/** One package for each kind of machine that builds. */
export const BUNDLER_TARBALLS: Readonly<Record<Architecture, BundlerTarball>> = {
  x86_64: {
    name: "@esbuild/linux-x64",
    version: BUNDLER_VERSION,
    integrity:
      "sha512-uhj8N2obKTE6pSZ+aMUbqq+1nXxNjZIIjCjGLfsWvVpy7gKCOL6rsY1MhRh9zLtUtAI7vpgLMK6DxjO8Qm9lJw==",
    member: "package/bin/esbuild",
    cached: `dl/esbuild-${BUNDLER_VERSION}/esbuild-linux-x64`,
  },
  aarch64: {
    name: "@esbuild/linux-arm64",
    version: BUNDLER_VERSION,
    integrity:
      "sha512-Z9kfb1v6ZlGbWj8EJk9T6czVEjjq2ntSYLY2cw6pAZl4oKtfgQuS4HOq41M/BcoLPzrUbNd+R4BXFyH//nHxVg==",
    member: "package/bin/esbuild",
    cached: `dl/esbuild-${BUNDLER_VERSION}/esbuild-linux-arm64`,
  },
};
