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
        self.target = self.directory("run", "inputs", "images")

    def assert_whole(self):
        self.assertEqual(images.snapshot(self.store.root), self.before)

    def test_notices_what_is_lost_through_a_writable_mount(self):
        point = self.directory("run", "inputs", "images", "writable")
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

    def each_change(self):
        """Stops a map after each change of the mounts.

        Gives the paused mount(8), the service, and the target, opened before.
        """
        for count in (1, 3):
            change = 0
            while True:
                pausing = pause.in_mount(self, change)
                service = self.start()
                directory = os.open(self.target, os.O_RDONLY)
                self.request_of(service, self.refs[:count])
                if not pausing.reached_by(service):
                    break
                self.assert_all_read_only()
                yield pausing, service, directory
                os.close(directory)
                change += 1
            os.close(directory)
            self.assertGreater(change, count, "it was stopped at least once for each image")
            self.end(service)
            self.assert_nothing_lost()

    def assert_all_read_only(self):
        seen = [it for it in mounts.below(self.target) if it.point != self.target]
        self.assertEqual([it for it in seen if "ro" not in it.options], [])

    def test_loses_nothing_when_killed_with_mount_at_work(self):
        for pausing, service, _ in self.each_change():
            pid = pausing.reached()
            self.kill(service)
            pause.kill(pid)
            self.assertEqual(pause.reap(), 2, "mount(8) and what stopped it")
            self.assert_nothing_lost()

    def test_loses_nothing_when_mount_goes_on_without_its_service(self):
        for pausing, service, _ in self.each_change():
            pausing.reached()
            self.kill(service)
            pausing.go_on()
            self.assertEqual(pause.reap(), 1)
            self.assert_nothing_lost()

    def test_loses_nothing_when_osbuild_deletes_while_mount_is_at_work(self):
        # With a version of mount(8) that makes a mount read-only by a call of its own, too.
        for pausing, service, _ in self.each_change():
            pausing.reached()
            self.kill(service)
            osbuild.delete(self.run_dir)
            pausing.go_on()
            self.assertEqual(pause.reap(), 1)
            self.assert_nothing_lost()

    def test_loses_nothing_when_a_delete_that_began_before_comes_upon_the_mounts(self):
        for pausing, service, directory in self.each_change():
            pausing.reached()
            self.kill(service)
            osbuild.delete_inside(directory)
            pausing.go_on()
            self.assertEqual(pause.reap(), 1)
            self.assert_nothing_lost()

    def test_leaves_nothing_hidden_when_mount_has_ended(self):
        service = self.start()
        self.map(service, self.refs)
        point = [it.point for it in mounts.below("/proc") if "/task" in it.point]
        self.assertEqual(point, [])
        self.end(service)

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
            target = self.directory("run", "inputs", f"input-{number}")
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
