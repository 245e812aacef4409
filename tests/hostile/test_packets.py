"""Generated packets that are almost right, and checks of everything in between."""

import collections
import math
import os
import time
import types

from support import images, mounts, packets
from support.chance import given_seed
from support.loss import LossCase
from support.service import Message, RemoteError

from .bad_store import BadStore
from .descriptors import Descriptors
from .generator import Generator

#: The classes of expected errors.
EXPECTED = ("ProtocolError", "ValueError", "FileExistsError", "StoreError", "RuntimeError")
#: Fewer packets show nothing.
LEAST_PACKETS = 1000

_PER_LIFE = 1000
_PER_BATCH = 100


class PacketsCase(LossCase):
    """Sends packets from one seed; `counts` tells how they were answered."""

    def setUp(self):
        super().setUp()
        self.counts = collections.Counter()
        self.tree("empty")
        self.remember()
        self._outside = self.directory("outside")
        images.write(self._outside, "file", b"precious")
        self._targets = [self.next_target() for _ in range(6)]
        for ref in self.refs:
            self.directory("run", "inputs", "occupied", ref)
        self._descriptors = Descriptors(self.directory("descriptors"))
        self.addCleanup(self._descriptors.forget)

    def send(self, seed, most=None, seconds=None):
        """Sends so many packets, or for so long, but at least `LEAST_PACKETS`; returns the counts.

        Each is answered, or ends a service as it should.
        """
        self._most = max(most or math.inf, LEAST_PACKETS)
        self._end = time.monotonic() + (seconds or math.inf)
        self._bad_store = BadStore(seed, self.store, self.inputs)
        self.store.answer = self._bad_store.answer
        self._generator = Generator(seed, self._world(), self._descriptors)
        packet = None
        before = images.snapshot(self._outside), mounts.mounts()
        while not self._is_enough():
            try:
                for packet in self._live():
                    pass
            except (AssertionError, OSError, RemoteError) as error:
                raise AssertionError(f"seed {seed}, {self.counts}, {packet}: {error}") from error
            self.assertEqual((images.snapshot(self._outside), mounts.mounts()), before)
            self.assert_whole()
        counts = self.counts
        counts["questions to the store"] = self._bad_store.answers
        self.assertEqual(counts["exception"] + counts["reply"] + counts["ends"], counts["packets"])
        if counts["packets"] >= 10_000:
            for kind in (*EXPECTED, "reply", "ends"):
                self.assertGreater(counts[kind], 0, f"{kind} in {counts}")
        return counts

    def _is_enough(self):
        sent = self.counts["packets"]
        return sent >= self._most or sent >= LEAST_PACKETS and time.monotonic() >= self._end

    def _live(self):
        """Starts a service and ends it; yields each packet before it is sent."""
        self.counts["services"] += 1
        service = self.start()
        self._bad_store.trees = 0
        yield from self._converse(service)
        self.end(service)
        self.store.take_back()
        self.assertEqual(mounts.below(self.inputs), [])
        for target in self._targets:
            _empty(target)

    def _converse(self, service):
        held = self._held_after_good_request(service)
        for number in range(1, _PER_LIFE + 1):
            mark = self._descriptors.mark()
            packet = self._generator.packet()
            yield packet
            service.send(packet.data, packet.fds)
            self._descriptors.forget(mark)
            self.counts["packets"] += 1
            self.counts["descriptors"] += len(packet.fds)
            data, fds = packets.receive(service.socket)
            if packet.ends or not data:
                self.assertEqual((packet.ends, data), (True, b""))
                self.counts["ends"] += 1
                return
            self._count(Message(data, fds).value)
            if self._is_enough():
                return
            if number % _PER_BATCH == 0:
                self.assertEqual(self._held_after_good_request(service), held)
                for target in self._targets:
                    _empty(target)

    def _count(self, message):
        """Checks that an answer is a reply or an expected error."""
        self.counts[message["type"]] += 1
        if message["type"] != "reply":
            failure = message["data"]
            self.counts[failure["name"]] += 1
            self.assertIn(failure["name"], EXPECTED, failure)
            self.assertEqual(failure["backtrace"], "", failure)

    def _held_after_good_request(self, service):
        """Checks that an ordinary request still works; returns what the service has open then."""
        self.counts["good requests"] += 1
        target = self.directory("run", "inputs", "good")
        self._bad_store.honest = True
        self.map(service, self.refs, target=target)
        self._bad_store.honest = False
        self.assert_mapped(self.refs, target)
        _empty(target)
        os.rmdir(target)
        return self.held_by(service)

    def _world(self):
        base = self.inputs
        return types.SimpleNamespace(
            inputs=base,
            targets=(
                *self._targets * 2, *[f"{base}/occupied"] * 3, f"{self._targets[0]}/",
                f"{base}/./{os.path.basename(self._targets[1])}", f"{base}/missing",
                self.store.address, "relative", f"{base}/\0", f"{base}/{'x' * 300}",
                "/proc/self/nowhere",
            ),
            refs=(
                *self.refs * 2, "missing", "..", ".", "../..", "a/b", "/", "", "\0", "__proto__",
                "\ud800",
            ),
            trees=("tree", "tree", "empty", "missing", "..", "/", "", "__proto__"),
            stores=(
                *[self.store.address] * 12, f"{self.tmp}/missing", "", "\0", "/" * 200, self.tmp,
                "/dev/null",
            ),
        )  # fmt: skip


class PacketsTest(PacketsCase):
    def test_are_answered_and_change_nothing(self):
        self.send(given_seed(), seconds=12)


def _empty(target):
    mounts.detach_below(target)
    for name in os.listdir(target):
        os.rmdir(os.path.join(target, name))
