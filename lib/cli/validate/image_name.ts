/**
 * The names of images that container tools accept: skopeo and podman refuse any other name that a
 * stage passes to them (the grammar is that of github.com/distribution/reference).
 *
 * @module
 */
const MAX_NAME = 255;

/** What looks like a host before the first slash; the repository; tag and digest. */
const PARTS = /^(?:([^/@]*[.:][^/@]*|localhost)\/)?([^:@]*)(?::([^@]*))?(?:@(.*))?$/s;

const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const DOMAIN = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/** Explains why container tools refuse a name. */
export function refusal(name: string): string | undefined {
  if (name === "") return "it is empty";
  // These regular expressions are not made for text of any length.
  if (name.length > 2 * MAX_NAME + 512) return "it is too long";
  if (/^[a-f0-9]{64}$/.test(name)) return "64 hexadecimal digits alone are an id";
  const [, host, path = "", tag, digest] = PARTS.exec(name)!;
  if (digest !== undefined && !DIGEST.test(digest)) {
    return "what follows the @ is no digest, such as sha256:…";
  }
  if (tag !== undefined && !TAG.test(tag)) {
    return "the tag, which follows the :, must be up to 128 of A-Z a-z 0-9 _ . - and begin with " +
      "none of . -";
  }
  if (host !== undefined && !DOMAIN.test(host)) {
    return "what stands before the first / is no host name";
  }
  if (/\p{Lu}/u.test(path)) return "the repository must be in lower case";
  if (!path.split("/").every((part) => COMPONENT.test(part))) {
    return "the repository must be a-z 0-9, with single . _ - or / between them";
  }
  // A name without a host belongs to Docker's, one without a slash to its library.
  const full = `${host ?? "docker.io"}/${!host && !path.includes("/") ? "library/" : ""}${path}`;
  return full.length > MAX_NAME ? `it is longer than ${MAX_NAME} characters` : undefined;
}
