"""Services next to one another: each has its own mounts, and ends on its own."""

import os
import threading

from support.case import MapCase


class TwoServicesTest(MapCase):
    def test_serve_at_the_same_time_without_knowing_of_each_other(self):
        refs = [self.image(f"image {number}") for number in range(4)]
        one, other = self.start(), self.start()
        second = self.directory("run", "inputs", "second")
        self.map(one, refs[:3])
        self.map(other, refs[1:], target=second)
        self.end(one)
        self.assert_unmapped()
        for ref in refs[1:]:
            self.assert_mapped(ref, second)
        self.end(other)
        self.assert_unmapped(second)

    def test_do_not_take_away_what_the_other_mounted_in_the_same_target(self):
        refs = [self.image(f"image {number}") for number in range(3)]
        one, other = self.start(), self.start()
        self.map(one, refs[:1])
        self.map(other, refs[1:2])
        self.end(one)
        self.assert_mapped(refs[1])
        self.end(other)
        self.assert_unmapped()

    def test_refuse_what_the_other_has_mapped_already(self):
        ref = self.image()
        one, other = self.start(), self.start()
        self.map(one, [ref])
        path = os.path.join(self.target, ref)
        self.assert_fails(
            "FileExistsError", f"[Errno 17] File exists: '{path}'", self.map, other, [ref]
        )
        self.end(other)
        self.assert_mapped(ref)
        self.end(one)

    def test_serve_eight_hosts_at_once(self):
        refs = [self.image(f"image {number}") for number in range(5)]
        services = [self.start() for _ in range(8)]
        failures = []

        def drive(number, service):
            try:
                for turn in range(5):
                    target = self.directory("run", "inputs", f"{number}-{turn}")
                    self.map(service, refs[: 1 + turn], target=target)
                    for ref in refs[: 1 + turn]:
                        self.assert_mapped(ref, target)
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)

        threads = [threading.Thread(target=drive, args=it) for it in enumerate(services)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        for service in services:
            end = service.finish()
            self.assertEqual((end.status, end.output), (0, ""))
