"""The same requests in the four forms that osbuild's releases have given them."""

import re

from support.case import MapCase
from support.roles import ROLES, map_as


class HostsOfEveryAgeTest(MapCase):
    def each(self):
        """A service for each role, with a target of its own."""
        for role in ROLES:
            self.next_target()
            with self.subTest(role):
                service = self.start()
                yield service, role
                self.end(service)

    def test_get_the_same_images_and_the_same_reply(self):
        refs = {self.image("one"): {"name": "a"}, self.image("two"): {"name": "\N{GRINNING FACE}\ud800"}}
        archives = {ref: {"format": "dir", **options} for ref, options in refs.items()}
        for service, role in self.each():
            reply = self.map(service, refs, role)
            self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})
            self.assert_all_mapped(refs)

    def test_get_the_same_pipelines_and_the_same_reply(self):
        archives = {"image.tar": {"format": "oci-archive", "name": "a"}}
        for service, role in self.each():
            self.tree(role, "image.tar")
            reply = self.map_pipelines(service, {role: {"name": "a"}}, role)
            self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})

    def test_get_the_same_errors(self):
        for service, role in self.each():
            for name, text, refs in (
                ("RuntimeError", "does not exist", ["x"]),
                ("ValueError", "'name' is missing", {"x": {}}),
            ):
                self.assert_fails(name, re.compile(text), self.map, service, refs, role)
            text = "map: the arguments are not an object"
            self.assert_fails("ProtocolError", text, map_as, role, service, [1])

    def test_get_an_empty_reply_for_no_references_and_the_store_is_not_asked(self):
        for service, role in self.each():
            for origin in ("org.osbuild.source", "org.osbuild.pipeline"):
                reply = self.map(service, {}, role, origin=origin)
                self.assertEqual(reply, {"path": self.target, "data": {"archives": {}}})
        self.assertEqual(self.store.questions, [])
