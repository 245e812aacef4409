"""Which file of a pipeline's tree is the archive."""

import os
import socket

from support import images
from support.case import MapCase


class PipelineFilesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()
        self.count = 0

    def tearDown(self):
        self.end(self.service)

    def assert_found(self, tree, expected):
        """Checks which key the reply has for the tree of a pipeline."""
        target = self.new_target()
        reply = self.map_pipelines(
            self.service, {os.path.basename(tree): {"name": "x"}}, target=target
        )
        self.assertEqual(list(reply["data"]["archives"]), [expected])

    def assert_nothing_found(self, tree):
        """The same for a tree that holds no archive."""
        ref = os.path.basename(tree)
        self.assert_fails(
            "RuntimeError",
            "No archive files in source",
            self.map_pipelines,
            self.service,
            [ref],
            target=self.new_target(),
        )

    def new_target(self):
        self.count += 1
        return self.directory("run", "inputs", f"input-{self.count}")

    def test_is_the_first_by_code_point(self):
        for number, names in enumerate(
            (
                ("b", "a"),
                ("a", "B"),
                ("a", "A", "_"),
                ("10", "9"),
                ("a", "a.b", "a-b"),
                ("ab", "a"),
                ("\uffee", "\U0001f600"),
                ("\ue000", "\U00010000"),
                ("a\uff5e", "a\U0001f600"),
                ("\U0001f601", "\U0001f600"),
                ("\u00e4", "z"),
                ("a\u0308", "\u00e4"),
                (" ", "!"),
                ("\n", " "),
                ("a\U0001f600", "a"),
                (".hidden", "image.tar"),
            )
        ):
            with self.subTest(names):
                self.assert_found(self.tree(f"p{number}", *names), min(names))

    def test_is_no_directory_socket_fifo_device_or_dangling_link(self):
        tree = self.tree("p")
        self.assert_nothing_found(tree)
        os.mkdir(os.path.join(tree, "a-directory"))
        images.write(os.path.join(tree, "a-directory"), "image.tar")
        os.mkfifo(os.path.join(tree, "b-fifo"))
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(os.path.join(tree, "c-socket"))
        os.symlink("nowhere", os.path.join(tree, "d-dangling"))
        os.symlink("e-loop", os.path.join(tree, "e-loop"))
        os.symlink("a-directory", os.path.join(tree, "f-to-directory"))
        os.symlink("b-fifo", os.path.join(tree, "g-to-fifo"))
        os.symlink("/dev/null", os.path.join(tree, "h-to-device"))
        self.assert_nothing_found(tree)
        images.write(tree, "z-image.tar")
        self.assert_found(tree, "z-image.tar")

    def test_may_be_what_a_link_leads_to(self):
        tree = self.tree("p", "z.tar")
        os.symlink("z.tar", os.path.join(tree, "a.tar"))
        self.assert_found(tree, "a.tar")
        os.mkdir(os.path.join(tree, "directory"))
        images.write(os.path.join(tree, "directory"), "inner.tar")
        os.symlink("directory/inner.tar", os.path.join(tree, "A.tar"))
        self.assert_found(tree, "A.tar")

    def test_may_be_empty(self):
        tree = self.tree("p")
        images.write(tree, "empty.tar")
        self.assert_found(tree, "empty.tar")

    def test_is_another_when_a_name_is_not_utf8(self):
        tree = self.tree("p")
        for name in (b"a\xff", b"\xc3", b"A\xed\xa0\x80"):
            with open(os.path.join(os.fsencode(tree), name), "wb"):
                pass
        self.assert_nothing_found(tree)
        images.write(tree, "zz.tar")
        self.assert_found(tree, "zz.tar")

    def test_is_found_among_many(self):
        tree = self.tree("p", *(f"{number:04}" for number in range(2000)))
        os.mkdir(os.path.join(tree, "000"))
        self.assert_found(tree, "0000")

    def test_has_a_name_of_any_length(self):
        tree = self.tree("p", "n" * 255)
        self.assert_found(tree, "n" * 255)
