"""Mounts that come and go meanwhile."""

import threading

from . import mounts


def mount_container(directory):
    """Mounts what containers that run mount in a storage."""
    mounts.mount("container", directory, "tmpfs")


class Churn(threading.Thread):
    """Mounts on directories and unmounts, in turns, until it is stopped.

    `rate` is the number of changes in a second; as many as possible without it.
    """

    def __init__(self, directories, rate=None, mount=mount_container):
        super().__init__()
        self.directories = directories
        self.changes = 0
        self._pause = 1 / rate if rate else 0
        self._mount = mount
        self._ended = threading.Event()

    def run(self):
        mounted = set()
        while not self._ended.wait(self._pause):
            directory = self.directories[self.changes % len(self.directories)]
            (mounts.detach if directory in mounted else self._mount)(directory)
            mounted ^= {directory}
            self.changes += 1
        for directory in mounted:
            mounts.detach(directory)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self.join()
