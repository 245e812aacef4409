"""Archives that pipelines made: the store mounts their trees, the service finds the files."""

import os
import re
import socket

from support import images, mounts
from support.case import MapCase


#: Names of files in one tree; the first by code point is the archive.
NAMES = (
    ("b", "a"), ("a", "B"), ("a", "A", "_"), ("10", "9"), ("a", "a.b", "a-b"), ("ab", "a"),
    ("\uffee", "\U0001f600"), ("\ue000", "\U00010000"), ("a\uff5e", "a\U0001f600"),
    ("\U0001f601", "\U0001f600"), ("\u00e4", "z"), ("a\u0308", "\u00e4"), (" ", "!"), ("\n", " "),
    ("a\udcff", "a\uffee"), ("a\U0001f600", "\udcc3", "A\udced\udca0\udc80"), ("a\U0001f600", "a"), (".hidden", "image.tar"), ("n" * 255,), tuple(f"{number:04}" for number in range(2000)),
)


class PipelineTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()
        self.other = self.directory("run", "inputs", "other")

    def assert_archives(self, refs, keys):
        """Checks the reply, and that each archive is found where a stage looks for it."""
        reply = self.map_pipelines(self.service, {ref: {"name": f"name of {ref}"} for ref in refs})
        self.assertEqual(reply["path"], self.target)
        archives = {key: {"format": "oci-archive", "name": f"name of {ref}"} for ref, key in zip(refs, keys)}
        self.assertEqual(reply["data"]["archives"], archives)
        for ref, key in zip(refs, keys):
            with open(os.path.join(reply["path"], key), "rb") as file:
                self.assertEqual(file.read().decode(), f"archive image.tar of {ref}")

    def test_is_found_in_the_target_itself_when_it_is_the_only_one(self):
        self.store.trees = dict.fromkeys(("p", "..", "/"), self.tree("p", "image.tar"))
        for ref in self.store.trees:
            self.next_target()
            self.store.questions.clear()
            reply = self.map_pipelines(self.service, {ref: {"name": "a name"}})
            archives = {"image.tar": {"format": "oci-archive", "name": "a name"}}
            self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})
            question = {"method": "read-tree-at", "object-id": ref, "target": self.target, "subtree": "/"}
            self.assertEqual(self.store.questions, [question])
            self.assertEqual(os.listdir(self.target), ["image.tar"])

    def test_is_found_below_the_target_when_there_are_several(self):
        refs = ["pipeline", "a b", "#\\\n", "__proto__", "\N{GRINNING FACE}", "-o"]
        for ref in refs:
            self.tree(ref, "image.tar")
        self.assert_archives(refs, [f"{ref}/image.tar" for ref in refs])
        self.assertEqual(sorted(os.listdir(self.target)), sorted(refs))

    def test_is_left_to_the_store_at_the_end(self):
        for ref in ("p", "q", "r"):
            self.tree(ref, "image.tar")
        self.map_pipelines(self.service, ["p"])
        self.map_pipelines(self.service, ["q", "r"], target=self.other)
        self.end(self.service)
        self.assertEqual(len(mounts.below(self.inputs)), 3, "only the store unmounts its trees")
        self.store.take_back()
        self.assertEqual(os.listdir(self.target), [])
        self.assert_unmapped(self.other)

    def test_is_refused_where_images_are_mapped(self):
        for ref in ("p", "q"):
            self.tree(ref, "image.tar")
        image = self.image()
        self.map(self.service, [image])
        for refs in (["p"], ["p", "q"]):
            text = f"Cannot map to {self.target}: images are mapped there"
            self.assert_fails("ValueError", text, self.map_pipelines, self.service, refs)
        self.map_pipelines(self.service, ["p"], target=self.other)
        self.assert_mapped(image)
        self.assertEqual(os.listdir(self.other), ["image.tar"])

    def test_is_named_when_its_tree_can_not_be_mounted(self):
        self.tree("good", "image.tar")
        self.store.trees["broken"] = os.path.join(self.tmp, "nowhere")
        for ref, reason in (("gone", "it is not in the store$"), ("broken", ".*No such file")):
            text = re.compile(f"^Cannot mount the tree of pipeline {ref}: {reason}")
            for refs in ([ref], [ref, "good"]):
                self.assert_fails("RuntimeError", text, self.map_pipelines, self.service, refs)
                self.assert_untouched()
            self.assert_fails("RuntimeError", text, self.map_pipelines, self.service, ["good", ref])
            self.assertEqual(os.listdir(self.target), ["good"], "only the store unmounts its trees")
            self.store.take_back()
            self.next_target()

    def test_is_refused_when_its_directory_is_there_already(self):
        for ref in ("p", "q"):
            self.tree(ref, "image.tar")
        images.write(self.target, "q", b"mine")
        text = f"[Errno 17] File exists: '{self.target}/q'"
        self.assert_fails("FileExistsError", text, self.map_pipelines, self.service, ["p", "q"])
        with open(os.path.join(self.target, "q"), "rb") as file:
            self.assertEqual(file.read(), b"mine")

    def assert_found(self, tree, expected):
        """Checks which key the reply has for the tree of a pipeline."""
        self.next_target()
        reply = self.map_pipelines(self.service, {os.path.basename(tree): {"name": "x"}})
        self.assertEqual(list(reply["data"]["archives"]), [expected])

    def assert_nothing_found(self, tree):
        """Checks that the tree of a pipeline holds no archive."""
        self.next_target()
        text = "No archive files in source"
        self.assert_fails("RuntimeError", text, self.map_pipelines, self.service, [os.path.basename(tree)])

    def test_is_the_first_file_by_code_point(self):
        for number, names in enumerate(NAMES):
            with self.subTest(names[:3]):
                self.assert_found(self.tree(f"p{number}", *names), min(names))

    def test_is_a_regular_file(self):
        tree = self.tree("p")
        self.assert_nothing_found(tree)
        os.mkdir(os.path.join(tree, "a-directory"))
        images.write(os.path.join(tree, "a-directory"), "image.tar")
        os.mkfifo(os.path.join(tree, "b-fifo"))
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(os.path.join(tree, "c-socket"))
        for name, aim in (
            ("d-dangling", "nowhere"), ("e-loop", "e-loop"), ("f-to-directory", "a-directory"),
            ("g-to-fifo", "b-fifo"), ("h-to-device", "/dev/null"),
        ):
            os.symlink(aim, os.path.join(tree, name))
        self.assert_nothing_found(tree)
        images.write(tree, "z-empty.tar")
        self.assert_found(tree, "z-empty.tar")
        for aim, name in (("z-empty.tar", "a.tar"), ("a-directory/image.tar", "A.tar")):
            os.symlink(aim, os.path.join(tree, name))
            self.assert_found(tree, name)
