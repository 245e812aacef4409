"""Images of a source: what is seen where, and what hosts of every age are told."""

import os

from support import images
from support.case import MapCase
from support.service import ROLES, map_as

ORIGINS = ("org.osbuild.source", "org.osbuild.pipeline")


class MapImagesTest(MapCase):
    def test_are_shown_whole_in_the_order_of_their_references_until_the_end(self):
        refs = self.images(200)
        shown = {}
        for count, role in ((1, "v129"), (3, "v129"), (200, "v129"), (200, "v89")):
            with self.subTest(count=count, role=role):
                shown[self.next_target()] = refs[:count]
                self.store.questions.clear()
                reply = self.map(self.service, refs[:count], role)
                question = {"method": "source", "name": "org.osbuild.containers"}
                self.assertEqual(self.store.questions, [question])
                self.assertEqual(reply, self.reply_to(refs[:count]))
                self.assertEqual(list(reply["data"]["archives"]), refs[:count])
                self.assertEqual(sorted(os.listdir(self.target)), sorted(refs[:count]))
        for target, chosen in shown.items():
            self.assert_mapped(chosen, target)
        self.end(self.service)
        for target in shown:
            self.assert_empty(target)

    def test_do_not_hide_other_files_in_the_target(self):
        os.makedirs(os.path.join(self.target, "directory", "inside"))
        problem = r"it is not empty \(directory\); use an empty directory"
        self.assert_map_fails(rf"\ACannot map to {self.target}: {problem}\Z")

    def test_are_read_only_where_the_kernel_finds_them_when_paths_hold_links_and_dots(self):
        self.mount_disk(os.path.join(self.store.image(self.refs[0]), "inside"))
        self.directory("run", "inputs", "sources")
        os.symlink(self.directory("elsewhere", "inside"), f"{self.inputs}/link")
        os.symlink(self.store.sources, f"{self.tmp}/elsewhere/sources")
        self.store.answer = {"path": f"{self.inputs}/link/../sources"}
        self.target = self.directory("elsewhere", "target")
        self.directory("run", "inputs", "target")
        for refs in (self.refs[:1], self.refs):
            self.assert_serves(self.start(), refs, target=f"{self.inputs}/link/../target")

    def test_do_not_depend_on_options_of_the_input(self):
        for options in (None, {"a": 1}, [], "x"):
            self.assert_serves(self.start(), options=options)

    def test_need_a_target_that_is_a_directory_and_has_a_path_in_utf8(self):
        images.write(self.inputs, "file")
        os.symlink(self.directory("odd\udcff"), f"{self.inputs}/odd-link")
        for name, problem in (
            ("missing", "No such file"),
            ("file", "Not a directory"),
            ("odd-link", "not valid UTF-8"),
        ):
            target = os.path.join(self.inputs, name)
            self.assert_map_fails(f"^Cannot map to {target}: .*{problem}", target=target)


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
