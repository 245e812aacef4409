/**
 * The parts of a bill of materials, in the words of CycloneDX.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** A digest of what is described. */
export interface Hash {
  /** Name of the algorithm, such as `SHA-256`. */
  readonly alg: string;
  /** The digest, in hexadecimal digits. */
  readonly content: string;
}

/** Something that is inside, or was used to make what is inside. */
export interface Component {
  /** What kind of thing it is. */
  readonly type: "application" | "file" | "framework" | "library";
  /** Distinguishes it from all others here. */
  readonly "bom-ref": string;
  /** What it is called. */
  readonly name: string;
  /** Which one of that name. */
  readonly version?: string;
  /** What it is, for people. */
  readonly description?: string;
  /** `required` if it is inside, `excluded` if it was only used. */
  readonly scope?: "required" | "excluded";
  /** Digests. */
  readonly hashes?: readonly Hash[];
  /** Under which licence it is. */
  readonly licenses?: readonly unknown[];
  /** Where packages of its kind are known by this name. */
  readonly purl?: string;
  /** What it was made from, and how. */
  readonly pedigree?: { readonly ancestors?: readonly Component[]; readonly notes: string };
  /** What it consists of. */
  readonly components?: readonly Component[];
  /** Anything else. */
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/**
 * Names a licence.
 *
 * @param id identifier or expression of SPDX
 * @returns the entry for a component
 */
export function licence(id: string): readonly unknown[] {
  return / (AND|OR) /.test(id) ? [{ expression: id }] : [{ license: { id } }];
}

/**
 * Gives a digest of Subresource Integrity as a component's hash.
 *
 * @param integrity such as `sha512-…`
 * @returns the same digest in hexadecimal digits
 */
export function integrityHash(integrity: string): Hash {
  const [algorithm, digest] = integrity.split("-", 2) as [string, string];
  const alg = algorithm.replace(/^sha(\d+)$/, "SHA-$1");
  return { alg, content: Buffer.from(digest, "base64").toString("hex") };
}

/**
 * Names a package of npm.
 *
 * @param name name of the package, scope included
 * @param version its version
 * @returns its package URL
 */
export function npmUrl(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}
