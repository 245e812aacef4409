"""What must not be there before a map, what must, and what a failed map leaves: nothing."""

import os
import re

from support import images, mounts
from support.case import MapCase


class MountPointsTest(MapCase):
    def setUp(self):
        super().setUp()
        self.first = self.image("first")
        self.ref = self.image("one")
        self.other = self.image("two")
        self.service = self.start()
        self.earlier = self.directory("run", "inputs", "earlier")
        self.map(self.service, [self.first], target=self.earlier)

    def tearDown(self):
        self.assert_mapped(self.first, self.earlier)
        self.end(self.service)
        self.assert_unmapped(self.earlier)

    def assert_map_fails(self, name, text, refs):
        """Checks that a map fails, changes nothing, and is possible later."""
        before = images.snapshot(self.target)
        self.assert_fails(name, text, self.map, self.service, refs)
        self.assertEqual(mounts.below(self.target), [])
        before.pop(".")
        after = images.snapshot(self.target)
        after.pop(".")
        self.assertEqual(after, before)

    def assert_exists(self, path):
        for refs in ([self.ref], [self.other, self.ref], [self.ref, self.other]):
            self.assert_map_fails("FileExistsError", f"[Errno 17] File exists: '{path}'", refs)

    def test_refuses_a_mount_point_that_is_a_directory(self):
        path = os.path.join(self.target, self.ref)
        os.mkdir(path)
        self.assert_exists(path)
        images.write(path, "file", b"mine")
        self.assert_exists(path)

    def test_refuses_a_mount_point_that_is_a_file(self):
        images.write(self.target, self.ref, b"mine")
        self.assert_exists(os.path.join(self.target, self.ref))

    def test_refuses_a_mount_point_that_is_a_link(self):
        path = os.path.join(self.target, self.ref)
        for aim in ("nowhere", self.tmp, self.earlier):
            os.symlink(aim, path)
            self.assert_exists(path)
            os.unlink(path)

    def test_refuses_a_mount_point_that_an_earlier_map_made(self):
        path = os.path.join(self.earlier, self.first)
        for refs in ([self.first], [self.ref, self.first]):
            self.assert_fails(
                "FileExistsError",
                f"[Errno 17] File exists: '{path}'",
                self.map,
                self.service,
                refs,
                target=self.earlier,
            )
            self.assert_mapped(self.first, self.earlier)
            self.assertEqual(os.listdir(self.earlier), [self.first])

    def test_tells_what_may_be_wrong_when_an_image_is_missing(self):
        text = re.compile(
            "^Cannot map image sha256:gone: .*/sha256:gone does not exist; .* before v83 "
        )
        for refs in (["sha256:gone"], [self.ref, "sha256:gone"], ["sha256:gone", self.ref]):
            self.assert_map_fails("RuntimeError", text, refs)

    def test_tells_what_may_be_wrong_when_the_store_is_from_an_old_osbuild(self):
        os.makedirs(os.path.join(self.store.sources, "sha256:old"))
        images.write(os.path.join(self.store.sources, "sha256:old"), "container-image.tar")
        text = re.compile(
            "^Cannot map image sha256:old: .*/sha256:old/image does not exist; .*v83 "
        )
        self.assert_map_fails("RuntimeError", text, ["sha256:old"])

    def test_fails_when_an_image_is_a_file(self):
        os.makedirs(os.path.join(self.store.sources, "file"))
        images.write(os.path.join(self.store.sources, "file"), "image")
        images.write(self.store.sources, "other")
        for ref in ("file", "other"):
            text = re.compile(f"^Cannot map image {ref}: .* is not a directory$")
            self.assert_map_fails("RuntimeError", text, [self.ref, ref])

    def test_fails_when_an_image_or_its_directory_is_a_link(self):
        os.makedirs(os.path.join(self.store.sources, "inner"))
        os.symlink(self.store.image(self.ref), self.store.image("inner"))
        os.symlink(self.ref, os.path.join(self.store.sources, "outer"))
        os.symlink("/", os.path.join(self.store.sources, "root"))
        for ref in ("inner", "outer", "root"):
            text = re.compile(f"^Cannot map image {ref}: .* is not a directory$")
            self.assert_map_fails("RuntimeError", text, [ref])

    def test_maps_the_rest_again_when_a_map_with_something_missing_failed(self):
        self.assert_map_fails("RuntimeError", re.compile("gone"), [self.ref, "gone"])
        self.map(self.service, [self.ref, self.other])
        self.assert_mapped(self.ref)
        self.assert_mapped(self.other)
