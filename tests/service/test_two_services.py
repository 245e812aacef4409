"""Services next to one another: each has its own mounts, and ends on its own."""

import re
import threading

from support.case import MapCase


class TwoServicesTest(MapCase):
    def test_serve_at_the_same_time_without_knowing_of_each_other(self):
        refs = self.images(4)
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

    def test_refuse_a_target_of_the_other(self):
        refs = self.images(2)
        one, other = self.start(), self.start()
        self.map(one, refs[:1])
        text = re.compile(f"^Cannot map to {self.target}: something is mounted there already .* on ")
        for ref in refs:
            self.assert_fails("RuntimeError", text, self.map, other, [ref])
        self.end(other)
        self.assert_mapped(refs[0])
        self.end(one)
        self.assert_unmapped()

    def test_serve_eight_hosts_at_once(self):
        refs = self.images(5)
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
