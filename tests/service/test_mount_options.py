"""Of what kind the mounts are: read-only, private, recursive, as careful as their source."""

import contextlib
import os
import subprocess

from support import images, mounts
from support.case import MapCase


class MountOptionsTest(MapCase):
    def setUp(self):
        super().setUp()
        self.ref = self.image()
        self.service = self.start()

    def mount_of(self, *names):
        point = os.path.join(self.target, *names)
        found = [it for it in mounts.below(self.target) if it.point == point]
        self.assertEqual(len(found), 1, f"one mount at {point}")
        return found[0]

    def assert_read_only(self, *names):
        directory = os.path.join(self.target, *names)
        self.assertIn("ro", self.mount_of(*names).options)
        for attempt in (
            lambda: images.write(directory, "new"),
            lambda: os.mkdir(os.path.join(directory, "new")),
            lambda: os.chmod(directory, 0o700),
        ):
            with self.assertRaisesRegex(OSError, "Read-only"):
                attempt()

    def test_is_read_only_and_private_for_one_image_and_for_several(self):
        for refs in ([self.ref], [self.image("two"), self.image("three")]):
            self.next_target()
            self.map(self.service, refs)
            self.assert_read_only(refs[0])
            self.assertEqual(self.mount_of(refs[0]).propagation, ())
            with self.assertRaisesRegex(OSError, "Read-only"):
                os.unlink(os.path.join(self.target, refs[0], "manifest.json"))
        self.end(self.service)

    def test_is_private_when_the_store_is_shared(self):
        self.mount_disk(self.store.sources)
        mounts.mount(None, self.store.sources, flags=mounts.SHARED)
        refs = [self.image("one"), self.image("two")]
        os.mkdir(os.path.join(self.store.image(refs[0]), "inside"))
        self.map(self.service, refs[:1])
        self.map(self.service, refs[1:], target=self.directory("run", "inputs", "other"))
        self.mount_disk(os.path.join(self.store.image(refs[0]), "inside"))
        self.assertEqual([it.propagation for it in mounts.below(self.inputs)], [()] * 4)
        self.end(self.service)
        self.assertEqual(len(mounts.below(self.store.sources)), 2, "the store's own mounts stay")

    def test_is_private_when_the_target_is_shared(self):
        self.mount_disk(self.inputs)
        mounts.mount(None, self.inputs, flags=mounts.SHARED)
        os.mkdir(self.target)
        refs = [self.ref, self.image("two"), self.image("three")]
        self.map(self.service, refs)
        for ref in refs:
            self.assertEqual(self.mount_of(ref).propagation, ())
        self.end(self.service)
        self.assert_unmapped()

    def test_is_read_only_wherever_it_appears_when_the_target_is_shared(self):
        self.mount_disk(self.run_dir)
        mounts.mount(None, self.run_dir, flags=mounts.SHARED)
        os.makedirs(self.target)
        again = self.directory("again")
        mounts.mount(self.run_dir, again, flags=mounts.BIND)
        self.addCleanup(mounts.detach, again)
        refs = [self.image(f"image {number}") for number in range(3)]
        with self.sharing_namespace() as other:
            before = len(mounts.mounts(other)), len(mounts.below(again))
            for count in (1, 3, 2, 3):
                service = self.start()
                target = self.directory("run", "inputs", f"input-{count}-{service.pid}")
                self.map(service, refs[:count], target=target)
                elsewhere = [*mounts.mounts(other), *mounts.below(again)]
                images_there = [it for it in elsewhere if self.store.root in it.root]
                self.assertEqual([it for it in images_there if "ro" not in it.options], [])
                self.end(service)
                self.assertEqual((len(mounts.mounts(other)), len(mounts.below(again))), before)
                self.assertEqual(mounts.below(target), [])

    @contextlib.contextmanager
    def sharing_namespace(self):
        """A process in a mount namespace of its own, which this one's mounts are passed on to."""
        command = ["unshare", "--mount", "--propagation", "unchanged", "sh", "-c", "echo; exec sleep 600"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            try:
                yield process.pid
            finally:
                process.kill()

    def test_maps_several_mounts_on_one_directory_of_an_image_and_what_others_hide(self):
        inside = os.path.join(self.store.image(self.ref), "inside")
        for depth in range(2):
            self.mount_disk(inside)
            self.mount_disk(os.path.join(inside, f"{depth}"))
        refs = [self.ref, self.image("two"), self.image("three")]
        other = self.mount_disk(os.path.join(self.store.image(refs[1]), "unbindable"))
        mounts.mount(None, other, flags=mounts.UNBINDABLE)
        for refs in (refs[:1], refs):
            target = self.directory("run", "inputs", f"input-{len(refs)}")
            self.map(self.service, refs, target=target)
            self.assertEqual(os.listdir(os.path.join(target, self.ref, "inside")), ["1"])
            seen = os.path.join(target, self.ref, "inside", "1", "new")
            with self.assertRaisesRegex(OSError, "Read-only"):
                os.mkdir(seen)
        self.end(self.service)

    def test_shows_mounts_inside_of_an_image_read_only(self):
        inside = self.mount_disk(os.path.join(self.store.image(self.ref), "inside"))
        deeper = self.mount_disk(os.path.join(inside, "deeper"))
        images.write(inside, "file", b"of the sub-mount")
        images.write(deeper, "file", b"of the one below")
        other = self.image("two")
        second = self.mount_disk(os.path.join(self.store.image(other), "a b\n#c\\d"))
        images.write(second, "file", b"with a hard name")
        self.map(self.service, [self.ref, other])
        self.assert_mapped(self.ref)
        self.assert_mapped(other)
        self.assert_read_only(self.ref)
        self.assert_read_only(self.ref, "inside")
        self.assert_read_only(self.ref, "inside", "deeper")
        self.assert_read_only(other, "a b\n#c\\d")
        images.write(inside, "new", b"the store itself stays writable")
        self.end(self.service)
        self.assert_unmapped()
        self.assertEqual(sorted(os.listdir(inside)), ["deeper", "file", "new"])

    def test_keeps_the_flags_of_the_file_system(self):
        careful = mounts.NOSUID | mounts.NODEV | mounts.NOEXEC
        for number, (flags, names) in enumerate(
            (
                (mounts.NOSUID, {"nosuid"}),
                (mounts.NODEV, {"nodev"}),
                (mounts.NOEXEC, {"noexec"}),
                (careful, {"nosuid", "nodev", "noexec"}),
                (careful | mounts.RDONLY, {"nosuid", "nodev", "noexec"}),
            )
        ):
            with self.subTest(names):
                ref = images.ref_of(f"disk {number}")
                directory = self.mount_disk(os.path.dirname(self.store.image(ref)), flags & ~mounts.RDONLY)
                images.make_image(self.store.image(ref))
                if flags & mounts.RDONLY:
                    mounts.mount(None, directory, flags=mounts.REMOUNT | mounts.BIND | flags)
                target = self.directory("run", "inputs", f"input-{number}")
                self.map(self.service, [ref], target=target)
                options = mounts.below(target)[1].options
                self.assertEqual(options & {"nosuid", "nodev", "noexec", "ro"}, names | {"ro"})
        self.end(self.service)

    def test_keeps_the_flags_of_mounts_inside_of_an_image(self):
        careful = mounts.NOSUID | mounts.NODEV | mounts.NOEXEC
        self.mount_disk(os.path.join(self.store.image(self.ref), "inside"), careful)
        self.map(self.service, [self.ref])
        inside = self.mount_of(self.ref, "inside")
        self.assertLessEqual({"ro", "nosuid", "nodev", "noexec"}, inside.options)
        self.end(self.service)

    def test_takes_no_flags_from_anywhere_when_the_file_system_has_none(self):
        disk = self.mount_disk(self.directory("plain"))
        self.store.sources = self.directory("plain", "sources", "org.osbuild.containers")
        self.store.root = disk
        ref = self.image("plain")
        self.map(self.service, [ref])
        found = self.mount_of(ref).options
        self.assertEqual(found & {"nosuid", "nodev", "noexec", "ro"}, {"ro"})
        self.end(self.service)
