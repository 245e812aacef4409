/**
 * A manifest whose first pipeline packs an image from the store as an archive, and whose second
 * one unpacks that archive: both origins of the module's inputs.
 *
 * @param image the image's id
 * @returns the manifest
 */
export function twoPipelines(image: string) {
  const copy = (origin: string, references: object, type: string, path: string) => ({
    type: "org.osbuild.skopeo",
    inputs: { images: { type: "org.osbuild.containers", origin, references } },
    options: { destination: { type, path } },
  });
  const name = { name: "localhost/hello" };
  return {
    version: "2",
    // The image is in the store already, so that nothing is fetched.
    sources: {
      "org.osbuild.skopeo": { items: { [image]: { image: { ...name, digest: image } } } },
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
    ],
  };
}
