"""References: any name of a directory goes, however odd; what leads elsewhere does not."""

import os
import re

from support import images, mounts
from support.case import MapCase

ODD = (
    "a b",
    " ",
    " leading",
    "trailing ",
    "a  b\tc",
    "#",
    "a#b",
    "\\",
    "a\\040b",
    "\\134",
    "a\nb",
    "\n",
    "\r",
    "\x01\x7f",
    "'",
    '"',
    "$(id)",
    "`id`",
    "*",
    "?",
    "-o",
    "--help",
    "...",
    ".hidden",
    "a,b",
    "a:b",
    "a=b",
    "%s",
    "{}",
    "\u00e4",
    "a\u0308",
    "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}",
    "\u00a0",
    "\u2028",
    "\u3000",
    "\ufeff",
    "\x85",
    "n" * 255,
    "\u00e4" * 127,
    "LABEL=x",
    "UUID=x",
    "none",
    "image",
    "tmpfs",
    "//"[:0] + "a@b",
    "sha256:" + "0" * 64,
)
KEYS = ("__proto__", "constructor", "toString", "prototype", "length", "0", "1", "hasOwnProperty")
PATHS = ("..", ".", "", "a/b", "/abs", "/", "../x", "a/", "./a", "a\0b", "\0", "..\0")


class ReferencesTest(MapCase):
    def named(self, ref, content=None):
        images.make_image(self.store.image(ref), content or f"image {ref!r}")
        return ref

    def test_shows_images_whose_reference_is_odd_one_by_one(self):
        service = self.start()
        for number, ref in enumerate((*ODD, *KEYS)):
            with self.subTest(ref):
                target = self.directory("run", "inputs", f"input-{number}")
                reply = self.map(service, {self.named(ref): {"name": ref}}, target=target)
                self.assertEqual(reply["data"]["archives"], {ref: {"format": "dir", "name": ref}})
                self.assertEqual(os.listdir(target), [ref])
                self.assert_mapped(ref, target)
        self.end(service)
        for number in range(len((*ODD, *KEYS))):
            self.assert_unmapped(os.path.join(self.inputs, f"input-{number}"))

    def test_shows_images_whose_references_are_odd_together(self):
        service = self.start()
        refs = [self.named(ref) for ref in (*ODD, *KEYS)]
        reply = self.map(service, refs)
        self.assertEqual(sorted(reply["data"]["archives"]), sorted(refs))
        for ref in refs:
            self.assert_mapped(ref)
        self.end(service)
        self.assert_unmapped()

    def test_shows_images_when_target_and_store_have_odd_names(self):
        service = self.start()
        for number, name in enumerate(
            ("a b", "a#b", "a\nb", "a\\b", "\u00e4\N{GRINNING FACE}", "\u3000")
        ):
            with self.subTest(name):
                self.store.root = self.directory(name)
                self.store.sources = self.directory(name, "sources", "org.osbuild.containers")
                target = self.directory(name, "target")
                refs = [self.image(f"one {number}"), self.image(f"two {number}")][: 1 + number % 2]
                self.map(service, refs, target=target)
                for ref in refs:
                    self.assert_mapped(ref, target)
        self.end(service)

    def test_refuses_references_that_lead_elsewhere(self):
        service = self.start()
        good = self.image()
        os.makedirs(os.path.join(self.store.root, "sources", "image"))
        os.makedirs(os.path.join(self.store.sources, "image"))
        os.makedirs(self.store.image("a/b"))
        for ref in PATHS:
            for refs in ([ref], [good, ref]):
                with self.subTest(ref):
                    self.assert_refused(service, refs, ref)
        self.assertEqual(mounts.below(self.inputs), [])
        self.end(service)

    def test_refuses_references_that_are_no_text(self):
        service = self.start()
        for ref in ("\ud800", "a\udfffb", "\udc80"):
            with self.subTest(ref):
                self.assert_refused(service, [ref], "")
        self.end(service)

    def assert_refused(self, service, refs, ref):
        pattern = re.compile(f"^Cannot map reference '{re.escape(ref)}")
        self.assert_fails("ValueError", pattern, self.map, service, refs)
        self.assert_untouched()

    def test_fails_when_a_reference_is_longer_than_names_can_be(self):
        service = self.start()
        for ref in ("n" * 256, "\u00e4" * 128, "n" * 100_000):
            self.assert_fails("RuntimeError", re.compile("too long"), self.map, service, [ref])
            self.assert_untouched()
        self.end(service)
