"""Which file of a pipeline's tree is the archive."""

import os
import socket

from support import images
from support.case import MapCase

#: Names of files in one tree; the first by code point is the archive.
NAMES = (
    ("b", "a"), ("a", "B"), ("a", "A", "_"), ("10", "9"), ("a", "a.b", "a-b"), ("ab", "a"),
    ("\uffee", "\U0001f600"), ("\ue000", "\U00010000"), ("a\uff5e", "a\U0001f600"),
    ("\U0001f601", "\U0001f600"), ("\u00e4", "z"), ("a\u0308", "\u00e4"), (" ", "!"), ("\n", " "),
    ("a\udcff", "a\uffee"), ("a\U0001f600", "\udcc3", "A\udced\udca0\udc80"), ("a\U0001f600", "a"), (".hidden", "image.tar"), ("n" * 255,), tuple(f"{number:04}" for number in range(2000)),
)


class PipelineFilesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

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

    def test_is_the_first_by_code_point(self):
        for number, names in enumerate(NAMES):
            with self.subTest(names[:3]):
                self.assert_found(self.tree(f"p{number}", *names), min(names))
        self.end(self.service)

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
        self.end(self.service)
