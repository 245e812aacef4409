"""The target's file system: full, read-only, or gone in the middle of a map."""

import os
import re

from support import images, mounts, packets, programs
from support.case import MapCase
from support.service import call


class TargetTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(3)]
        self.other = self.directory("run", "inputs", "other")
        self.before = images.snapshot(self.store.sources)
        self.service = self.start()

    def tearDown(self):
        """Whatever went wrong, the service maps to another target, and ends as ever."""
        self.map(self.service, self.refs, target=self.other)
        for ref in self.refs:
            self.assert_mapped(ref, self.other)
        self.end(self.service)
        self.assert_unmapped(self.other)
        self.assertEqual(images.snapshot(self.store.sources), self.before)

    def disk(self, data=None):
        mounts.mount("disk", self.target, "tmpfs", data=data)
        self.addCleanup(mounts.detach, self.target)

    def assert_only_the_disk(self):
        self.assertEqual([it.point for it in mounts.below(self.target)], [self.target])
        self.assertEqual(os.listdir(self.target), [])

    def test_fails_and_leaves_nothing_when_it_is_full(self):
        self.disk("nr_inodes=3")
        pattern = re.compile("^Cannot make the directory .*: No space left on device$")
        for _ in range(2):
            self.assert_fails("RuntimeError", pattern, self.map, self.service, self.refs)
            self.assert_only_the_disk()
        self.map(self.service, self.refs[:2])
        self.assert_mapped(self.refs[1])

    def test_fails_and_leaves_nothing_when_it_is_read_only(self):
        self.disk()
        mounts.mount(None, self.target, flags=mounts.REMOUNT | mounts.RDONLY)
        pattern = re.compile("^Cannot make the directory .*: Read-only file system$")
        for refs in (self.refs[:1], self.refs):
            self.assert_fails("RuntimeError", pattern, self.map, self.service, refs)
            self.assert_only_the_disk()

    def test_fails_when_it_vanishes_before_the_mounts(self):
        self.disk()
        programs.replace(self, "mount", f'umount --lazy {self.target}; exec "$REAL" "$@"')
        for refs in (self.refs[:1], self.refs):
            with self.subTest(len(refs)):
                self.assert_fails("RuntimeError", re.compile("mount point"), self.map, self.service, refs)
                self.assert_untouched()
                self.disk()
        programs.restore(self, "mount")

    def test_fails_when_it_vanishes_after_the_mounts(self):
        self.disk()
        script = f'"$REAL" "$@"; umount --lazy {self.target} || umount --lazy {self.target}'
        programs.replace(self, "mount", script)
        self.assert_fails("RuntimeError", re.compile("No such file or directory"), self.map, self.service, self.refs[:1])
        self.assert_untouched()
        programs.restore(self, "mount")

    def test_ends_as_ever_when_it_vanishes_after_the_map(self):
        self.disk()
        self.map(self.service, self.refs)
        mounts.detach_below(self.target)
        self.assert_untouched()

    def test_ends_without_mounts_when_somebody_has_mounted_on_it_after_the_map(self):
        service = self.start()
        target = self.directory("run", "inputs", "third")
        self.map(service, self.refs, target=target)
        mounts.mount("disk", target, "tmpfs")
        self.end(service)
        self.assertEqual(mounts.below(target), [])

    def test_ends_as_ever_when_its_directory_is_gone_after_the_map(self):
        self.map(self.service, self.refs)
        mounts.detach_below(self.target)
        os.rename(self.target, f"{self.target}.gone")

    def test_fails_when_its_directory_is_deleted_while_the_store_is_asked(self):
        def answer(question):
            os.rmdir(self.target)
            return self.store.serve(question)

        self.store.answer = answer
        self.assert_fails("RuntimeError", re.compile("No such file"), self.map, self.service, self.refs)
        self.store.answer = self.store.serve
        os.mkdir(self.target)
        self.map(self.service, self.refs)

    def test_answers_each_of_many_requests_that_wait_when_the_first_fails(self):
        missing = os.path.join(self.inputs, "missing")
        for number in range(20):
            target = missing if number % 2 == 0 else self.directory("run", "inputs", f"{number}")
            data = packets.encode(call("map", self.request(self.refs, target=target)))
            self.service.send(data)
        kinds = [self.service.receive().value["type"] for _ in range(20)]
        self.assertEqual(kinds, ["exception", "reply"] * 10)
