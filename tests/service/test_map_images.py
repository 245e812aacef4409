"""Images of a source: what is seen where, and what the reply says."""

import os
import re

from support import images, mounts
from support.case import MapCase


class MapImagesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def test_are_shown_whole_in_the_order_of_their_references(self):
        refs = self.images(200)
        for count, role in ((1, "v129"), (3, "v129"), (200, "v129"), (200, "v89")):
            with self.subTest(count=count, role=role):
                self.next_target()
                reply = self.map(self.service, refs[:count], role)
                archives = {ref: {"format": "dir", "name": f"name of {ref}"} for ref in refs[:count]}
                self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})
                self.assertEqual(list(reply["data"]["archives"]), refs[:count])
                self.assertEqual(sorted(os.listdir(self.target)), sorted(refs[:count]))
                self.assert_all_mapped(refs[:count])
        self.end(self.service)
        for name in os.listdir(self.inputs):
            self.assert_unmapped(os.path.join(self.inputs, name))

    def test_need_one_question_to_the_store(self):
        self.map(self.service, self.images(2))
        self.assertEqual(self.store.questions, [{"method": "source", "name": "org.osbuild.containers"}])
        self.end(self.service)

    def test_stay_when_more_are_mapped_elsewhere(self):
        refs = self.images(3)
        targets = {self.next_target(): refs[:count] for count in (1, 2, 3, 1)}
        for target, chosen in targets.items():
            self.map(self.service, chosen, target=target)
        for target, chosen in targets.items():
            self.assert_all_mapped(chosen, target)
        self.end(self.service)
        for target in targets:
            self.assert_unmapped(target)

    def test_leave_the_store_as_it_was(self):
        refs = self.images(3)
        before = images.snapshot(self.store.root)
        for chosen in (refs[:1], refs):
            self.next_target()
            self.map(self.service, chosen)
            self.assertEqual(images.snapshot(self.store.root), before)
        self.end(self.service)
        self.assertEqual(images.snapshot(self.store.root), before)
        images.write(self.store.image(refs[0]), "new", b"still writable")

    def test_leave_other_files_in_the_target_alone(self):
        refs = self.images(3)
        for count in (1, 3):
            target = self.next_target()
            images.write(target, "file", b"mine")
            os.makedirs(os.path.join(target, "directory", "inside"))
            before = images.snapshot(target)
            service = self.start()
            self.map(service, refs[:count])
            with open(os.path.join(target, "file"), "rb") as file:
                self.assertEqual(file.read(), b"mine")
            self.end(service)
            after = images.snapshot(target)
            del before["."]
            self.assertEqual({name: after[name] for name in before}, before)
        self.end(self.service)

    def test_are_shown_where_a_symbolic_link_leads(self):
        refs = self.images(3)
        for count in (1, 3):
            link = f"{self.next_target()}-link"
            os.symlink(self.target, link)
            self.assertEqual(self.map(self.service, refs[:count], target=link)["path"], link)
            self.assert_all_mapped(refs[:count])
        self.end(self.service)
        self.assert_unmapped()

    def test_are_read_only_when_a_symbolic_link_leads_to_the_store(self):
        refs = self.images(3)
        self.mount_disk(os.path.join(self.store.image(refs[0]), "inside"))
        os.symlink(self.store.sources, f"{self.tmp}/link")
        self.store.answer = lambda _: {"path": f"{self.tmp}/link"}
        for chosen in (refs[:1], refs):
            target = self.next_target()
            self.map(self.service, chosen)
            self.assert_all_mapped(chosen)
            writable = {it.point for it in mounts.below(target) if "ro" not in it.options}
            self.assertLessEqual(writable, {target})
        self.end(self.service)

    def test_do_not_depend_on_options_of_the_input(self):
        ref = self.image()
        for options in (None, {"a": 1}, [], "x"):
            self.next_target()
            self.map(self.service, [ref], options=options)
            self.assert_mapped(ref)
        self.end(self.service)

    def test_need_a_target_that_is_a_directory(self):
        ref = self.image()
        images.write(self.inputs, "file")
        for name in ("missing", "file"):
            target = os.path.join(self.inputs, name)
            pattern = re.compile(re.escape(target))
            self.assert_fails("RuntimeError", pattern, self.map, self.service, [ref], target=target)
        self.assertEqual(mounts.below(self.inputs), [])
        self.end(self.service)
