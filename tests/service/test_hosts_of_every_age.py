"""The same requests in the four forms that osbuild's releases have given them."""

from support.case import MapCase
from support.service import ROLES, map_as

ORIGINS = ("org.osbuild.source", "org.osbuild.pipeline")


class HostsOfEveryAgeTest(MapCase):
    def test_get_the_same_replies(self):
        named = ({"name": "a"}, {"name": "\N{GRINNING FACE}\ud800"})
        refs = dict(zip(self.refs, named))
        archives = {"image.tar": {"format": "oci-archive", "name": "a"}}
        for role in ROLES:
            with self.subTest(role):
                reply = self.assert_serves(self.start(), refs, role)
                self.assertEqual(reply, self.reply_to(refs))
                self.store.questions.clear()
                for origin in ORIGINS:
                    reply = self.map(self.service, {}, role, origin=origin)
                    self.assertEqual(reply, self.reply_to({}))
                self.assertEqual(self.store.questions, [], "nothing is asked for nothing")
                self.tree(role, "image.tar")
                reply = self.map_pipelines(self.service, {role: {"name": "a"}}, role)
                self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})

    def test_get_the_same_errors(self):
        for role in ROLES:
            with self.subTest(role):
                self.assert_map_fails("does not exist", ["x"], role=role)
                self.assert_map_fails("'name' is missing", {"x": {}}, "ValueError", role=role)
                pattern = "^map: the arguments are not an object$"
                self.assert_fails("ProtocolError", pattern, map_as, role, self.service, [1])
