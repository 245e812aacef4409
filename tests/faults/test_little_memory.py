"""ENOMEM: the service gets no more memory. It may die of that; nothing is lost.

RLIMIT_AS is of no use: V8 reserves far more address space than it ever uses, and does not start
below some 4 GiB. RLIMIT_DATA counts writable memory.
"""

import os
import resource

from support import images, mounts, osbuild, packets, process
from support.case import MapCase
from support.service import call

MEBIBYTE = 1024 * 1024


class LittleMemoryTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = self.images(3)
        self.before = images.snapshot(self.store.sources)

    def test_loses_nothing_when_there_is_too_little_for_a_message(self):
        died = 0
        for room in (0, 1, 4, 16, 64):
            service = self.start()
            target = self.directory("run", "inputs", f"input-{room}")
            self.map(service, self.refs, target=target)
            soft = process.data(service.pid) + room * MEBIBYTE
            process.limit(service.pid, resource.RLIMIT_DATA, soft)
            died += not self.lives_through(service)
            end = service.finish()
            if end.status == 0:
                self.assert_unmapped(target)
            osbuild.delete(self.run_dir)
            self.assertEqual(images.snapshot(self.store.sources), self.before)
            mounts.detach_below(self.run_dir)
            osbuild.delete(self.run_dir)
        self.assertGreater(died, 0, "the limit is in effect")

    def lives_through(self, service):
        """Sends what needs much memory; tells whether every message was answered."""
        name = {"name": "n" * MEBIBYTE}
        for value in (
            {"type": "x" * 100 * MEBIBYTE, "data": [1]},
            call("map", self.request({f"ref {number}": name for number in range(60)})),
            {"type": "x", "data": [{} for _ in range(3_000_000)]},
        ):
            file = packets.memory_file(packets.encode(value))
            try:
                service.send(packets.MARKER, [file])
                if not packets.receive(service.socket)[0]:
                    return False
            except OSError:
                return False
            finally:
                os.close(file)
        return True
