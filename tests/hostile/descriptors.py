"""Descriptors of every kind that a process can pass to another."""

import fcntl
import os
import socket

_O_PATH = 0o10000000
_FLAGS = (os.O_RDONLY, os.O_RDWR | os.O_APPEND, os.O_WRONLY)


class Descriptors:
    """One descriptor of each kind, and files with a given content."""

    def __init__(self, directory):
        self._directory = directory
        self._made = self._all()
        self.kinds = tuple(self._made)

    def close(self):
        """Closes all."""
        self.forget(0)

    def file(self, data, chance):
        """A file with some content, positioned, sealed, opened and linked in various ways.

        Returns the descriptor, and whether it can be read.
        """
        way = chance.randrange(8)
        if way < len(_FLAGS):
            path = os.path.join(self._directory, "named")
            with open(path, "wb") as file:
                file.write(data)
            self._made.append(os.open(path, _FLAGS[way]))
            os.unlink(path)
            return self._made[-1], _FLAGS[way] != os.O_WRONLY
        fd = os.memfd_create("hostile", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)
        self._made.append(fd)
        os.write(fd, data)
        if way in (3, 4):
            seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK if way == 3 else fcntl.F_SEAL_GROW
            fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals)
        if way != 5:
            os.lseek(fd, chance.choice((1, 1 << 40)) if way == 6 else 0, os.SEEK_SET)
        return fd, True

    def mark(self):
        """A mark for `forget`."""
        return len(self._made)

    def forget(self, mark):
        """Closes what was made since a mark."""
        while len(self._made) > mark:
            os.close(self._made.pop())

    def _all(self):
        fifo, path, gone = (os.path.join(self._directory, name) for name in ("fifo", "file", "gone"))
        os.mkfifo(fifo)
        files = [os.open(it, os.O_RDWR | os.O_CREAT) for it in (path, gone)]
        os.unlink(gone)
        memory = [os.memfd_create("sparse") for _ in range(2)]
        for fd, size in zip(memory, ((1 << 28) + 1, 1 << 40)):
            os.ftruncate(fd, size)
        pairs = [socket.socketpair(socket.AF_UNIX, it) for it in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET)]
        alone, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        other.close()
        readable = (self._directory, path, "/proc/self/status", "/dev/random")
        return [
            *files, *memory, *os.pipe(), *(end.detach() for pair in pairs for end in pair), alone.detach(),
            os.pidfd_open(os.getpid()),
            *(os.open(it, os.O_RDONLY) for it in readable), os.open("/dev/full", os.O_RDWR),
            os.open(fifo, os.O_RDWR | os.O_NONBLOCK), os.open(fifo, _O_PATH), os.open(path, _O_PATH),
        ]
