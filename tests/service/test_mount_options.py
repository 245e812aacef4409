"""Of what kind the mounts are: read-only, private, as careful as their source."""

import os

from support import images, mounts
from support.case import MapCase

_NOSYMFOLLOW = 256
CAREFUL = mounts.NOSUID | mounts.NODEV | mounts.NOEXEC
#: Flags of a file system, and the options of a mount that shows it.
FLAGS = (
    (0, set()), (mounts.NOSUID, {"nosuid"}), (mounts.NODEV, {"nodev"}), (mounts.NOEXEC, {"noexec"}),
    (CAREFUL, {"nosuid", "nodev", "noexec"}), (CAREFUL | mounts.RDONLY, {"nosuid", "nodev", "noexec"}),
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
