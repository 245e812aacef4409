"""References: any name of a directory is accepted, however odd; what leads elsewhere is not."""

import os
import re

from support import images
from support.case import MapCase

ODD = (
    "a b", " ", " leading", "trailing ", "a  b\tc", "#", "a#b", "\\", "a\\040b", "\\134", "a\nb", "\n",
    "\r", "\v\f", "\x01\x7f", "'", '"', "$(id)", "`id`", "*", "?", "-o", "--help", "...", ".hidden",
    "a,b", "a:b", "a=b", "%s", "{}", "a@b", "\u00e4", "a\u0308",
    "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}", "\u00a0", "\u2028", "\u3000", "\ufeff", "\x85",
    "n" * 255, "\u00e4" * 127, "LABEL=x", "UUID=x", "none", "image", "tmpfs", "sha256:" + "0" * 64,
    "__proto__", "constructor", "toString", "prototype", "length", "0", "1", "hasOwnProperty",
)  # fmt: skip
PATHS = (
    "..", ".", "", "a/b", "/abs", "/", "../x", "a/", "./a", "a\0b", "\0", "..\0",
    "\ud800", "a\udfffb", "\udc80",
)  # fmt: skip


class ReferencesTest(MapCase):
    def test_may_be_any_name_of_a_directory(self):
        for ref in ODD:
            images.make_image(self.store.image(ref), f"image {ref!r}")
        for refs in (*([ref] for ref in ODD), ODD):
            with self.subTest(refs):
                self.next_target()
                refs = {ref: {"name": ref} for ref in refs}
                self.assertEqual(self.map(self.service, refs), self.reply_to(refs))
                self.assertEqual(sorted(os.listdir(self.target)), sorted(refs))
                self.assert_mapped(refs)
        self.end(self.service)
        for name in os.listdir(self.inputs):
            self.assert_empty(os.path.join(self.inputs, name))

    def test_are_found_when_target_and_store_have_odd_names(self):
        for name in ("a b", "a#b", "a\nb", "a\\b", "\u00e4\N{GRINNING FACE}", "\u3000"):
            with self.subTest(name):
                self.store.move(self.directory(name))
                self.target = self.directory(name, "target")
                self.assert_serves(self.start(), self.images(2, name), target=self.target)

    def test_are_refused_when_they_lead_elsewhere(self):
        self.tree("tree", "archive")
        os.makedirs(os.path.join(self.store.root, "sources", "image"))
        os.makedirs(os.path.join(self.store.sources, "image"))
        os.makedirs(self.store.image("a/b"))
        for ref in PATHS:
            with self.subTest(ref):
                shown = re.escape(ref) if ref.isascii() else ""
                pattern = f"^Cannot map reference '{shown}"
                for refs in ([ref], [self.refs[0], ref]):
                    self.assert_map_fails(pattern, refs, "ValueError")
                # The one tree of a pipeline is mounted on the target itself, whatever its id.
                pipeline = {"origin": "org.osbuild.pipeline"}
                self.assert_map_fails(pattern, ["tree", ref], "ValueError", **pipeline)
        methods = {question["method"] for question in self.store.questions}
        self.assertEqual(methods, {"source"}, "no tree is asked for")

    def test_fail_when_they_are_longer_than_names_can_be(self):
        for ref in ("n" * 256, "\u00e4" * 128, "n" * 100_000):
            self.assert_map_fails("too long", [ref])
