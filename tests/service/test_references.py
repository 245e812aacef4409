"""References, their names and properties: passed on untouched, or refused with the reason."""

import os
import re

from support import images
from support.case import MapCase

ODD = (
    "a b", " ", " leading", "trailing ", "a  b\tc", "#", "a#b", "\\", "a\\040b", "\\134", "a\nb",
    "\n", "\r", "\v\f", "\x01\x7f", "'", '"', "$(id)", "`id`", "*", "?", "-o", "--help", "...",
    ".hidden", "a,b", "a:b", "a=b", "%s", "{}", "a@b", "\u00e4", "a\u0308",
    "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}", "\u00a0", "\u2028", "\u3000", "\ufeff", "\x85",
    "n" * 255, "\u00e4" * 127, "LABEL=x", "UUID=x", "none", "image", "tmpfs", "sha256:" + "0" * 64,
    "__proto__", "constructor", "toString", "prototype", "length", "0", "1", "hasOwnProperty",
)  # fmt: skip
PATHS = (
    "..", ".", "", "a/b", "/abs", "/", "../x", "a/", "./a", "a\0b", "\0", "..\0",
    "\ud800", "a\udfffb", "\udc80",
)  # fmt: skip
NAMES = (
    "localhost/fedora:latest", "quay.io/a/b@sha256:00", "", " ", "a b", "\N{GRINNING FACE}" * 3,
    "\u00e4", "a\u0308", "\0", "a\0b", "\n", "\\", "\"'", "\u2028\u2029", "\x7f\x80", "\ufeff",
    "\uffff", "\U0010ffff", "\ud800", "\udfff x", "__proto__", "n" * 4096,
    "\N{GRINNING FACE}" * 1024, "</script>",
)  # fmt: skip
ORIGINS = ("org.osbuild.source", "org.osbuild.pipeline")


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


class NamesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.ref = self.refs[0]

    def assert_refused(self, pattern, refs=None, name="ValueError", **changes):
        with self.subTest(pattern, **changes):
            self.assert_map_fails(pattern, refs or [self.ref], name, **changes)

    def test_are_passed_on_untouched(self):
        for name in NAMES:
            with self.subTest(name[:20]):
                self.next_target()
                refs = {self.ref: {"name": name}}
                self.assertEqual(self.map(self.service, refs), self.reply_to(refs))

    def test_are_refused_with_reference_and_property(self):
        missing, prototype = "the property 'name' is missing", {"__proto__": {"name": "x"}}
        unknown = ("tag", "Name", "__proto__", "constructor", "\N{GRINNING FACE}")
        for problem, *options in (
            (missing, {}, prototype),
            *((f"the property '{it}' is not known", {"name": "x", it: 1}) for it in unknown),
            ("must be an object whose keys are UTF-8", {"name": "x", "\ud800": 1}),
            ("property 'name' must be string", *({"name": it} for it in (1, None, [], {}, True))),
            ("must be object", 1, None, [], "name", [{"name": "x"}]),
        ):
            pattern = f"^Cannot map reference '{self.ref}': {problem}$"
            for it in options:
                self.assert_refused(pattern, {self.ref: it})
                if problem == missing:
                    self.assert_refused(pattern, {self.ref: it}, origin=ORIGINS[1])
        pattern = f"^Cannot map reference '{self.ref}': {missing}$"
        self.assert_refused(pattern, {"other": {"name": "x"}, self.ref: {}})

    def test_are_refused_with_the_part_of_the_request(self):
        for origin in ("org.osbuild.elsewhere", "", "org.osbuild.source ", "__proto__"):
            self.assert_refused(f"^Cannot map from origin '{origin}': ", origin=origin)
        for path, problem in (
            ("", "is empty"),
            ("a\0b", "holds a NUL"),
            ("/a\ud800", "is not UTF-8"),
            ("inputs", "is not absolute"),
            ("./inputs", "is not absolute"),
        ):
            end = f"'.*': the path {problem}$"
            self.assert_refused(f"^Cannot map to {end}", target=path)
            self.assert_refused(f"^Cannot ask the store at {end}", api={"store": path})
        for api in ({}, {"store": 1}, {"store": None}, {"STORE": "x"}):
            pattern = "^map: 'api.store' is not a string$"
            self.assert_refused(pattern, name="ProtocolError", api=api)
        for part in ("origin", "refs", "target", "api"):
            for value in (None, 1, [1], True):
                args = {**self.request([self.ref]), part: value}
                self.assert_arguments_fail(f"^map: '{part}", args)
        self.assert_arguments_fail("^map: the arguments are not an object$", 1, "x", [1], True, [])
        self.assert_arguments_fail("^map: the arguments are not an object$", None, "", 0)
        self.assert_arguments_fail("^map: 'refs' is not an object$", {})

    def assert_arguments_fail(self, pattern, *several):
        for args in several:
            with self.subTest(args):
                self.assert_fails("ProtocolError", pattern, self.service.call, "map", args)
