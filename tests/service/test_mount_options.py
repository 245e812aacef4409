"""Of what kind the mounts are: read-only, private, as careful as their source."""

import os

from support import images, mounts
from support.case import MapCase

_NOSYMFOLLOW, _NODIRATIME, _STRICTATIME = 256, 2048, 1 << 24
CAREFUL = mounts.NOSUID | mounts.NODEV | mounts.NOEXEC
#: Flags of a file system, and the options of a mount that shows it.
FLAGS = (
    (0, set()), (mounts.NOSUID, {"nosuid"}), (mounts.NODEV, {"nodev"}), (mounts.NOEXEC, {"noexec"}),
    (CAREFUL, {"nosuid", "nodev", "noexec"}),
    (CAREFUL | mounts.RDONLY, {"nosuid", "nodev", "noexec"}),
    (mounts.NOATIME, {"noatime"}), (_NOSYMFOLLOW, {"nosymfollow"}),
)


class MountOptionsTest(MapCase):
    def seen(self, pid="self"):
        """The mounts below the target, by their paths."""
        return {it.point: it for it in mounts.below(self.target, pid) if it.point != self.target}

    def test_is_read_only_and_private_for_one_image_and_for_several(self):
        for refs in (self.refs[:1], self.refs[1:]):
            self.next_target()
            self.map(self.service, refs)
            for ref in refs:
                point = os.path.join(self.target, ref)
                self.assertEqual(self.seen()[point].propagation, ())
                for attempt in (
                    lambda it=point: images.write(it, "new"),
                    lambda it=point: os.mkdir(os.path.join(it, "new")),
                    lambda it=point: os.chmod(it, 0o700),
                    lambda it=point: os.unlink(os.path.join(it, "manifest.json")),
                ):
                    with self.assertRaisesRegex(OSError, "Read-only"):
                        attempt()
        images.write(self.store.image(self.refs[0]), "new", b"the store itself stays writable")

    def test_is_private_when_the_store_is_shared(self):
        self.mount_disk(self.store.sources)
        mounts.mount(None, self.store.sources, flags=mounts.SHARED)
        self.map(self.service, self.refs[:1])
        self.map(self.service, self.refs[2:], target=self.next_target())
        self.mount_disk(os.path.join(self.store.image(self.refs[0]), "inside"))
        self.assertEqual([it.propagation for it in mounts.below(self.inputs)], [()] * 4)
        self.end(self.service)
        self.assertEqual(len(mounts.below(self.store.sources)), 2, "the store's own mounts stay")

    def test_is_read_only_wherever_it_appears_when_the_target_is_shared(self):
        self.mount_disk(self.run_dir)
        mounts.mount(None, self.run_dir, flags=mounts.SHARED)
        again = self.directory("again")
        mounts.mount(self.run_dir, again, flags=mounts.BIND)
        self.addCleanup(mounts.detach, again)
        os.mkdir(self.inputs)
        with mounts.namespace("unchanged") as other:
            before = len(mounts.mounts(other)), len(mounts.below(again))
            for count in (1, 3, 2, 3):
                service = self.start()
                self.map(service, self.refs[:count], target=self.next_target())
                # Of the store's mounts, which are other mounts' peers, nothing comes along.
                seen, there = (mounts.below(it) for it in (self.target, self.store.root))
                peers = [{tag for it in group for tag in it.propagation} for group in (seen, there)]
                self.assertEqual(peers[0] & peers[1], set())
                elsewhere = [*mounts.mounts(other), *mounts.below(again)]
                images_there = [it for it in elsewhere if self.store.root in it.root]
                self.assertEqual([it for it in images_there if "ro" not in it.options], [])
                self.end(service)
                self.assertEqual((len(mounts.mounts(other)), len(mounts.below(again))), before)
                self.assert_empty()

    def test_keeps_the_flags_of_file_systems_also_where_they_are_locked(self):
        for number, (flags, names) in enumerate(FLAGS):
            disk = self.mount_disk(self.directory(f"disk-{number}"), flags & ~mounts.RDONLY)
            self.store.move(os.path.join(disk, "store"))
            self.refs = self.images(3)
            inside = os.path.join(self.store.image(self.refs[0]), "inside")
            self.mount_disk(inside, flags & ~mounts.RDONLY)
            if flags & mounts.RDONLY:
                mounts.mount(None, disk, flags=mounts.REMOUNT | mounts.BIND | flags)
            for start in (self.start, self.start_in_user_namespace):
                for refs in (self.refs[:1], self.refs):
                    with self.subTest(names, start=start.__name__, count=len(refs)):
                        self.assert_flags(start(), refs, names)

    def assert_flags(self, service, refs, names):
        self.next_target()
        self.map(service, refs)
        found = self.seen(service.pid)
        self.assertEqual(len(found), len(refs) + 1)
        careful = {"nosuid", "nodev", "noexec", "noatime", "nosymfollow", "ro"}
        for point, it in found.items():
            self.assertEqual(it.options & careful, names | {"ro"}, point)
        for ref in refs:
            seen = images.snapshot(f"/proc/{service.pid}/root{self.target}/{ref}")
            self.assertEqual(seen, images.snapshot(self.store.image(ref)))
        self.end(service)
        self.assertEqual(mounts.below(self.target), [])


