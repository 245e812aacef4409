/** Names that images are to have, by their ids. */
export type Names = Readonly<Record<string, string>>;

/** The id of an image that is nowhere. */
export const ABSENT = `sha256:${"a".repeat(64)}`;

/** A manifest whose only stage wants images: of a store, of a pipeline and, if any, of the host. */
export function manifest(images: Names, hosts?: Names): string {
  const [type, source] = ["org.osbuild.containers", "org.osbuild.source"];
  const references = (names: Names) =>
    Object.fromEntries(Object.entries(names).map(([id, name]) => [id, { name }]));
  const built = references({ "name:build": "localhost/built" });
  const inputs = {
    images: { type, origin: source, references: references(images) },
    built: { type, origin: "org.osbuild.pipeline", references: built },
    ...(hosts && {
      host: { type: `${type}-storage`, origin: source, references: references(hosts) },
    }),
  };
  const stages = [{ type: "org.osbuild.skopeo", inputs }];
  const document = {
    version: "2",
    pipelines: [{ name: "build" }, { name: "image", stages }],
    sources: { "org.osbuild.skopeo": { items: images }, [`${type}-storage`]: { items: hosts } },
  };
  return JSON.stringify(document, null, 2);
}
