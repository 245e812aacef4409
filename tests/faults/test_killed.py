"""SIGKILL at every stage of a map, and osbuild's recursive delete after it: the store stays whole."""

import os
import signal
import time

from support import images, mounts, osbuild, packets, pause, store
from support.case import MapCase
from support.service import call


class KilledTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(3)]
        self.before = images.snapshot(self.store.root)

    def request_of(self, service, refs):
        service.send(packets.encode(call("map", self.request(refs))))

    def kill(self, service):
        os.kill(service.pid, signal.SIGKILL)
        service.process.wait()

    def assert_nothing_lost(self):
        """Deletes with whatever mounts are there, and again without them."""
        osbuild.delete(self.run_dir)
        self.assert_whole()
        mounts.detach_below(self.run_dir)
        osbuild.delete(self.run_dir)
        self.assert_whole()
        self.assertFalse(os.path.exists(self.run_dir), "nothing is in the way of the next build")
        self.target = self.folder("run", "inputs", "images")

    def assert_whole(self):
        self.assertEqual(images.snapshot(self.store.root), self.before)

    def test_notices_what_is_lost_through_a_writable_mount(self):
        point = self.folder("run", "inputs", "images", "writable")
        mounts.bind(self.store.image(self.refs[0]), point)
        osbuild.delete(self.run_dir)
        self.assertNotEqual(images.snapshot(self.store.root), self.before)
        mounts.detach(point)

    def test_loses_nothing_when_killed_before_the_first_message(self):
        for wait in (0, 0.005, 0.01, 0.02, 0.1):
            service = self.start()
            time.sleep(wait)
            self.kill(service)
            self.assert_nothing_lost()

    def test_loses_nothing_when_killed_while_the_store_is_asked(self):
        service = self.start()
        self.store.answer = lambda _: self.kill(service) or store.CLOSE
        self.request_of(service, self.refs)
        self.assertTrue(service.hears_the_end())
        self.assert_nothing_lost()

    def test_loses_nothing_when_killed_between_two_mounts(self):
        # The first line is the target's mount on itself, and there is none for a single image.
        for count, lines in ((1, 0), (1, 1), (3, 0), (3, 1), (3, 2), (3, 3), (3, 4)):
            with self.subTest(count=count, lines=lines):
                self.killed_in_mount(count, lines, pause.kill)

    def test_loses_nothing_when_mount_goes_on_without_its_service(self):
        for count, lines in ((1, 0), (3, 0), (3, 2), (3, 4)):
            with self.subTest(count=count, lines=lines):
                self.killed_in_mount(count, lines, None)

    def killed_in_mount(self, count, lines, end_mount):
        pausing = pause.in_mount(self, lines)
        service = self.start()
        self.request_of(service, self.refs[:count])
        pid = pausing.reached()
        self.assertEqual(len(mounts.below(self.target)), lines)
        self.kill(service)
        if end_mount is not None:
            end_mount(pid)
        else:
            pausing.go_on()
        self.assertEqual(pause.reap(), 1)
        self.assert_nothing_lost()

    def test_loses_nothing_when_mount_goes_on_after_osbuild_has_deleted(self):
        for count in (1, 3):
            pausing = pause.in_mount(self, 0)
            service = self.start()
            self.request_of(service, self.refs[:count])
            pausing.reached()
            self.kill(service)
            osbuild.delete(self.run_dir)
            pausing.go_on()
            pause.reap()
            self.assertEqual(mounts.below(self.run_dir), [], "there is nowhere to mount")
            self.target = self.folder("run", "inputs", "images")
            self.assert_nothing_lost()

    def test_loses_nothing_when_killed_before_the_reply_is_read(self):
        for count in (1, 3):
            service = self.start()
            self.request_of(service, self.refs[:count])
            while len(mounts.below(self.target)) < count + (count > 1):
                time.sleep(0.001)
            self.kill(service)
            pause.reap()
            self.assert_nothing_lost()

    def test_loses_nothing_when_killed_while_it_takes_a_failed_map_back(self):
        for make in (pause.before_umount, pause.after_umount):
            pausing = make(self)
            pause.Pause(self, "mount", '"$REAL" "$@"; exit 32')
            service = self.start()
            self.request_of(service, self.refs)
            pid = pausing.reached()
            self.kill(service)
            pause.kill(pid)
            pause.reap()
            self.assert_nothing_lost()

    def test_loses_nothing_when_killed_while_it_unmounts(self):
        for make in (pause.before_umount, pause.after_umount):
            for count in (1, 3):
                pausing = make(self)
                service = self.start()
                self.map(service, self.refs[:count])
                service.socket.close()
                pid = pausing.reached()
                self.kill(service)
                pause.kill(pid)
                pause.reap()
                self.assert_nothing_lost()

    def test_loses_nothing_when_killed_after_some_maps_of_many(self):
        service = self.start()
        for number in range(12):
            target = self.folder("run", "inputs", f"input-{number}")
            self.map(service, self.refs[: 1 + number % 3], target=target)
        self.kill(service)
        self.assert_nothing_lost()

    def test_loses_no_tree_of_a_pipeline_when_killed_and_the_store_lives_on(self):
        self.tree("tree", "archive")
        self.before = images.snapshot(self.store.root)
        service = self.start()
        self.map_pipelines(service, ["tree"])
        self.kill(service)
        self.store.take_back()
        self.assert_nothing_lost()
