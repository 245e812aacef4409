/**
 * The exact versions of what comes from elsewhere, with the digests that are checked before use;
 * deno.lock has those of the program's libraries.
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

/** The version of esbuild, behind `deno bundle`, that {@linkcode DENO_VERSION} asks npm for. */
export const BUNDLER_VERSION = "0.25.5";

/** The bundler for each kind of machine that builds. */
export const BUNDLERS: Readonly<Record<Architecture, string>> = {
  x86_64: `@esbuild/linux-x64@${BUNDLER_VERSION}`,
  aarch64: `@esbuild/linux-arm64@${BUNDLER_VERSION}`,
};

/** Where JSR can't be reached: has its packages, compiled to JavaScript with declarations. */
export const STAND_INS = "windmill-cli@1.596.0";

/** Where Deno's site can't be reached: have a program compiled by {@linkcode DENO_VERSION}. */
export const RUNTIME_CARRIERS: Readonly<Record<Architecture, string>> = {
  x86_64: "@stdy/cli-linux-x64@0.22.2",
  aarch64: "@stdy/cli-linux-arm64@0.22.2",
};

/** The digests of these packages of npm, in the form of Subresource Integrity. */
export const INTEGRITY: Readonly<Record<string, string>> = {
  [BUNDLERS.x86_64]:
    "sha512-uhj8N2obKTE6pSZ+aMUbqq+1nXxNjZIIjCjGLfsWvVpy7gKCOL6rsY1MhRh9zLtUtAI7vpgLMK6DxjO8Qm9lJw==",
  [BUNDLERS.aarch64]:
    "sha512-Z9kfb1v6ZlGbWj8EJk9T6czVEjjq2ntSYLY2cw6pAZl4oKtfgQuS4HOq41M/BcoLPzrUbNd+R4BXFyH//nHxVg==",
  [STAND_INS]:
    "sha512-5aFVNTOEaGyTKyQlyjFI1FAZ8fTIQ2vGSmnqL3FfZuKpKWdqGXh8p9Azdp8N2MkIwyP1vYtOK9nfQk6jr6tRTw==",
  [RUNTIME_CARRIERS.x86_64]:
    "sha512-kp5QdG26EC8gEzVXI0YgzmiiFHz7DFCNRLNfAWa2rDPHr/jUBnfkP8AlbTPmv0YNQpnKn1wzSWHFw88fn/OTog==",
  [RUNTIME_CARRIERS.aarch64]:
    "sha512-HjSQdAt40CpYIauUKJ1xyIEsdrf5LtQP1x8Su7BEZJN94807ROJXxabW+jXyc48823tVBkrnxNUUTrBK4TVTRw==",
};
