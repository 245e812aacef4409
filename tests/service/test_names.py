"""Names and properties of references: passed on untouched, or refused in clear words."""

import re

from support.case import MapCase

NAMES = (
    "localhost/fedora:latest",
    "quay.io/a/b@sha256:00",
    "",
    " ",
    "a b",
    "\N{GRINNING FACE}" * 3,
    "\u00e4",
    "a\u0308",
    "\0",
    "a\0b",
    "\n",
    "\\",
    "\"'",
    "\u2028\u2029",
    "\x7f\x80",
    "\ufeff",
    "\uffff",
    "\U0010ffff",
    "\ud800",
    "\udfff x",
    "__proto__",
    "n" * 4096,
    "\N{GRINNING FACE}" * 1024,
    "</script>",
)


class NamesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.ref = self.image()
        self.service = self.start()

    def tearDown(self):
        self.end(self.service)

    def assert_refused(self, refs, text, name="ValueError", **changes):
        self.assert_fails(name, text, self.map, self.service, refs, **changes)
        self.assert_untouched()

    def test_passes_names_on_untouched(self):
        for number, name in enumerate(NAMES):
            with self.subTest(name[:20]):
                target = self.directory("run", "inputs", f"input-{number}")
                reply = self.map(self.service, {self.ref: {"name": name}}, target=target)
                self.assertEqual(
                    reply["data"]["archives"][self.ref], {"format": "dir", "name": name}
                )

    def test_tells_reference_and_property_when_the_name_is_missing(self):
        for origin in ("org.osbuild.source", "org.osbuild.pipeline"):
            for options in ({}, {"__proto__": {"name": "x"}}):
                text = f"Cannot map reference '{self.ref}': the property 'name' is missing"
                self.assert_refused({self.ref: options}, text, origin=origin)

    def test_tells_the_property_when_it_is_unknown(self):
        for extra in ("tag", "Name", "__proto__", "constructor", "\N{GRINNING FACE}"):
            text = f"Cannot map reference '{self.ref}': the property '{extra}' is not known"
            self.assert_refused({self.ref: {"name": "x", extra: 1}}, text)

    def test_tells_the_property_when_it_is_no_text(self):
        for value in (1, None, [], {}, True):
            pattern = re.compile(
                f"^Cannot map reference '{self.ref}': property 'name' must be string$"
            )
            self.assert_refused({self.ref: {"name": value}}, pattern)

    def test_tells_the_reference_when_its_options_are_no_object(self):
        for options in (1, None, [], "name", [{"name": "x"}]):
            pattern = re.compile(f"^Cannot map reference '{self.ref}': ")
            self.assert_refused({self.ref: options}, pattern)

    def test_tells_the_reference_when_only_one_of_many_is_wrong(self):
        other = self.image("two")
        pattern = re.compile(f"'{other}'.*'name' is missing")
        self.assert_refused({self.ref: {"name": "x"}, other: {}}, pattern)

    def test_names_the_origin_when_it_is_unknown(self):
        for origin in ("org.osbuild.elsewhere", "", "org.osbuild.source ", "__proto__"):
            pattern = re.compile(f"^Cannot map from origin '{re.escape(origin)}': ")
            self.assert_refused([self.ref], pattern, origin=origin)

    def test_takes_arguments_for_what_they_are_when_a_part_is_missing_or_wrong(self):
        for part in ("origin", "refs", "target", "api"):
            for value in (None, 1, [1], True):
                with self.subTest(part, value=value):
                    pattern = re.compile(f"^map: '{part}")
                    args = {**self.request([self.ref]), part: value}
                    self.assert_fails("ProtocolError", pattern, self.service.call, "map", args)
        for api in ({}, {"store": 1}, {"store": None}, {"STORE": "x"}):
            self.assert_refused([self.ref], re.compile("'api.store'"), "ProtocolError", api=api)

    def test_refuses_targets_that_are_no_absolute_path(self):
        for target in ("", "inputs", "./inputs", "a\0b", f"{self.target}\0", "\ud800"):
            with self.subTest(target):
                self.assert_refused([self.ref], re.compile("^Cannot map to '"), target=target)

    def test_refuses_arguments_that_are_no_object(self):
        for args in (1, "x", [1], True):
            self.assert_fails(
                "ProtocolError",
                "map: the arguments are not an object",
                self.service.call,
                "map",
                args,
            )
        for args in ({}, [], None, "", 0):
            self.assert_fails("ProtocolError", re.compile("^map: "), self.service.call, "map", args)
