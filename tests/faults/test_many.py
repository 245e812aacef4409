"""Hundreds of maps in one life, and twenty services at once."""

import os
import random
import threading

from support import images, mounts, osbuild, process
from support.case import MapCase

MAPS = 200
SERVICES = 20


class ManyTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(6)]
        self.before = images.snapshot(self.store.sources)

    def test_hundreds_of_maps_in_one_life(self):
        service = self.start()
        roles = ("v83", "v89", "v125", "v129")
        held = None
        for number in range(MAPS):
            target = self.directory("run", "inputs", f"input-{number}")
            refs = self.refs[: 1 + number % 4]
            reply = self.map(service, refs, roles[number % len(roles)], target=target)
            self.assertEqual(list(reply["data"]["archives"]), refs)
            if number == 20:
                # The question makes sure that the service is done with the one before.
                self.assert_alive(service)
                held = process.descriptors(service.pid)
        self.assert_alive(service)
        self.assertEqual(process.descriptors(service.pid), held)
        self.assert_mapped(self.refs[0], os.path.join(self.inputs, f"input-{MAPS - 1}"))
        end = service.finish()
        self.assertEqual((end.status, end.output), (0, ""))
        self.assertEqual(mounts.below(self.inputs), [])
        osbuild.delete(self.run_dir)
        self.assertEqual(images.snapshot(self.store.sources), self.before)

    def test_twenty_services_at_once_of_which_every_third_is_killed(self):
        services = [self.start() for _ in range(SERVICES)]
        failures = []

        def live(number, service):
            chance = random.Random(number)
            try:
                for turn in range(4):
                    target = self.directory("run", f"inputs-{number}", str(turn))
                    refs = chance.sample(self.refs, chance.randint(1, 4))
                    self.map(service, refs, target=target)
                    for ref in refs:
                        self.assert_mapped(ref, target)
                if number % 3 == 0:
                    service.process.kill()
                    service.process.wait()
                    return
                end = service.finish()
                self.assertEqual((end.status, end.output), (0, ""))
                self.assertEqual(mounts.below(os.path.join(self.run_dir, f"inputs-{number}")), [])
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)

        threads = [threading.Thread(target=live, args=it) for it in enumerate(services)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        osbuild.delete(self.run_dir)
        self.assertEqual(images.snapshot(self.store.sources), self.before)
        mounts.detach_below(self.run_dir)
