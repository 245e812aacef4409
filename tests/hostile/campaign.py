"""Sends packets to services, and checks everything in between."""

import collections
import json
import math
import os
import time

from support import images, mounts, packets, process
from support.service import Service, call

from .bad_store import BadStore
from .descriptors import Descriptors
from .generator import Generator, World

#: The classes of expected errors.
EXPECTED = ("ProtocolError", "ValueError", "FileExistsError", "StoreError", "RuntimeError")
#: Fewer packets show nothing.
LEAST_PACKETS = 1000

_PER_LIFE = 1000
_PER_BATCH = 100


class Campaign:
    """Packets from one seed; `counts` tells how they were answered."""

    def __init__(self, case, seed):
        self._case = case
        self._seed = seed
        self.counts = collections.Counter()
        self._good = [case.image(f"image {number}") for number in range(4)]
        case.tree("tree", "archive")
        case.tree("empty")
        self._outside = case.directory("outside")
        images.write(self._outside, "file", b"precious")
        self._descriptors = Descriptors(case.directory("descriptors"))
        case.addCleanup(self._descriptors.close)
        self._targets = [case.directory("run", "inputs", f"target-{number}") for number in range(6)]
        self._occupied = case.directory("run", "inputs", "occupied")
        for ref in self._good:
            case.directory("run", "inputs", "occupied", ref)
        self._bad_store = BadStore(seed, case.store, case.inputs)
        case.store.answer = self._bad_store.answer
        self._generator = Generator(seed, self._world(), self._descriptors)

    def run(self, packets=None, seconds=None):
        """Sends so many packets, or for so long, but at least `LEAST_PACKETS`; returns the counts."""
        self._most = max(packets or math.inf, LEAST_PACKETS)
        self._end = time.monotonic() + (seconds or math.inf)
        before = self._surroundings()
        while not self._is_enough():
            try:
                self._live()
            except (AssertionError, OSError) as error:
                raise AssertionError(f"{self._where()}: {error}") from error
            self._case.assertEqual(self._surroundings(), before)
        self.counts["questions to the store"] = self._bad_store.answers
        return self.counts

    def _is_enough(self):
        sent = self.counts["packets"]
        return sent >= self._most or sent >= LEAST_PACKETS and time.monotonic() >= self._end

    def _live(self):
        self.counts["services"] += 1
        service = Service()
        try:
            self._bad_store.forget()
            self._converse(service)
            end = service.finish()
        finally:
            service.dispose()
        self._case.assertEqual((end.status, end.output), (0, ""))
        self._case.store.take_back()
        for target in self._targets:
            self._case.assertEqual(mounts.below(target), [])
            _empty(target)

    def _converse(self, service):
        self._good_request(service)
        held = process.descriptors(service.pid)
        for number in range(1, _PER_LIFE + 1):
            mark = self._descriptors.mark()
            packet = self._generator.packet()
            self._last = packet
            service.send(packet.data, packet.fds)
            self._descriptors.forget(mark)
            self.counts["packets"] += 1
            self.counts["descriptors"] += len(packet.fds)
            data, fds = packets.receive(service.socket)
            if packet.ends or not data:
                self._case.assertEqual((packet.ends, data), (True, b""))
                self.counts["ends"] += 1
                return
            self._count(data, fds)
            if self._is_enough():
                return
            if number % _PER_BATCH == 0:
                self._good_request(service)
                self._case.assertEqual(process.descriptors(service.pid), held)
                for target in self._targets:
                    mounts.detach_below(target)
                    _empty(target)

    def _count(self, data, fds):
        """Checks that an answer is a reply or an expected error."""
        message = _read(data, fds)
        self.counts[message["type"]] += 1
        if message["type"] == "reply":
            return
        failure = message["data"]
        self.counts[failure["name"]] += 1
        self._case.assertIn(failure["name"], EXPECTED, failure)
        self._case.assertEqual(failure["backtrace"], "", failure)

    def _good_request(self, service):
        """Checks that an ordinary request still works."""
        self.counts["good requests"] += 1
        target = os.path.join(self._case.inputs, "good")
        os.mkdir(target)
        self._bad_store.honest = True
        message = service.ask(packets.encode(call("map", self._case.request(self._good[:2], target=target))))
        self._bad_store.honest = False
        self._case.assertEqual(message.value["type"], "reply", message.value)
        seen = os.path.join(target, self._good[1])
        self._case.assertEqual(sorted(os.listdir(seen)), sorted(os.listdir(self._case.store.image(self._good[1]))))
        # The service answers before it closes what the request needed: this answer comes after.
        service.ask(b'{"type": "x", "data": [1]}')
        mounts.detach_below(target)
        _empty(target)
        os.rmdir(target)

    def _surroundings(self):
        """Everything that must not change."""
        directories = [self._case.store.root, self._outside]
        return [images.snapshot(it) for it in directories], mounts.mounts()

    def _where(self):
        """How to reproduce it."""
        return f"seed {self._seed}, packet {self.counts['packets']}, service {self.counts['services']}, {self._last}"

    _last = None

    def _world(self):
        case, base = self._case, self._case.inputs
        return World(
            inputs=case.inputs,
            targets=(*self._targets, *self._targets, *[self._occupied] * 3, f"{self._targets[0]}/", f"{base}/./target-1", 
                     f"{base}/missing", case.store.address, "relative", f"{base}/\0", f"{base}/{'x' * 300}", "/proc/self/nowhere"),
            refs=(*self._good, *self._good, "missing", "..", ".", "../..", "a/b", "/", "", "\0", "__proto__", "\ud800"),
            trees=("tree", "tree", "empty", "missing", "..", "/", "", "__proto__"),
            stores=(*[case.store.address] * 12, f"{case.tmp}/missing", "", "\0", "/" * 200, case.tmp, "/dev/null"),
        )


def _read(data, fds):
    if data != packets.MARKER:
        assert not fds
        return json.loads(data)
    with open(fds[0], "rb") as file:
        return json.loads(file.read())


def _empty(target):
    for name in os.listdir(target):
        os.rmdir(os.path.join(target, name))