class MountsInsideTest(MapCase):
    def inside(self, name, flags=0):
        """Mounts a file system with one file inside of the first image."""
        directory = self.mount_disk(os.path.join(self.store.image(self.refs[0]), name), flags)
        images.write(directory, f"file of {os.path.basename(name)}")
        return directory

    def assert_shows(self, *paths):
        """Checks what is seen in the first image, alone and next to another, and that it stays."""
        before = self.refs and images.snapshot(self.store.sources)
        for count in (1, 3):
            self.next_target()
            service = self.start()
            self.map(service, self.refs[:count])
            for path in paths:
                seen = os.path.join(self.target, self.refs[0], path)
                self.assertTrue(os.path.exists(seen), path)
                with self.assertRaisesRegex(OSError, "Read-only"):
                    os.mkdir(os.path.join(os.path.dirname(seen), "new"))
            self.end(service)
            self.assert_empty()
        self.assertEqual(images.snapshot(self.store.sources), before)

    def test_are_read_only_whatever_their_names(self):
        no_utf8 = os.fsdecode(b"\xff \xc3\xa4\xe2\x82")
        for name in ("inside", "inside/deeper", "a b\n#c\\d", no_utf8):
            self.inside(name)
            self.assert_shows(f"{name}/file of {os.path.basename(name)}")

    def test_are_read_only_when_one_was_moved_onto_a_later_one(self):
        first, second = self.inside("first"), self.inside("second")
        os.mkdir(os.path.join(second, "point"))
        mounts.mount(first, os.path.join(second, "point"), flags=mounts.MOVE)
        self.addCleanup(mounts.detach, second)
        self.assert_shows("second/file of second", "second/point/file of first")

    def test_are_read_only_when_they_hide_others(self):
        for depth in range(2):
            self.inside("inside")
            self.inside(f"inside/{depth}")
        self.assert_shows("inside/1/file of 1")

    def test_are_left_out_when_they_or_what_they_are_on_can_not_be_bound(self):
        outer = self.inside("outer")
        self.inside("outer/inner")
        mounts.mount(None, outer, flags=mounts.UNBINDABLE)
        other = self.mount_disk(os.path.join(self.store.image(self.refs[1]), "unbindable"))
        mounts.mount(None, other, flags=mounts.UNBINDABLE)
        # Not inside, although its path begins like the image's.
        self.inside("../image2")
        self.assert_shows("manifest.json")

    def test_hold_an_image_when_they_are_on_one_that_can_not_be_bound(self):
        point = os.path.dirname(self.store.image(self.refs[0]))
        # The directory below has an image, too: another one.
        around = self.mount_disk(point)
        mounts.mount(None, around, flags=mounts.UNBINDABLE)
        image = self.mount_disk(self.store.image(self.refs[0]))
        images.write(image, "file", b"of the mount")
        self.inside("inside")
        self.assert_shows("file", "inside/file of inside")

    def test_are_read_only_in_a_user_namespace_that_locks_their_times(self):
        self.inside("inside", _NODIRATIME | _STRICTATIME)
        self.service = self.start_in_user_namespace()
        self.map(self.service, self.refs)
        found = mounts.below(self.target, self.service.pid)
        point = os.path.join(self.target, self.refs[0], "inside")
        options = {it.point: it.options for it in found}[point]
        self.assertLessEqual({"ro", "nodiratime"}, options)
        self.assertNotIn("relatime", options)
