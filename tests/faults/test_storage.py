"""The container storage: SIGKILL at every stage of a map, and containers that start and stop."""

import os

from faults import test_killed
from support import mounts
from support.churn import Churn
from support.storage import StorageCase

_CONTAINERS = 4


class VfsKilledTest(test_killed.KilledTest, StorageCase):
    pass


class OverlayKilledTest(VfsKilledTest):
    driver = "overlay"

    def setUp(self):
        super().setUp()
        self.mount_driver_directory()
        # As a container that runs has it.
        self.mount_overlay(f"{self.driver_directory}/running/merged")
        self.remember()


class InUseTest(StorageCase):
    driver = "overlay"

    def setUp(self):
        super().setUp()
        paths = (f"{self.driver_directory}/{number}/merged" for number in range(_CONTAINERS))
        self.containers = list(paths)
        for path in self.containers:
            os.makedirs(path)

    def assert_serves_during(self, churn):
        """Maps again and again while mounts come and go."""
        with churn:
            for _ in range(15):
                self.next_target()
                service = self.start()
                self.map(service, self.refs)
                self.assert_none_writable()
                self.end(service)
                self.assert_empty()
        self.assertGreater(churn.changes, _CONTAINERS)

    def test_is_mapped_while_containers_start_and_stop(self):
        self.assert_serves_during(Churn(self.containers))
        self.mount_driver_directory()
        self.assert_serves_during(Churn(self.containers))

    def test_is_mapped_while_the_mount_of_the_driver_comes_and_goes(self):
        bind = lambda directory: mounts.bind(directory, directory)
        self.assert_serves_during(Churn([self.driver_directory], mount=bind))

    def test_is_not_kept_busy_by_a_map(self):
        merged = self.containers[0]
        self.mount_driver_directory()
        mounts.mount("container", merged, "tmpfs")
        self.map(self.service, self.refs)
        mounts.detach(merged)
        os.rmdir(merged)
        os.mkdir(merged)
