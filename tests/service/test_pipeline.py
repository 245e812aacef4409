"""Archives that pipelines made: the store mounts their trees, the service finds the files."""

import os
import re

from support import images, mounts
from support.case import MapCase


class PipelineTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def tearDown(self):
        self.end(self.service)

    def assert_archives(self, reply, expected):
        """Checks the reply, and that each archive is found as a stage would look for it."""
        self.assertEqual(reply["path"], self.target)
        archives = reply["data"]["archives"]
        self.assertEqual(
            archives,
            {key: {"format": "oci-archive", "name": name} for key, (name, _) in expected.items()},
        )
        for key, (_, content) in expected.items():
            with open(os.path.join(reply["path"], key), "rb") as file:
                self.assertEqual(file.read().decode(), content)

    def test_finds_the_archive_of_one_pipeline_in_the_target_itself(self):
        self.tree("p", "image.tar")
        reply = self.map_pipelines(self.service, {"p": {"name": "a name"}})
        self.assert_archives(reply, {"image.tar": ("a name", "archive image.tar of p")})
        self.assertEqual(
            self.store.questions,
            [{"method": "read-tree-at", "object-id": "p", "target": self.target, "subtree": "/"}],
        )

    def test_finds_the_archives_of_several_pipelines_even_where_they_share_a_name(self):
        refs = [f"pipeline-{number}" for number in range(3)]
        for ref in refs:
            self.tree(ref, "image.tar")
        reply = self.map_pipelines(self.service, {ref: {"name": f"name {ref}"} for ref in refs})
        self.assert_archives(
            reply,
            {f"{ref}/image.tar": (f"name {ref}", f"archive image.tar of {ref}") for ref in refs},
        )
        self.assertEqual(sorted(os.listdir(self.target)), refs)

    def test_leaves_the_trees_to_the_store_at_the_end(self):
        for ref in ("p", "q", "r"):
            self.tree(ref, "image.tar")
        other = self.directory("run", "inputs", "other")
        self.map_pipelines(self.service, ["p"])
        self.map_pipelines(self.service, ["q", "r"], target=other)
        self.end(self.service)
        self.assertEqual(len(mounts.below(self.inputs)), 3, "only the store takes its trees away")
        self.store.take_back()
        self.assertEqual(os.listdir(self.target), [])
        self.assertEqual(
            [os.listdir(os.path.join(other, it)) for it in os.listdir(other)], [[], []]
        )

    def test_refuses_a_target_where_images_are_mapped(self):
        self.tree("p", "image.tar")
        ref = self.image()
        self.map(self.service, [ref])
        for refs in (["p"], ["p", "q"]):
            self.assert_fails(
                "ValueError",
                f"Cannot map to {self.target}: images are mapped there",
                self.map_pipelines,
                self.service,
                refs,
            )
        self.assert_mapped(ref)
        self.map_pipelines(self.service, ["p"], target=self.directory("run", "inputs", "other"))

    def test_takes_odd_ids_of_several_pipelines_for_names_of_directories(self):
        refs = ["a b", "#\\\n", "__proto__", "\N{GRINNING FACE}", "-o"]
        for number, ref in enumerate(refs):
            self.store.trees[ref] = tree = self.directory("store", f"tree-{number}")
            images.write(tree, "x.tar", ref.encode())
        reply = self.map_pipelines(self.service, {ref: {"name": ref} for ref in refs})
        self.assert_archives(reply, {f"{ref}/x.tar": (ref, ref) for ref in refs})

    def test_refuses_ids_that_lead_elsewhere_when_there_are_several(self):
        self.tree("good", "image.tar")
        for ref in ("..", ".", "", "a/b", "/abs", "a\0b", "\ud800"):
            with self.subTest(ref):
                pattern = re.compile("^Cannot map reference '")
                self.assert_fails(
                    "ValueError", pattern, self.map_pipelines, self.service, ["good", ref]
                )
                self.assert_untouched()
        self.assertEqual(self.store.questions, [], "before the store is asked")

    def test_maps_images_and_pipelines_in_one_life(self):
        ref = self.image()
        self.tree("p", "image.tar")
        other = self.directory("run", "inputs", "other")
        self.map(self.service, [ref])
        self.map_pipelines(self.service, ["p"], target=other)
        self.assert_mapped(ref)
        self.assertEqual(os.listdir(other), ["image.tar"])

    def test_names_the_pipeline_when_its_tree_is_not_in_the_store(self):
        self.tree("good", "image.tar")
        text = "Cannot mount the tree of pipeline gone: it is not in the store"
        for refs in (["gone"], ["gone", "good"]):
            self.assert_fails("RuntimeError", text, self.map_pipelines, self.service, refs)
            self.assert_untouched()

    def test_names_the_pipeline_when_its_tree_can_not_be_mounted(self):
        self.store.trees["p"] = os.path.join(self.tmp, "nowhere")
        text = re.compile("^Cannot mount the tree of pipeline p: .*No such file")
        self.assert_fails("RuntimeError", text, self.map_pipelines, self.service, ["p"])
        self.assert_untouched()

    def test_leaves_trees_to_the_store_when_a_later_one_fails(self):
        self.tree("p", "image.tar")
        text = re.compile("pipeline gone")
        self.assert_fails("RuntimeError", text, self.map_pipelines, self.service, ["p", "gone"])
        self.assertEqual(os.listdir(self.target), ["p"], "the directory of the failed one is removed")
        self.store.take_back()

    def test_refuses_a_directory_that_is_there_already_when_there_are_several(self):
        for ref in ("p", "q"):
            self.tree(ref, "image.tar")
        images.write(self.target, "q", b"mine")
        text = f"[Errno 17] File exists: '{self.target}/q'"
        self.assert_fails("FileExistsError", text, self.map_pipelines, self.service, ["p", "q"])
        with open(os.path.join(self.target, "q"), "rb") as file:
            self.assertEqual(file.read(), b"mine")
