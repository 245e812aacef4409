"""Archives that pipelines made: the store mounts their trees, the service finds the files."""

import os
import socket

from support import images, mounts
from support.case import MapCase

#: Names of files in one tree; the first by code point is the archive.
NAMES = (
    ("b", "a"), ("a", "B"), ("a", "A", "_"), ("10", "9"), ("a", "a.b", "a-b"), ("ab", "a"),
    ("\uffee", "\U0001f600"), ("\ue000", "\U00010000"), ("a\uff5e", "a\U0001f600"),
    ("\U0001f601", "\U0001f600"), ("\u00e4", "z"), ("a\u0308", "\u00e4"), (" ", "!"), ("\n", " "),
    ("a\udcff", "a\uffee"), ("a\U0001f600", "\udcc3", "A\udced\udca0\udc80"),
    ("a\U0001f600", "a"), (".hidden", "image.tar"),
    ("\udcc0\udcaf\udce0\udc80\udcaf",), ("\udce2\udc82\u20ac\u00e4",),
    ("\udcf4\udc90\udc80\udc80\ufeff",),
    ("n" * 255,), tuple(f"{number:04}" for number in range(2000)),
)  # fmt: skip
#: Names of links in a tree without an archive, and where they lead.
NO_ARCHIVES = {
    "d-dangling": "nowhere",
    "e-loop": "e-loop",
    "f-to-directory": "a-directory",
    "g-to-fifo": "b-fifo",
    "h-to-device": "/dev/null",
}


class PipelineTest(MapCase):
    def trees(self, *refs):
        """Puts trees with an archive each into the store."""
        for ref in refs:
            self.tree(ref, "image.tar")

    def found(self, refs):
        """Maps pipelines; checks the reply, and returns what it says of each archive."""
        reply = self.map_pipelines(self.service, refs)
        archives = reply["data"]["archives"]
        self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})
        for ref, (key, archive) in zip(refs, archives.items()):
            self.assertEqual(archive, {"format": "oci-archive", "name": f"name of {ref}"})
            self.assertTrue(os.path.isfile(os.path.join(self.target, key)), key)
        return list(archives)

    def test_is_found_in_the_target_itself_when_it_is_the_only_one(self):
        self.store.trees = dict.fromkeys(("p", "..", "/"), self.tree("p", "image.tar"))
        for ref in self.store.trees:
            target = self.next_target()
            self.store.questions.clear()
            self.assertEqual(self.found([ref]), ["image.tar"])
            question = {"object-id": ref, "target": target, "subtree": "/"}
            self.assertEqual(self.store.questions, [{"method": "read-tree-at", **question}])
            self.assertEqual(os.listdir(self.target), ["image.tar"])

    def test_is_found_below_the_target_when_there_are_several(self):
        refs = ["pipeline", "a b", "#\\\n", "__proto__", "\N{GRINNING FACE}", "-o"]
        self.trees(*refs)
        self.assertEqual(self.found(refs), [f"{ref}/image.tar" for ref in refs])
        self.assertEqual(sorted(os.listdir(self.target)), sorted(refs))
        for ref in refs:
            with open(os.path.join(self.target, ref, "image.tar"), "rb") as file:
                self.assertEqual(file.read().decode(), f"archive image.tar of {ref}")

    def test_is_left_to_the_store_at_the_end(self):
        self.trees("p", "q", "r")
        self.map_pipelines(self.service, ["p"])
        self.map_pipelines(self.service, ["q", "r"], target=self.directory("other"))
        self.end(self.service)
        self.assertEqual(len(mounts.below(self.run_dir)), 1, "only the store unmounts its trees")
        self.assertEqual(len(mounts.below(f"{self.tmp}/other")), 2)
        self.store.take_back()
        self.assert_empty()

    def test_is_refused_where_images_are_mapped(self):
        self.trees("p", "q")
        self.map(self.service, self.refs)
        link = os.path.join(self.tmp, "link")
        os.symlink(self.target, link)
        for target in (self.target, link):
            pattern = f"^Cannot map to {target}: images are mapped there$"
            for refs in (["p"], ["p", "q"]):
                changes = {"origin": "org.osbuild.pipeline", "target": target}
                self.assert_map_fails(pattern, refs, "ValueError", **changes)
        self.assert_mapped(self.refs)
        self.next_target()
        self.assertEqual(self.found(["p"]), ["image.tar"])

    def test_is_named_when_its_tree_can_not_be_mounted(self):
        self.trees("good")
        self.store.trees["broken"] = os.path.join(self.tmp, "nowhere")
        for ref, reason in (("gone", "it is not in the store$"), ("broken", ".*No such file")):
            pattern = f"^Cannot mount the tree of pipeline {ref}: {reason}"
            for refs in ([ref], [ref, "good"]):
                self.assert_pipelines_fail(pattern, refs)
                self.assert_empty()
            self.assert_pipelines_fail(pattern, ["good", ref])
            self.assertEqual(os.listdir(self.target), ["good"], "only the store unmounts its trees")
            self.store.take_back()
            self.next_target()

    def test_is_refused_when_its_directory_is_there_already(self):
        self.trees("p", "q")
        images.write(self.target, "q", b"mine")
        pattern = rf"^\[Errno 17\] File exists: '{self.target}/q'$"
        self.assert_pipelines_fail(pattern, ["p", "q"], "FileExistsError")
        with open(os.path.join(self.target, "q"), "rb") as file:
            self.assertEqual(file.read(), b"mine")

    def test_is_the_first_file_by_code_point(self):
        for number, names in enumerate(NAMES):
            with self.subTest(names[:3]):
                self.next_target()
                self.tree(f"p{number}", *names)
                self.assertEqual(self.found([f"p{number}"]), [min(names)])

    def test_is_a_regular_file(self):
        tree = self.tree("p")
        self.assert_nothing_found()
        os.mkdir(os.path.join(tree, "a-directory"))
        images.write(os.path.join(tree, "a-directory"), "image.tar")
        os.mkfifo(os.path.join(tree, "b-fifo"))
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(os.path.join(tree, "c-socket"))
        for name, aim in NO_ARCHIVES.items():
            os.symlink(aim, os.path.join(tree, name))
        self.assert_nothing_found()
        images.write(tree, "z-empty.tar")
        self.next_target()
        self.assertEqual(self.found(["p"]), ["z-empty.tar"])
        for name, aim in (("a.tar", "z-empty.tar"), ("A.tar", "a-directory/image.tar")):
            os.symlink(aim, os.path.join(tree, name))
            self.next_target()
            self.assertEqual(self.found(["p"]), [name])

    def assert_nothing_found(self):
        """Checks that there is no archive."""
        self.next_target()
        self.assert_pipelines_fail("^No archive files in source$", ["p"])

    def assert_pipelines_fail(self, pattern, refs, name="RuntimeError"):
        self.assert_fails(name, pattern, self.map_pipelines, self.service, refs)
