/**
 * The names of images that container tools accept: skopeo and podman refuse any other name that a
 * stage passes to them (the grammar is that of github.com/distribution/reference).
 *
 * @module
 */
const MAX_NAME = 255;
const DOMAIN =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;

/**
 * Explains why container tools refuse a name.
 *
 * @param name a name, such as `localhost/hello:latest`
 * @returns the reason; undefined if they accept it
 */
export function refusal(name: string): string | undefined {
  if (name === "") return "it is empty";
  // These regular expressions are not made for text of any length.
  if (name.length > 2 * MAX_NAME + 512) return "it is too long";
  if (/^[a-f0-9]{64}$/.test(name)) return "64 hexadecimal digits alone are an id";
  const [rest = "", digest, ...more] = name.split("@");
  if (more.length > 0) return "there is more than one @";
  if (digest !== undefined && !DIGEST.test(digest)) {
    return "what follows the @ is no digest, such as sha256:…";
  }
  const { domain, remainder } = splitDomain(rest);
  const colon = remainder.indexOf(":");
  const path = colon < 0 ? remainder : remainder.slice(0, colon);
  if (colon >= 0 && !TAG.test(remainder.slice(colon + 1))) {
    return "the tag, which follows the :, must be up to 128 of A-Z a-z 0-9 _ . - and begin with " +
      "none of . -";
  }
  if (domain !== undefined && !DOMAIN.test(domain)) {
    return "what stands before the first / is no host name";
  }
  if (/\p{Lu}/u.test(path)) return "the repository must be in lower case";
  if (!path.split("/").every((part) => COMPONENT.test(part))) {
    return "the repository must be a-z 0-9, with single . _ - or / between them";
  }
  const full = `${domain ?? "docker.io"}/${
    domain !== undefined || path.includes("/") ? "" : "library/"
  }${path}`;
  return full.length > MAX_NAME ? `it is longer than ${MAX_NAME} characters` : undefined;
}

/** The first part is a host if it looks like one; else it belongs to the repository at Docker's. */
function splitDomain(name: string): { domain: string | undefined; remainder: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === "localhost";
  if (!isHost) return { domain: undefined, remainder: name };
  return { domain: first, remainder: name.slice(slash + 1) };
}
