"""Names and properties of references: passed on untouched, or refused with the reason."""

import re

from support.case import MapCase

NAMES = (
    "localhost/fedora:latest", "quay.io/a/b@sha256:00", "", " ", "a b", "\N{GRINNING FACE}" * 3, "\u00e4", "a\u0308",
    "\0", "a\0b", "\n", "\\", "\"'", "\u2028\u2029", "\x7f\x80", "\ufeff", "\uffff", "\U0010ffff", "\ud800", "\udfff x",
    "__proto__", "n" * 4096, "\N{GRINNING FACE}" * 1024, "</script>",
)
ORIGINS = ("org.osbuild.source", "org.osbuild.pipeline")


class NamesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.ref = self.image()
        self.service = self.start()

    def assert_refused(self, refs, text, name="ValueError", **changes):
        with self.subTest(text, **changes):
            self.assert_fails(name, re.compile(text), self.map, self.service, refs, **changes)
            self.assert_untouched()

    def test_are_passed_on_untouched(self):
        for name in NAMES:
            with self.subTest(name[:20]):
                self.next_target()
                reply = self.map(self.service, {self.ref: {"name": name}})
                self.assertEqual(reply["data"]["archives"], {self.ref: {"format": "dir", "name": name}})

    def test_are_refused_with_reference_and_property(self):
        start = f"^Cannot map reference '{self.ref}': "
        for options in ({}, {"__proto__": {"name": "x"}}):
            for origin in ORIGINS:
                self.assert_refused({self.ref: options}, f"{start}the property 'name' is missing$", origin=origin)
        for extra in ("tag", "Name", "__proto__", "constructor", "\N{GRINNING FACE}"):
            self.assert_refused({self.ref: {"name": "x", extra: 1}}, f"{start}the property '{extra}' is not known$")
        self.assert_refused({self.ref: {"name": "x", "\ud800": 1}}, f"{start}must be an object whose keys are UTF-8$")
        for value in (1, None, [], {}, True):
            self.assert_refused({self.ref: {"name": value}}, f"{start}property 'name' must be string$")
        for options in (1, None, [], "name", [{"name": "x"}]):
            self.assert_refused({self.ref: options}, f"{start}must be object$")
        self.assert_refused({"other": {"name": "x"}, self.ref: {}}, f"{start}the property 'name' is missing$")

    def test_are_refused_with_the_part_of_the_request(self):
        for origin in ("org.osbuild.elsewhere", "", "org.osbuild.source ", "__proto__"):
            self.assert_refused([self.ref], f"^Cannot map from origin '{origin}': ", origin=origin)
        wrong = (
            ("", "is empty"), ("a\0b", "holds a NUL"), ("/a\ud800", "is not UTF-8"),
            ("inputs", "is not absolute"), ("./inputs", "is not absolute"),
        )
        for target, problem in wrong:
            self.assert_refused([self.ref], f"^Cannot map to '.*': the path {problem}$", target=target)
        for path, problem in wrong:
            pattern = f"^Cannot ask the store at '.*': the path {problem}$"
            self.assert_refused([self.ref], pattern, api={"store": path})
        for api in ({}, {"store": 1}, {"store": None}, {"STORE": "x"}):
            self.assert_refused([self.ref], "^map: 'api.store' is not a string$", "ProtocolError", api=api)
        for part in ("origin", "refs", "target", "api"):
            for value in (None, 1, [1], True):
                args = {**self.request([self.ref]), part: value}
                pattern = re.compile(f"^map: '{part}")
                self.assert_fails("ProtocolError", pattern, self.service.call, "map", args)
        for args in (1, "x", [1], True, [], None, "", 0):
            text = "map: the arguments are not an object"
            self.assert_fails("ProtocolError", text, self.service.call, "map", args)
        self.assert_fails("ProtocolError", "map: 'refs' is not an object", self.service.call, "map", {})
