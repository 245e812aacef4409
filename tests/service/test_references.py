"""References: any name of a directory is accepted, however odd; what leads elsewhere is not."""

import os
import re

from support import images, mounts
from support.case import MapCase

ODD = (
    "a b", " ", " leading", "trailing ", "a  b\tc", "#", "a#b", "\\", "a\\040b", "\\134", "a\nb", "\n", "\r", "\v\f", "\x01\x7f",
    "'", '"', "$(id)", "`id`", "*", "?", "-o", "--help", "...", ".hidden", "a,b", "a:b", "a=b", "%s", "{}", "a@b",
    "\u00e4", "a\u0308", "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}", "\u00a0", "\u2028", "\u3000", "\ufeff", "\x85",
    "n" * 255, "\u00e4" * 127, "LABEL=x", "UUID=x", "none", "image", "tmpfs", "sha256:" + "0" * 64,
    "__proto__", "constructor", "toString", "prototype", "length", "0", "1", "hasOwnProperty",
)
PATHS = ("..", ".", "", "a/b", "/abs", "/", "../x", "a/", "./a", "a\0b", "\0", "..\0", "\ud800", "a\udfffb", "\udc80")


class ReferencesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def test_may_be_any_name_of_a_directory(self):
        for ref in ODD:
            images.make_image(self.store.image(ref), f"image {ref!r}")
        for refs in (*([ref] for ref in ODD), ODD):
            with self.subTest(refs):
                self.next_target()
                reply = self.map(self.service, {ref: {"name": ref} for ref in refs})
                archives = {ref: {"format": "dir", "name": ref} for ref in refs}
                self.assertEqual(reply["data"]["archives"], archives)
                self.assertEqual(sorted(os.listdir(self.target)), sorted(refs))
                self.assert_all_mapped(refs)
        self.end(self.service)
        for name in os.listdir(self.inputs):
            self.assert_unmapped(os.path.join(self.inputs, name))

    def test_are_found_when_target_and_store_have_odd_names(self):
        for name in ("a b", "a#b", "a\nb", "a\\b", "\u00e4\N{GRINNING FACE}", "\u3000"):
            with self.subTest(name):
                self.store.move(self.directory(name))
                target = self.directory(name, "target")
                refs = self.images(2, name)
                self.map(self.service, refs, target=target)
                self.assert_all_mapped(refs, target)

    def test_are_refused_when_they_lead_elsewhere(self):
        good = self.image()
        self.tree("tree", "archive")
        os.makedirs(os.path.join(self.store.root, "sources", "image"))
        os.makedirs(os.path.join(self.store.sources, "image"))
        os.makedirs(self.store.image("a/b"))
        for ref in PATHS:
            with self.subTest(ref):
                pattern = re.compile(f"^Cannot map reference '{re.escape(ref) if ref.isascii() else ''}")
                for refs in ([ref], [good, ref]):
                    self.assert_fails("ValueError", pattern, self.map, self.service, refs)
                # The one tree of a pipeline is mounted on the target itself, whatever its id.
                self.assert_fails("ValueError", pattern, self.map_pipelines, self.service, ["tree", ref])
                self.assert_untouched()
        self.assertEqual(mounts.below(self.inputs), [])
        methods = {question["method"] for question in self.store.questions}
        self.assertEqual(methods, {"source"}, "no tree is asked for")

    def test_fail_when_they_are_longer_than_names_can_be(self):
        for ref in ("n" * 256, "\u00e4" * 128, "n" * 100_000):
            self.assert_fails("RuntimeError", re.compile("too long"), self.map, self.service, [ref])
            self.assert_untouched()
