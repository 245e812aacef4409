"""Containers of the host start and stop while their storage is mapped."""

import os

from support import mounts
from support.churn import Churn
from support.loss import LossCase
from support.storage import StorageCase

_CONTAINERS = 4


class StorageInUseTest(LossCase, StorageCase):
    driver = "overlay"

    def make_images(self):
        directory = self.driver_directory
        self.containers = [os.path.join(directory, str(number), "merged") for number in range(_CONTAINERS)]
        for path in self.containers:
            os.makedirs(path)
        return self.refs

    def assert_maps(self, count):
        """Maps again and again while mounts come and go."""
        for _ in range(count):
            service = self.start()
            self.map(service, self.refs)
            self.assert_none_writable()
            self.end(service)
            self.assert_unmapped()
            self.next_target()

    def test_is_mapped_while_containers_start_and_stop(self):
        for number in range(2):
            if number == 1:
                self.mount_driver_directory()
            with Churn(self.containers) as churn:
                self.assert_maps(15)
            self.assertGreater(churn.changes, _CONTAINERS)

    def test_is_mapped_while_the_mount_of_the_driver_comes_and_goes(self):
        directory = self.driver_directory

        class HomeMount(Churn):
            def run(self):
                while not self._ended.is_set():
                    mounts.bind(directory, directory)
                    mounts.detach(directory)
                    self.changes += 1

        with HomeMount([]) as churn:
            self.assert_maps(15)
        self.assertGreater(churn.changes, 1)

    def test_is_not_kept_busy_by_a_map(self):
        merged = self.containers[0]
        self.mount_driver_directory()
        mounts.mount("container", merged, "tmpfs")
        service = self.start()
        self.map(service, self.refs)
        mounts.detach(merged)
        os.rmdir(merged)
        os.mkdir(merged)
        self.end(service)
