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

    def test_are_not_left_when_an_image_is_missing(self):
        os.makedirs(os.path.join(self.store.sources, "old"))
        images.write(os.path.join(self.store.sources, "old"), "container-image.tar")
        for ref, path in (("gone", "gone"), ("old", "old/image")):
            text = re.compile(f"^Cannot map image {ref}: .*/{path} does not exist; .* before v83 ")
            self.assert_map_fails("RuntimeError", text, [ref], [self.ref, ref], [ref, self.ref])
        self.map(self.service, [self.ref, self.other])
        self.assert_all_mapped([self.ref, self.other])

    def test_are_not_left_when_an_image_is_no_directory(self):
        os.makedirs(os.path.join(self.store.sources, "file"))
        images.write(os.path.join(self.store.sources, "file"), "image")
        images.write(self.store.sources, "other")
        for ref in ("file", "other"):
            text = re.compile(f"^Cannot map image {ref}: .* is not a directory$")
            self.assert_map_fails("RuntimeError", text, [ref], [self.ref, ref])

    def test_are_made_for_symbolic_links_that_stay_in_the_directory_of_the_source(self):
        sources = self.store.sources
        os.makedirs(f"{sources}/inner")
        images.make_image(f"{sources}/kept/elsewhere", "kept")
        for link, aim in (
            ("outer", self.ref), ("twice", "outer"), ("inner/image", f"../{self.ref}/image"), ("kept/image", "elsewhere"),
            ("absolute", f"{sources}/kept"),
        ):
            os.symlink(aim, f"{sources}/{link}")
        refs = ["outer", "twice", "inner", "kept", "absolute"]
        for chosen in (*([ref] for ref in refs), [*refs, self.ref]):
            with self.subTest(chosen):
                self.target = self.directory("run", "inputs", f"links-{len(os.listdir(self.inputs))}")
                self.map(self.service, chosen)
                self.assert_all_mapped(chosen)
                self.assert_none_writable()

    def test_are_not_left_when_a_symbolic_link_leads_elsewhere(self):
        sources = self.store.sources
        images.make_image(f"{self.tmp}/outside/image")
        os.symlink(f"{self.tmp}/outside", f"{self.tmp}/link")
        for aim, end in (
            ("/", ", where no image is$"),
            (f"{self.tmp}/outside", f", which leads out of {sources}, to {self.tmp}/outside/image; replace the link"),
            ("../../../link", f", which leads out of {sources}, to {self.tmp}/outside/image; replace the link"),
            ("nowhere", ", where no image is$"),
            ("loop", ", which can't be followed: Too many levels"),
            ("/etc/passwd", ", which can't be followed: Not a directory"),
        ):
            os.symlink(aim, f"{sources}/loop")
            text = re.compile(f"^Cannot map image loop: {sources}/loop is a symbolic link to {re.escape(aim)}{end}")
            self.assert_map_fails("RuntimeError", text, ["loop"], [self.ref, "loop"])
            os.unlink(f"{sources}/loop")
        os.makedirs(f"{sources}/inner")
        for aim, end in (
            (f"{self.tmp}/outside/image", "which leads out of "), ("..", "which leads out of "),
            (f"../{self.ref}/image/version", f"and {self.store.image(self.ref)}/version is not a directory$"),
        ):
            os.symlink(aim, f"{sources}/inner/image")
            text = re.compile(f"^Cannot map image inner: {sources}/inner/image is a symbolic link to {aim}, {end}")
            self.assert_map_fails("RuntimeError", text, ["inner"], [self.ref, "inner"])
            os.unlink(f"{sources}/inner/image")


def content_of(target):
    """Everything in a target; its own times don't count."""
    found = images.snapshot(target)
    del found["."]
    return found
