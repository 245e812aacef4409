"""Descriptors of every kind that a process can pass to another."""

import fcntl
import os
import socket

from support import images, packets

_FLAGS = (os.O_RDONLY, os.O_RDWR | os.O_APPEND, os.O_WRONLY)
_SEALS = (0, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK, fcntl.F_SEAL_GROW)


class Descriptors:
    """One descriptor of each kind, and files with a given content."""

    def __init__(self, directory):
        self._directory = directory
        self._made = self._all()
        self.kinds = tuple(self._made)

    def file(self, data, chance):
        """A file with some content, opened, sealed and positioned somehow.

        Returns the descriptor, and whether it can be read.
        """
        flags = chance.choice((*_FLAGS, *[None] * 5))
        if flags is None:
            fd = packets.memory_file(data)
            fcntl.fcntl(fd, fcntl.F_ADD_SEALS, chance.choice(_SEALS))
        else:
            images.write(self._directory, "named", data)
            path = os.path.join(self._directory, "named")
            fd = os.open(path, flags)
            os.unlink(path)
        self._made.append(fd)
        os.lseek(fd, chance.choice((0, 0, 1, 1 << 40)), os.SEEK_SET)
        return fd, flags != os.O_WRONLY

    def mark(self):
        """A mark for `forget`."""
        return len(self._made)

    def forget(self, mark=0):
        """Closes what was made since a mark."""
        while len(self._made) > mark:
            os.close(self._made.pop())

    def _all(self):
        fifo, path = (os.path.join(self._directory, name) for name in ("fifo", "file"))
        os.mkfifo(fifo)
        images.write(self._directory, "file")
        huge = os.memfd_create("huge")
        os.ftruncate(huge, 1 << 40)
        kinds = (socket.SOCK_STREAM, socket.SOCK_SEQPACKET)
        pairs = [socket.socketpair(socket.AF_UNIX, it) for it in kinds]
        readable = (self._directory, "/proc/self/status", "/dev/random")
        return [
            huge,
            *os.pipe(),
            *(end.detach() for pair in pairs for end in pair),
            os.pidfd_open(os.getpid()),
            *(os.open(it, os.O_RDONLY) for it in readable),
            *(os.open(it, os.O_RDWR | os.O_NONBLOCK) for it in (path, fifo, "/dev/full")),
            *(os.open(it, os.O_PATH) for it in (path, fifo)),
        ]
