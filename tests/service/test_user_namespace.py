"""A service in a user namespace, as osbuild without root's privileges starts it."""

import os

from support import images, mounts
from support.case import MapCase


class UserNamespaceTest(MapCase):
    def assert_maps(self, refs, *options):
        service = self.start_in_user_namespace()
        self.map(service, refs)
        found = [it for it in mounts.below(self.target, service.pid) if it.point != self.target]
        points = {it.point: it.options for it in found}
        for ref in refs:
            point = os.path.join(self.target, ref)
            self.assertLessEqual({"ro", *options}, points[point])
            seen = images.snapshot(f"/proc/{service.pid}/root{point}")
            self.assertEqual(seen, images.snapshot(self.store.image(ref)))
        self.assertEqual([it for it, found in points.items() if "ro" not in found], [])
        self.assertEqual(mounts.below(self.target), [], "nothing is visible outside")
        self.end(service)
        self.next_target()

    def test_maps_read_only_whatever_flags_are_locked(self):
        for flags, options in (
            (0, ()),
            (mounts.NOSUID | mounts.NODEV | mounts.NOEXEC, ("nosuid", "nodev", "noexec")),
            (mounts.NOATIME, ("noatime",)),
        ):
            with self.subTest(options):
                disk = self.mount_disk(os.path.join(self.tmp, f"disk-{flags}"), flags)
                self.store.move(os.path.join(disk, "store"))
                refs = self.images(3)
                self.assert_maps(refs[:1], *options)
                self.assert_maps(refs, *options)

    def test_maps_mounts_inside_an_image_read_only(self):
        refs = self.images(2)
        inside = self.mount_disk(os.path.join(self.store.image(refs[0]), "inside"), mounts.NOSUID)
        images.write(inside, "file", b"of the mount inside")
        self.assert_maps(refs[:1])
        self.assert_maps(refs)

    def test_loses_nothing_when_killed(self):
        ref = self.image()
        before = images.snapshot(self.store.sources)
        service = self.start_in_user_namespace()
        self.map(service, [ref])
        service.process.kill()
        service.process.wait()
        self.assertEqual(mounts.below(self.target), [], "the namespace is gone with it")
        self.assertEqual(images.snapshot(self.store.sources), before)
