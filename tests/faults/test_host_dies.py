"""osbuild dies in the middle of each step: the service cleans up and ends, and nothing is lost."""

import itertools

from support import mounts, packets, pause, store
from support.loss import LossCase
from support.process import wait_until
from support.service import call


class HostDiesTest(LossCase):
    def setUp(self):
        super().setUp()
        self.service = self.start()

    def assert_clean_end(self):
        """Checks how a service ends that has lost its host, and starts the next."""
        self.assertEqual(self.service.wait(), (0, ""))
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
        sources = ("org.osbuild.source", self.refs[:1]), ("org.osbuild.pipeline", ["tree"])
        ways = (True, False), (False, True), (True, True)
        # With an answer unread in the host's queue, the reply meets ECONNRESET instead of EPIPE.
        for (origin, refs), (serves, dies), unread in itertools.product(sources, ways, (0, 1)):
            with self.subTest(origin, serves=serves, dies=dies, unread=unread):
                if unread:
                    self.service.send(b"1")
                    wait_until(self.service.has_answered, "an answer")
                self.service.send(self.call_of(refs, origin=origin))
                self.assert_clean_end()

    def test_in_the_middle_of_the_mounts(self):
        for changes in (0, 2, 4):
            self.die_at(pause.in_mount(self, changes))

    def test_while_a_failed_map_is_taken_back(self):
        pause.Pause(self, "mount", '"$REAL" "$@"; exit 32')
        self.die_at(pause.before_umount(self))

    def die_at(self, pausing):
        self.service.send(self.call_of(self.refs))
        pausing.reached()
        self.service.socket.close()
        pausing.go_on()
        self.assert_clean_end()

    def test_with_requests_that_nobody_has_read_yet(self):
        for _ in range(10):
            self.next_target()
            self.service.send(self.call_of(self.refs))
        self.service.socket.close()
        self.assert_clean_end()

    def test_before_it_read_a_reply_in_a_descriptor_or_a_file(self):
        long = {ref: {"name": "n" * 5_000_000} for ref in self.refs}
        for data, *contents in (
            (packets.MARKER, self.call_of(long)),
            (packets.encode(call("map", {})), packets.encode(self.request(self.refs)), b""),
        ):
            self.service.send(data, [self.memory(it) for it in contents])
            self.service.socket.close()
            self.assert_clean_end()
