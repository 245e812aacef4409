"""Images of a source: what is seen where, and what the reply says."""

import os
import re

from support import images, mounts
from support.case import MapCase
from support.roles import ROLES


class MapImagesTest(MapCase):
    def assert_reply(self, reply, refs):
        names = refs if isinstance(refs, dict) else {ref: f"name of {ref}" for ref in refs}
        archives = {ref: {"format": "dir", "name": name} for ref, name in names.items()}
        self.assertEqual(reply, {"path": self.target, "data": {"archives": archives}})

    def assert_maps(self, count, role="v129"):
        service = self.start()
        refs = [self.image(f"image {number}") for number in range(count)]
        reply = self.map(service, refs, role)
        self.assert_reply(reply, refs)
        self.assertEqual(list(reply["data"]["archives"]), refs, "the order is kept")
        self.assertEqual(sorted(os.listdir(self.target)), sorted(refs))
        for ref in refs:
            self.assert_mapped(ref)
        self.end(service)
        self.assert_unmapped()

    def test_shows_one_image(self):
        self.assert_maps(1)

    def test_shows_three_images(self):
        self.assert_maps(3)

    def test_shows_two_hundred_images(self):
        self.assert_maps(200)

    def test_shows_two_hundred_images_to_the_oldest_hosts(self):
        self.assert_maps(200, "v89")

    def test_answers_with_no_archives_and_asks_nobody_when_there_are_no_references(self):
        service = self.start()
        for role in ROLES:
            for origin in ("org.osbuild.source", "org.osbuild.pipeline"):
                self.assert_reply(self.map(service, {}, role, origin=origin), {})
        self.assertEqual(self.store.questions, [])
        self.end(service)

    def test_asks_the_store_once_for_the_directory_of_the_source(self):
        service = self.start()
        self.map(service, [self.image("one"), self.image("two")])
        self.assertEqual(
            self.store.questions, [{"method": "source", "name": "org.osbuild.containers"}]
        )
        self.end(service)

    def test_keeps_earlier_maps_when_more_follow(self):
        service = self.start()
        targets = {}
        for number in range(5):
            refs = [self.image(f"{number} {text}") for text in ("a", "b")][: 1 + number % 2]
            target = self.directory("run", "inputs", f"input-{number}")
            self.map(service, refs, target=target)
            targets[target] = refs
        for target, refs in targets.items():
            for ref in refs:
                self.assert_mapped(ref, target)
        self.end(service)
        for target in targets:
            self.assert_unmapped(target)

    def test_shows_what_was_mapped_before_when_more_is_mapped_to_the_same_target(self):
        for counts in ((1, 1), (1, 3), (3, 1), (3, 3)):
            with self.subTest(counts):
                service = self.start()
                refs = []
                for count in counts:
                    new = [self.new_image() for _ in range(count)]
                    self.map(service, new)
                    refs += new
                    for ref in refs:
                        self.assert_mapped(ref)
                self.end(service)
                self.assert_unmapped()

    def test_leaves_what_else_is_in_the_target_alone(self):
        images.write(self.target, "file", b"mine")
        os.makedirs(os.path.join(self.target, "directory", "inside"))
        for count in (1, 3):
            before = images.snapshot(self.target)
            service = self.start()
            self.map(service, [self.new_image() for _ in range(count)])
            with open(os.path.join(self.target, "file"), "rb") as file:
                self.assertEqual(file.read(), b"mine")
            self.end(service)
            after = images.snapshot(self.target)
            before.pop(".")
            self.assertEqual({name: after[name] for name in before}, before)

    def test_leaves_a_mount_alone_that_is_at_the_target_already(self):
        mounts.mount("disk", self.target, "tmpfs")
        self.addCleanup(mounts.detach, self.target)
        images.write(self.target, "file", b"mine")
        for count in (1, 3):
            service = self.start()
            self.map(service, [self.new_image() for _ in range(count)])
            self.end(service)
            self.assertEqual([it.point for it in mounts.below(self.target)], [self.target])
            self.assertIn("file", os.listdir(self.target))

    def test_maps_the_same_image_to_two_targets(self):
        service = self.start()
        ref = self.image()
        other = self.directory("run", "inputs", "other")
        self.map(service, [ref])
        self.map(service, [ref], target=other)
        self.assert_mapped(ref)
        self.assert_mapped(ref, other)
        self.end(service)
        self.assert_unmapped()
        self.assert_unmapped(other)

    def test_maps_to_a_target_that_a_symbolic_link_leads_to(self):
        service = self.start()
        link = os.path.join(self.inputs, "link")
        os.symlink(self.target, link)
        for count in (1, 3):
            refs = [self.new_image() for _ in range(count)]
            reply = self.map(service, refs, target=link)
            self.assertEqual(reply["path"], link)
            for ref in refs:
                self.assert_mapped(ref, link)
        self.end(service)
        self.assert_unmapped()

    def test_ignores_options_of_the_input(self):
        service = self.start()
        ref = self.image()
        for number, options in enumerate((None, {"a": 1}, [], "x")):
            target = self.directory("run", "inputs", f"input-{number}")
            self.map(service, [ref], options=options, target=target)
            self.assert_mapped(ref, target)
        self.end(service)

    def test_fails_when_the_target_is_missing_or_no_directory(self):
        service = self.start()
        ref = self.image()
        images.write(self.inputs, "file")
        for name in ("missing", "file"):
            target = os.path.join(self.inputs, name)
            with self.subTest(name):
                self.assert_fails(
                    "RuntimeError",
                    re.compile(re.escape(target)),
                    self.map,
                    service,
                    [ref],
                    target=target,
                )
        self.assertEqual(mounts.below(self.inputs), [])
        self.end(service)

    def new_image(self):
        return self.image(f"image {len(os.listdir(self.store.sources))}")
