"""SIGKILL at every stage of a map of the container storage: the host's images stay whole."""

from faults import test_killed
from support.storage import StorageCase


class VfsKilledTest(test_killed.KilledTest, StorageCase):
    def make_images(self):
        # One of the store's, too, which the test of the test loses.
        return [self.image(), *self.refs[1:]]

    def mount_points(self, _refs):
        return {self.shown()}


class OverlayKilledTest(VfsKilledTest):
    driver = "overlay"

    def make_images(self):
        self.mount_driver_directory()
        # As a container that runs has it.
        self.mount_overlay(f"{self.driver_directory}/running/merged")
        return super().make_images()
