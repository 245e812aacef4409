"""The target: occupied, full, read-only, or gone in the middle of a map."""

import os
import re

from support import images, mounts, packets, programs
from support.case import MapCase
from support.service import call


class TargetTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = self.images(3)
        self.disk = self.mount_disk(self.directory("run", "inputs", "disk"), data="nr_inodes=5")
        self.target = self.directory("run", "inputs", "disk", "target")
        self.before = images.snapshot(self.store.sources)
        self.service = self.start()

    def assert_recovers(self):
        """Checks that the service maps to another target, and that the store is as it was."""
        self.assert_serves(self.service, self.refs)
        self.assertEqual(images.snapshot(self.store.sources), self.before)

    def test_is_refused_when_something_is_mounted_on_it_or_below(self):
        for names in ((), ("below",), ("below", "further")):
            target = self.directory("run", "inputs", f"occupied-{len(names)}")
            point = self.mount_disk(os.path.join(target, *names))
            images.write(point, "file", b"mine")
            text = (
                f"Cannot map to {target}: something is mounted there already (tmpfs on {point}); "
                "unmount it, or use another target"
            )
            for refs in (self.refs[:1], self.refs):
                self.assert_fails("RuntimeError", text, self.map, self.service, refs, target=target)
            self.assertEqual([it.point for it in mounts.below(target)], [point])
            self.assertEqual(os.listdir(point), ["file"])
        self.assert_recovers()

    def test_is_refused_when_this_service_has_mapped_to_it(self):
        self.map(self.service, self.refs[:1])
        for refs in (self.refs[:1], self.refs[1:]):
            text = re.compile(f"^Cannot map to {self.target}: something is mounted there already")
            self.assert_fails("RuntimeError", text, self.map, self.service, refs)
        self.assert_mapped(self.refs[0])
        self.assertEqual(os.listdir(self.target), self.refs[:1])
        self.assert_recovers()

    def test_is_refused_when_it_can_not_be_bound(self):
        mounts.mount(None, self.disk, flags=mounts.UNBINDABLE)
        for refs in (self.refs[:1], self.refs):
            text = re.compile(rf"^mount: {self.target}: .* \(code: 32\)$", re.DOTALL)
            self.assert_fails("RuntimeError", text, self.map, self.service, refs)
            self.assert_untouched()
        self.assert_recovers()

    def test_is_left_as_it_was_when_it_is_full(self):
        images.write(self.disk, "file")
        pattern = re.compile(f"^Cannot map to {self.target}: Cannot make the directory .*: No space left on device$")
        for _ in range(2):
            self.assert_fails("RuntimeError", pattern, self.map, self.service, self.refs)
            self.assert_untouched()
        self.map(self.service, self.refs[:2])
        self.assert_mapped(self.refs[1])
        self.assert_recovers()

    def test_is_left_as_it_was_when_it_is_read_only(self):
        mounts.mount(None, self.disk, flags=mounts.REMOUNT | mounts.RDONLY)
        pattern = re.compile(f"^Cannot map to {self.target}: Cannot make the directory .*: Read-only file system$")
        for refs in (self.refs[:1], self.refs):
            self.assert_fails("RuntimeError", pattern, self.map, self.service, refs)
            self.assert_untouched()
        self.assert_recovers()

    def test_is_not_mapped_to_when_it_vanishes_before_the_mounts(self):
        programs.replace(self, "mount", f'umount --lazy {self.disk}; exec "$REAL" "$@"')
        self.assert_fails("RuntimeError", re.compile("mount point"), self.map, self.service, self.refs)
        self.assertEqual(mounts.below(self.inputs), [])
        programs.restore(self, "mount")
        self.assert_recovers()

    def test_is_not_mapped_to_when_it_vanishes_after_the_mounts(self):
        programs.replace(self, "mount", f'"$REAL" "$@"; umount --lazy {self.disk}')
        text = re.compile("No such file or directory")
        self.assert_fails("RuntimeError", text, self.map, self.service, self.refs[:1])
        self.assertEqual(mounts.below(self.inputs), [])
        programs.restore(self, "mount")
        self.assert_recovers()

    def test_is_mapped_to_when_a_link_to_it_leads_elsewhere_before_the_mounts(self):
        link, other = os.path.join(self.inputs, "link"), self.directory("run", "inputs", "other")
        for refs in (self.refs[:1], self.refs[1:]):
            os.symlink(self.target, link)
            for ref in refs:
                os.makedirs(os.path.join(other, ref))
            programs.replace(self, "mount", f'ln -sfn {other} {link}; exec "$REAL" "$@"')
            service = self.start()
            self.map(service, refs, target=link)
            self.assert_all_mapped(refs)
            self.assertEqual(mounts.below(other), [])
            self.end(service)
            self.assert_unmapped()
            os.unlink(link)
        programs.restore(self, "mount")
        self.assert_recovers()

    def test_may_be_a_descriptor_of_another_process(self):
        fd = self.opened(os.open(self.target, os.O_RDONLY))
        for refs in (self.refs[:1], self.refs[1:]):
            service = self.start()
            self.map(service, refs, target=f"/proc/{os.getpid()}/fd/{fd}")
            self.assert_all_mapped(refs)
            self.end(service)
            self.assert_unmapped()
        self.assert_recovers()

    def test_may_vanish_after_the_map(self):
        self.map(self.service, self.refs)
        mounts.detach(self.disk)
        self.assertEqual(mounts.below(self.inputs), [])
        self.assert_recovers()

    def test_may_be_mounted_on_by_somebody_else_after_the_map(self):
        self.map(self.service, self.refs)
        mounts.mount("disk", self.target, "tmpfs")
        self.end(self.service)
        self.assert_unmapped()

    def test_may_be_renamed_after_the_map(self):
        self.map(self.service, self.refs)
        mounts.detach_below(self.target)
        os.rename(self.target, f"{self.target}.gone")
        self.assert_recovers()

    def test_is_missed_when_it_is_deleted_while_the_store_is_asked(self):
        def answer(question):
            os.rmdir(self.target)
            return self.store.serve(question)

        self.store.answer = answer
        self.assert_fails("RuntimeError", re.compile("No such file"), self.map, self.service, self.refs)
        self.store.answer = self.store.serve
        self.assert_recovers()

    def test_is_missing_in_some_of_many_requests_that_wait_and_each_is_answered(self):
        missing = os.path.join(self.inputs, "missing")
        for number in range(20):
            target = missing if number % 2 == 0 else self.directory("run", "inputs", f"{number}")
            data = packets.encode(call("map", self.request(self.refs, target=target)))
            self.service.send(data)
        kinds = [self.service.receive().value["type"] for _ in range(20)]
        self.assertEqual(kinds, ["exception", "reply"] * 10)
        self.assert_recovers()
