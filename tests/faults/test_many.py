"""Twenty services at once."""

import random
import threading

from support import mounts
from support.loss import LossCase

SERVICES = 20


class ManyTest(LossCase):
    def test_services_at_once_do_not_disturb_each_other_when_every_third_is_killed(self):
        services = [self.start() for _ in range(SERVICES)]
        failures = []

        def live(number, service):
            chance = random.Random(number)
            try:
                for turn in range(4):
                    target = self.directory("run", f"inputs-{number}", str(turn))
                    refs = chance.sample(self.refs, chance.randint(1, 3))
                    self.map(service, refs, target=target)
                    self.assert_mapped(refs, target)
                if number % 3 == 0:
                    service.process.kill()
                    service.process.wait()
                    return
                self.end(service)
                self.assertEqual(mounts.below(f"{self.run_dir}/inputs-{number}"), [])
            except Exception as error:  # pylint: disable=broad-except
                failures.append(error)

        threads = [threading.Thread(target=live, args=it) for it in enumerate(services)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assert_nothing_lost()
