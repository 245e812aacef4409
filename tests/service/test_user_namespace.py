"""A service in a user namespace, as osbuild without root's privileges starts it."""

import os
import subprocess

from support import images, mounts
from support.case import MapCase
from support.service import UNSHARE


class UserNamespaceTest(MapCase):
    def setUp(self):
        super().setUp()
        done = subprocess.run([*UNSHARE, "true"], capture_output=True, check=False)
        if done.returncode != 0:
            self.skipTest("there are no user namespaces here")

    def disk(self, directory, flags):
        mounts.mount("disk", directory, "tmpfs", flags)
        self.addCleanup(mounts.detach, directory)

    def seen_by(self, service):
        """The mounts below the target as the service sees them, and the way to them."""
        points = [it for it in mounts.below(self.target, service.pid) if it.point != self.target]
        return points, f"/proc/{service.pid}/root"

    def assert_maps(self, refs, *options):
        service = self.start(prefix=UNSHARE)
        self.map(service, refs)
        found, root = self.seen_by(service)
        points = {it.point: it.options for it in found}
        for ref in refs:
            point = os.path.join(self.target, ref)
            self.assertLessEqual({"ro", *options}, points[point])
            self.assertEqual(images.snapshot(root + point), images.snapshot(self.store.image(ref)))
        self.assertEqual([it for it, found in points.items() if "ro" not in found], [])
        self.assertEqual(mounts.below(self.target), [], "nothing is to be seen from outside")
        self.end(service)

    def test_maps_read_only_when_flags_are_locked(self):
        disk = self.directory("store", "sources", "disk")
        self.disk(disk, mounts.NOSUID | mounts.NODEV | mounts.NOEXEC)
        for count in (1, 3):
            refs = [self.image(f"{count} {number}") for number in range(count)]
            self.assert_maps(refs)
        self.store.sources = os.path.join(disk, "sources", "org.osbuild.containers")
        self.store.root = disk
        os.makedirs(self.store.sources)
        for count in (1, 3):
            refs = [self.image(f"locked {count} {number}") for number in range(count)]
            self.assert_maps(refs, "nosuid", "nodev", "noexec")

    def test_maps_read_only_when_the_times_of_access_are_locked(self):
        disk = self.directory("locked")
        self.disk(disk, mounts.NOATIME)
        self.store.root = disk
        self.store.sources = os.path.join(disk, "sources", "org.osbuild.containers")
        os.makedirs(self.store.sources)
        self.assert_maps([self.image("one"), self.image("two")], "noatime")

    def test_maps_mounts_inside_of_an_image_read_only(self):
        ref = self.image("one")
        inside = os.path.join(self.store.image(ref), "inside")
        os.mkdir(inside)
        self.disk(inside, mounts.NOSUID)
        images.write(inside, "file", b"of the sub-mount")
        self.assert_maps([ref, self.image("two")])
        self.assert_maps([self.image("three")])

    def test_loses_nothing_when_killed(self):
        ref = self.image()
        before = images.snapshot(self.store.sources)
        service = self.start(prefix=UNSHARE)
        self.map(service, [ref])
        service.process.kill()
        service.process.wait()
        self.assertEqual(mounts.below(self.target), [], "the namespace is gone with it")
        self.assertEqual(images.snapshot(self.store.sources), before)
