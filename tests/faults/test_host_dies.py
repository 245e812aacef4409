"""osbuild dies in the middle of each step: the service cleans up and goes, and nothing is lost."""

import os
import shutil

from support import images, mounts, packets, pause, store
from support.case import MapCase
from support.service import call


class HostDiesTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(3)]
        self.before = images.snapshot(self.store.sources)
        self.service = self.start()

    def send(self, refs=None, **changes):
        self.service.send(packets.encode(call("map", self.request(refs or self.refs, **changes))))

    def assert_clean_end(self):
        end = self.service.wait()
        self.assertEqual((end.status, end.output), (0, ""))
        self.assertEqual(mounts.below(self.run_dir), [])
        shutil.rmtree(self.run_dir)
        self.assertEqual(images.snapshot(self.store.sources), self.before)

    def test_while_the_store_is_asked(self):
        self.store.answer = lambda question: self.service.socket.close() or self.store.serve(question)
        self.send()
        self.assert_clean_end()

    def test_together_with_the_store_that_is_asked(self):
        self.store.answer = lambda _: self.service.socket.close() or store.CLOSE
        self.send()
        self.assert_clean_end()

    def test_together_with_the_store_that_mounts_a_tree(self):
        def answer(question):
            self.store.serve(question)
            self.service.socket.close()
            return store.CLOSE

        self.tree("tree", "archive")
        self.store.answer = answer
        self.send(["tree"], origin="org.osbuild.pipeline")
        self.assertEqual(self.service.wait().status, 0)
        self.store.take_back()
        self.assertEqual(mounts.below(self.run_dir), [])

    def test_in_the_middle_of_the_mounts(self):
        for lines in (0, 2, 4):
            pausing = pause.in_mount(self, lines)
            self.send()
            pausing.reached()
            self.service.socket.close()
            pausing.go_on()
            self.assert_clean_end()
            self.target = self.directory("run", "inputs", "images")
            self.service = self.start()
        self.end(self.service)

    def test_with_requests_that_nobody_has_read_yet(self):
        for number in range(10):
            self.send(target=self.directory("run", "inputs", f"input-{number}"))
        self.service.socket.close()
        self.assert_clean_end()

    def test_before_it_read_a_reply_that_came_in_a_descriptor(self):
        name = {"name": "n" * 5_000_000}
        data = packets.encode(call("map", self.request({ref: name for ref in self.refs})))
        file = packets.memory_file(data)
        self.service.send(packets.MARKER, [file])
        os.close(file)
        self.service.socket.close()
        self.assert_clean_end()

    def test_while_a_reply_file_is_written(self):
        files = [packets.memory_file(packets.encode(self.request(self.refs))), packets.memory_file()]
        self.service.send(packets.encode(call("map", {})), files)
        self.service.socket.close()
        for file in files:
            os.close(file)
        self.assert_clean_end()

    def test_while_a_failed_map_is_taken_back(self):
        pause.Pause(self, "mount", '"$REAL" "$@"; exit 32')
        pausing = pause.before_umount(self)
        self.send()
        pausing.reached()
        self.service.socket.close()
        pausing.go_on()
        self.assert_clean_end()
