"""Descriptors of every kind that a process can pass to another."""

import ctypes
import fcntl
import os
import socket

_libc = ctypes.CDLL(None)
_O_PATH = 0o10000000


class Descriptors:
    """One descriptor of each kind, and files with a given content."""

    def __init__(self, directory):
        self._made = []
        self._directory = directory
        self.kinds = self._all()

    def close(self):
        """Closes all."""
        self.forget(0)

    def file(self, data, chance):
        """A file with some content, positioned, sealed, opened and linked in various ways.

        Returns the descriptor, and whether it can be read.
        """
        way = chance.randrange(8)
        if way < 3:
            flags = (os.O_RDONLY, os.O_RDWR | os.O_APPEND, os.O_WRONLY)[way]
            return self._named(data, flags), flags != os.O_WRONLY
        fd = self._keep(os.memfd_create("hostile", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC))
        os.write(fd, data)
        if way == 3:
            fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK)
        if way == 4:
            fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_GROW)
        if way != 5:
            os.lseek(fd, 0, os.SEEK_SET)
        if way == 6:
            os.lseek(fd, chance.choice((1, 1 << 40)), os.SEEK_SET)
        return fd, True

    def mark(self):
        """A mark for `forget`."""
        return len(self._made)

    def forget(self, mark):
        """Closes what was made since a mark."""
        while len(self._made) > mark:
            os.close(self._made.pop())

    def _all(self):
        directory = self._directory
        fifo, path = os.path.join(directory, "fifo"), os.path.join(directory, "file")
        os.mkfifo(fifo)
        with open(path, "wb") as file:
            file.write(b"as before")
        reader, writer = os.pipe()
        full_reader, full_writer = os.pipe2(os.O_NONBLOCK)
        os.write(full_writer, b"x" * 65536)
        gone = os.pipe()
        os.close(gone[1])
        pairs = [socket.socketpair(socket.AF_UNIX, kind)
                 for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET)]
        ends = [end.detach() for pair in pairs for end in pair]
        closed, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        other.close()
        huge = os.memfd_create("huge")
        os.ftruncate(huge, 1 << 40)
        long = os.memfd_create("long")
        os.ftruncate(long, (1 << 28) + 1)
        deleted = os.open(os.path.join(directory, "deleted"), os.O_RDWR | os.O_CREAT)
        os.unlink(os.path.join(directory, "deleted"))
        devices = [os.open(f"/dev/{it}", os.O_RDWR) for it in ("null", "zero", "full", "random")]
        fds = [
            reader, writer, full_reader, full_writer, gone[0], *ends, closed.detach(), huge, long, deleted,
            *devices, _libc.epoll_create1(0), _libc.eventfd(0, 0), _libc.timerfd_create(1, 0),
            _libc.inotify_init1(0), os.pidfd_open(os.getpid()), socket.socket(socket.AF_UNIX).detach(),
            os.open(directory, os.O_RDONLY), os.open("/", os.O_RDONLY), os.open("/proc/self/fd", os.O_RDONLY),
            os.open(fifo, os.O_RDONLY | os.O_NONBLOCK), os.open(fifo, os.O_RDWR | os.O_NONBLOCK),
            os.open(fifo, _O_PATH), os.open(path, _O_PATH), os.open(path, os.O_RDONLY),
            os.open("/proc/self/status", os.O_RDONLY), os.open("/proc/self/mem", os.O_RDONLY),
            os.open("/sys/kernel/notes", os.O_RDONLY) if os.path.exists("/sys/kernel/notes") else os.dup(reader),
        ]
        self._made += fds
        return tuple(fd for fd in fds if fd >= 0)

    def _named(self, data, flags):
        path = os.path.join(self._directory, "named")
        with open(path, "wb") as file:
            file.write(data)
        fd = self._keep(os.open(path, flags))
        os.unlink(path)
        return fd

    def _keep(self, fd):
        self._made.append(fd)
        return fd
