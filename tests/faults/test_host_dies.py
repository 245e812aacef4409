"""osbuild dies in the middle of each step: the service cleans up and ends, and nothing is lost."""

import os
import select

from support import mounts, packets, pause, store
from support.loss import LossCase
from support.service import call
from support.wait import HANG_SECONDS


class HostDiesTest(LossCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def make_images(self):
        self.tree("tree", "archive")
        return self.images(3)

    def send(self, refs=None, **changes):
        self.service.send(packets.encode(call("map", self.request(refs or self.refs, **changes))))

    def assert_clean_end(self):
        self.check_end(self.service.wait())
        self.store.take_back()
        self.assertEqual(mounts.below(self.run_dir), [])
        self.assert_nothing_lost()
        self.service = self.start()

    def test_while_the_store_answers_or_dies_too(self):
        def answer(question):
            served = self.store.serve(question) if serves else None
            self.service.socket.close()
            return store.CLOSE if dies else served

        self.store.answer = answer
        for origin, ref in (("org.osbuild.source", self.refs[0]), ("org.osbuild.pipeline", "tree")):
            for serves, dies in ((True, False), (False, True), (True, True)):
                # With an answer unread in the host's queue, the reply meets ECONNRESET instead of EPIPE.
                for unread in (False, True):
                    with self.subTest(origin, serves=serves, dies=dies, unread=unread):
                        if unread:
                            self.service.send(b"1")
                            self.assertTrue(select.select([self.service.socket], [], [], HANG_SECONDS)[0])
                        self.send([ref], origin=origin)
                        self.assert_clean_end()

    def test_in_the_middle_of_the_mounts(self):
        for changes in (0, 2, 4):
            self.die_at(pause.in_mount(self, changes))

    def test_while_a_failed_map_is_taken_back(self):
        pause.Pause(self, "mount", '"$REAL" "$@"; exit 32')
        self.die_at(pause.before_umount(self))

    def die_at(self, pausing):
        self.send()
        pausing.reached()
        self.service.socket.close()
        pausing.go_on()
        self.assert_clean_end()

    def test_with_requests_that_nobody_has_read_yet(self):
        for _ in range(10):
            self.next_target()
            self.send()
        self.service.socket.close()
        self.assert_clean_end()

    def test_before_it_read_a_reply_in_a_descriptor_or_a_file(self):
        long = {ref: {"name": "n" * 5_000_000} for ref in self.refs}
        for data, contents in (
            (packets.MARKER, [packets.encode(call("map", self.request(long)))]),
            (packets.encode(call("map", {})), [packets.encode(self.request(self.refs)), b""]),
        ):
            files = [packets.memory_file(it) for it in contents]
            self.service.send(data, files)
            self.service.socket.close()
            for file in files:
                os.close(file)
            self.assert_clean_end()
