/**
 * A manifest whose first pipeline packs an image from the store as an archive, and whose second
 * one unpacks that archive: both origins of the module's inputs. The third copies an image from the
 * host's container storage.
 */
export function threePipelines(image: string) {
  const copy = (
    origin: string,
    references: object,
    type: string,
    path: string,
    input = "org.osbuild.containers",
  ) => ({
    type: "org.osbuild.skopeo",
    inputs: { images: { type: input, origin, references } },
    options: { destination: { type, path } },
  });
  const name = { name: "localhost/hello" };
  const storage = "org.osbuild.containers-storage";
  return {
    version: "2",
    // The image is in the store already, so that nothing is fetched.
    sources: {
      "org.osbuild.skopeo": { items: { [image]: { image: { ...name, digest: image } } } },
      [storage]: { items: { [image]: {} } },
    },
    pipelines: [
      {
        name: "archive",
        stages: [
          copy("org.osbuild.source", { [image]: name }, "oci-archive", "/hello.tar"),
        ],
      },
      {
        name: "tree",
        stages: [
          copy("org.osbuild.pipeline", { "name:archive": name }, "dir", "/image"),
        ],
      },
      {
        name: "host",
        stages: [
          copy("org.osbuild.source", { [image]: name }, "dir", "/image", storage),
        ],
      },
    ],
  };
}
