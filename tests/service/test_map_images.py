"""Images of a source: what is seen where, and what the reply says."""

import os
import re

from support import images, mounts
from support.case import MapCase


class MapImagesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def test_are_shown_whole_in_the_order_of_their_references_until_the_end(self):
        refs = self.images(200)
        shown = {}
        for count, role in ((1, "v129"), (3, "v129"), (200, "v129"), (200, "v89")):
            with self.subTest(count=count, role=role):
                shown[self.next_target()] = refs[:count]
                self.store.questions.clear()
                reply = self.map(self.service, refs[:count], role)
                self.assertEqual(self.store.questions, [{"method": "source", "name": "org.osbuild.containers"}])
                archives = {ref: {"format": "dir", "name": f"name of {ref}"} for ref in refs[:count]}
                self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})
                self.assertEqual(list(reply["data"]["archives"]), refs[:count])
                self.assertEqual(sorted(os.listdir(self.target)), sorted(refs[:count]))
        for target, chosen in shown.items():
            self.assert_all_mapped(chosen, target)
        self.end(self.service)
        for target in shown:
            self.assert_unmapped(target)

    def test_do_not_hide_other_files_in_the_target(self):
        refs = self.images(3)
        os.makedirs(os.path.join(self.target, "directory", "inside"))
        before = images.snapshot(self.target)
        text = re.compile(rf"\ACannot map to {self.target}: it is not empty \(directory\); use an empty directory\Z")
        for count in (1, 3):
            self.assert_fails("RuntimeError", text, self.map, self.service, refs[:count])
            self.assertEqual(images.snapshot(self.target), before)

    def test_are_read_only_when_a_symbolic_link_leads_to_the_store(self):
        refs = self.images(3)
        self.mount_disk(os.path.join(self.store.image(refs[0]), "inside"))
        os.symlink(self.store.sources, f"{self.tmp}/link")
        self.store.answer = lambda _: {"path": f"{self.tmp}/link"}
        for chosen in (refs[:1], refs):
            self.next_target()
            self.map(self.service, chosen)
            self.assert_all_mapped(chosen)
            self.assert_none_writable()

    def test_are_shown_where_the_kernel_finds_them_when_paths_hold_a_link_and_dots(self):
        refs = self.images(3)
        self.directory("run", "inputs", "sources")
        os.symlink(self.directory("elsewhere", "inside"), f"{self.inputs}/link")
        os.symlink(self.store.sources, f"{self.tmp}/elsewhere/sources")
        self.store.answer = lambda _: {"path": f"{self.inputs}/link/../sources"}
        for chosen in (refs[:1], refs):
            self.target = self.directory("elsewhere", f"target{len(chosen)}")
            self.directory("run", "inputs", f"target{len(chosen)}")
            target = f"{self.inputs}/link/../target{len(chosen)}"
            self.assertEqual(self.map(self.service, chosen, target=target)["path"], target)
            self.assert_all_mapped(chosen)

    def test_do_not_depend_on_options_of_the_input(self):
        ref = self.image()
        for options in (None, {"a": 1}, [], "x"):
            self.next_target()
            self.map(self.service, [ref], options=options)
            self.assert_mapped(ref)

    def test_need_a_target_that_is_a_directory_and_has_a_path_in_utf8(self):
        ref = self.image()
        images.write(self.inputs, "file")
        os.symlink(self.directory("odd\udcff"), f"{self.inputs}/odd-link")
        for name, problem in (
            ("missing", "No such file"), ("file", "Not a directory"), ("odd-link", "not valid UTF-8"),
        ):
            target = os.path.join(self.inputs, name)
            text = re.compile(f"^Cannot map to {target}: .*{problem}")
            self.assert_fails("RuntimeError", text, self.map, self.service, [ref], target=target)
        self.assertEqual(mounts.below(self.inputs), [])
