"""What must not be there before a map, what must, and what a failed map leaves: nothing."""

import os
import re

from support import images
from support.case import MapCase


class MountPointsTest(MapCase):
    def setUp(self):
        super().setUp()
        self.ref, self.first, self.other = self.refs
        # That mounts of another target stay is checked with each map that fails.
        self.earlier = self.target
        self.map(self.service, [self.first])
        self.next_target()
        self.sources = self.store.sources

    def test_are_refused_when_something_is_there(self):
        occupied = lambda: os.path.join(self.target, self.ref)
        for make in (
            lambda: os.mkdir(occupied()),
            lambda: os.makedirs(os.path.join(occupied(), "inside")),
            lambda: images.write(self.target, self.ref, b"mine"),
            lambda: os.symlink("nowhere", occupied()),
            lambda: os.symlink(self.tmp, occupied()),
            lambda: os.symlink(self.earlier, occupied()),
        ):
            self.next_target()
            make()
            pattern = rf"^\[Errno 17\] File exists: '{occupied()}'$"
            for refs in ([self.ref], [self.other, self.ref], [self.ref, self.other]):
                self.assert_map_fails(pattern, refs, "FileExistsError")
        self.assert_mapped([self.first], self.earlier)

    def test_are_not_left_when_an_image_is_missing_or_no_directory(self):
        for name in ("old", "file"):
            os.mkdir(os.path.join(self.sources, name))
        images.write(os.path.join(self.sources, "old"), "container-image.tar")
        images.write(os.path.join(self.sources, "file"), "image")
        images.write(self.sources, "other")
        missing = "does not exist; .* before v83 "
        for ref, problem in (
            ("gone", f"/gone {missing}"),
            ("old", f"/old/image {missing}"),
            ("file", "is not a directory$"),
            ("other", "is not a directory$"),
        ):
            for refs in ([ref], [self.ref, ref], [ref, self.ref]):
                self.assert_map_fails(f"^Cannot map image {ref}: .*{problem}", refs)
        self.assert_mapped([self.first], self.earlier)
        self.assert_serves(self.service)

    def test_are_made_for_symbolic_links_that_stay_in_the_directory_of_the_source(self):
        os.mkdir(f"{self.sources}/inner")
        images.make_image(f"{self.sources}/kept/elsewhere", "kept")
        links = {
            "outer": self.ref,
            "twice": "outer",
            "inner/image": f"../{self.ref}/image",
            "kept/image": "elsewhere",
            "absolute": f"{self.sources}/kept",
        }
        for link, aim in links.items():
            os.symlink(aim, f"{self.sources}/{link}")
        refs = [it.removesuffix("/image") for it in links]
        for chosen in (*([ref] for ref in refs), [*refs, self.ref]):
            with self.subTest(chosen):
                self.assert_serves(self.start(), chosen)

    def test_are_not_left_when_a_symbolic_link_leads_elsewhere(self):
        outside = f"{self.tmp}/outside/image"
        images.make_image(outside)
        os.symlink(f"{self.tmp}/outside", f"{self.tmp}/link")
        os.mkdir(f"{self.sources}/inner")
        version = f"../{self.ref}/image/version"
        file = f"{self.store.image(self.ref)}/version"
        out = f"which leads out of {self.sources}, to {outside}; replace the link"
        for link, aim, problem in (
            ("loop", "/", "where no image is$"),
            ("loop", f"{self.tmp}/outside", out),
            ("loop", "../../../link", out),
            ("loop", "nowhere", "where no image is$"),
            ("loop", "loop", "which can't be followed: Too many levels"),
            ("loop", "/etc/passwd", "which can't be followed: Not a directory"),
            ("inner/image", outside, "which leads out of "),
            ("inner/image", "..", "which leads out of "),
            ("inner/image", version, f"and {file} is not a directory$"),
        ):
            path, ref = f"{self.sources}/{link}", os.path.dirname(link) or link
            os.symlink(aim, path)
            leads = f"{path} is a symbolic link to {re.escape(aim)}, {problem}"
            for refs in ([ref], [self.ref, ref]):
                self.assert_map_fails(f"^Cannot map image {ref}: {leads}", refs)
            os.unlink(path)
