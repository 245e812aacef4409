"""What must not be there before a map, what must, and what a failed map leaves: nothing."""

import os
import re

from support import images, mounts
from support.case import MapCase


class MountPointsTest(MapCase):
    def setUp(self):
        super().setUp()
        self.first, self.ref, self.other = self.images(3)
        self.service = self.start()
        self.earlier = self.directory("run", "inputs", "earlier")
        self.map(self.service, [self.first], target=self.earlier)

    def assert_map_fails(self, name, text, *lists):
        """Checks that maps fail and change nothing, neither here nor at an earlier target."""
        for refs in lists:
            with self.subTest(refs):
                before = content_of(self.target)
                self.assert_fails(name, text, self.map, self.service, refs)
                self.assertEqual(mounts.below(self.target), [])
                self.assertEqual(content_of(self.target), before)
                self.assert_mapped(self.first, self.earlier)

    def assert_exists(self):
        text = f"[Errno 17] File exists: '{self.target}/{self.ref}'"
        lists = [self.ref], [self.other, self.ref], [self.ref, self.other]
        self.assert_map_fails("FileExistsError", text, *lists)

    def test_are_refused_when_something_is_there(self):
        path = os.path.join(self.target, self.ref)
        os.mkdir(path)
        self.assert_exists()
        images.write(path, "file", b"mine")
        self.assert_exists()
        self.next_target()
        images.write(self.target, self.ref, b"mine")
        self.assert_exists()
        for aim in ("nowhere", self.tmp, self.earlier):
            self.next_target()
            os.symlink(aim, os.path.join(self.target, self.ref))
            self.assert_exists()
        self.end(self.service)

    def test_are_not_left_when_an_image_is_missing(self):
        os.makedirs(os.path.join(self.store.sources, "old"))
        images.write(os.path.join(self.store.sources, "old"), "container-image.tar")
        for ref, path in (("gone", "gone"), ("old", "old/image")):
            text = re.compile(f"^Cannot map image {ref}: .*/{path} does not exist; .* before v83 ")
            self.assert_map_fails("RuntimeError", text, [ref], [self.ref, ref], [ref, self.ref])
        self.map(self.service, [self.ref, self.other])
        self.assert_all_mapped([self.ref, self.other])
        self.end(self.service)

    def test_are_not_left_when_an_image_is_no_directory(self):
        for name in ("file", "inner"):
            os.makedirs(os.path.join(self.store.sources, name))
        images.write(os.path.join(self.store.sources, "file"), "image")
        images.write(self.store.sources, "other")
        os.symlink(self.store.image(self.ref), self.store.image("inner"))
        os.symlink(self.ref, os.path.join(self.store.sources, "outer"))
        os.symlink("/", os.path.join(self.store.sources, "root"))
        for ref in ("file", "other", "inner", "outer", "root"):
            text = re.compile(f"^Cannot map image {ref}: .* is not a directory$")
            self.assert_map_fails("RuntimeError", text, [ref], [self.ref, ref])
        self.end(self.service)


def content_of(target):
    """Everything in a target; its own times don't count."""
    found = images.snapshot(target)
    del found["."]
    return found
