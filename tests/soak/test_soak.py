"""Many services one after the other, next to some that serve all the time."""

import collections
import os
import random
import time

from hostile.values import anything, encoded
from support import images, mounts, process
from support.chance import given_seed
from support.churn import Churn
from support.loss import LossCase
from support.service import BINARY, ROLES, RemoteError
from support.storage import StorageCase
from support.store import CLOSE, Store

from .life import install_faulty_programs, live, live_beside_containers

MEBIBYTE = 1024 * 1024
_LONG_LIVED = 3
#: Cycles after which a service has done everything once. As many follow at least.
_WARM = 30
#: What a heap may have grown by since half-time: garbage is collected late.
_GROWTH = 40 * MEBIBYTE
#: Mounts of containers that come and go in a second.
_CHANGES = 100


class SoakCase(LossCase, StorageCase):
    """Has faulty programs, services that are never restarted, and containers that come and go."""

    driver = "overlay"

    def setUp(self):
        super().setUp()
        self.closing = Store(self.directory("closing"))
        self.closing.answer = CLOSE
        self.addCleanup(self.closing.stop)
        # Out of the store, which is compared as a whole.
        self.use_storage(self.directory("graph"))
        self._graph_before = images.snapshot(self.graph)
        paths = (f"{self.driver_directory}/{number}/merged" for number in range(5))
        self.containers = list(paths)
        for path in self.containers:
            os.makedirs(path)
        install_faulty_programs(self)
        self.long_lived = [self.start() for _ in range(_LONG_LIVED)]
        self.counts = collections.Counter()

    def start(self, **options):
        return super().start(**{"binary": BINARY, **options})

    def assert_storage_whole(self):
        """Checks that all files of the container storage are there."""
        files = {name: found for name, found in self._graph_before.items() if found[-1]}
        self.assertLessEqual(files.items(), images.snapshot(self.graph).items())

    def soak(self, seconds, seed):
        """Goes on for so long, and at least until services are warm; fails at the first error."""
        self.chance = random.Random(seed)
        mine, warm = len(os.listdir("/proc/self/fd")), None
        end = time.monotonic() + seconds
        half = end - seconds / 2
        with Churn(self.containers, _CHANGES) as churn:
            while time.monotonic() < end or self.counts["cycles"] < 2 * _WARM:
                self._trouble(self.counts["cycles"])
                live(self)
                live_beside_containers(self)
                self.counts["cycles"] += 1
                if self.counts["cycles"] == _WARM:
                    warm = self._measure()
                if warm is not None and half < time.monotonic():
                    warm, half = self._measure(), end
        self.counts["mounts of containers"] = churn.changes
        self._compare(warm, self._measure())
        while self.long_lived:
            self.end(self.long_lived.pop())
        self.assertEqual(mounts.below(self.run_dir), [])
        self.assertLessEqual(len(os.listdir("/proc/self/fd")), mine, "of the test itself")
        self.assertEqual(process.children(), set())
        self.assert_whole()

    def map_some(self, service, target, *further, **changes):
        """Maps some of the images, in random order and in the form of a random release."""
        refs, role = [*self.some(), *further], self.chance.choice(ROLES)
        self.map(service, refs, role, target=target, **changes)

    def some(self):
        """Some of the images in random order."""
        return self.chance.sample(self.refs, self.chance.randint(1, len(self.refs)))

    def send_hostile(self, service, count):
        """Sends messages of any content."""
        for _ in range(count):
            # In an array, so that it does not end the conversation.
            service.ask(encoded([anything(self.chance), 1], self.chance))
            self.counts["hostile packets"] += 1

    def _trouble(self, cycle):
        """Has each of the long-lived services fail a map, seldom map, and answer nonsense."""
        for number, service in enumerate(self.long_lived):
            name = self.chance.choice(("mount-fails", "mount-lies"))
            name = "good" if cycle % 40 == number else name
            target = self.directory("run", f"long-{number}", str(cycle), name, "x")
            try:
                self.map_some(service, target)
                self.counts["maps in long lives"] += 1
            except RemoteError as error:
                self.assertEqual(error.backtrace, "")
                self.counts["failed maps in long lives"] += 1
                os.removedirs(target)
            self.send_hostile(service, 10)

    def _measure(self):
        for service in self.long_lived:
            # A service answers before it closes what the request needed.
            service.ask(b"1")
        return [(process.resident(it.pid), process.descriptors(it.pid)) for it in self.long_lived]

    def _compare(self, warm, now):
        for (memory, held), (memory_now, held_now) in zip(warm, now):
            for when, size in (("half-way", memory), ("at the end", memory_now)):
                name = f"most MiB of a long-lived service, {when}"
                self.counts[name] = max(self.counts[name], size // MEBIBYTE)
            self.assertEqual(held_now, held, "descriptors are the same")
            self.assertLess(memory_now, memory + _GROWTH, "memory is flat")


class SoakTest(SoakCase):
    def test_loses_and_leaves_nothing_while_everything_fails(self):
        self.soak(10, given_seed())
