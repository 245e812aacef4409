"""Mounts, by the kernel's own calls: nothing here runs the programs that the service runs."""

import contextlib
import ctypes
import os
import re
import subprocess
from typing import NamedTuple

RDONLY, NOSUID, NODEV, NOEXEC, NOATIME = 1, 2, 4, 8, 1024
REMOUNT, BIND, MOVE, REC = 32, 4096, 8192, 16384
UNBINDABLE, PRIVATE, SHARED = 1 << 17, 1 << 18, 1 << 20
_DETACH = 2

_libc = ctypes.CDLL(None, use_errno=True)


class Mount(NamedTuple):
    """A line of mountinfo."""

    root: str
    point: str
    options: frozenset
    propagation: tuple
    kind: str


def mount(source, target, kind=None, flags=0, data=None):
    flags = ctypes.c_ulong(flags)
    code = _libc.mount(_path(source), _path(target), _path(kind), flags, _path(data))
    if code != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), target)


def bind(source, target, flags=0):
    """A recursive and private bind mount, with further flags on its top."""
    mount(source, target, flags=BIND | REC)
    mount(None, target, flags=PRIVATE | REC)
    if flags:
        mount(None, target, flags=REMOUNT | BIND | flags)


def detach(target):
    """umount2(2), lazily; nothing happens where nothing is mounted."""
    _libc.umount2(_path(target), _DETACH)


def mounts(pid="self"):
    """All mounts that a process sees, in the order in which they were made."""
    with open(f"/proc/{pid}/mountinfo", "rb") as file:
        return [_parse(line) for line in os.fsdecode(file.read()).split("\n") if line]


def below(directory, pid="self"):
    return [it for it in mounts(pid) if f"{it.point}/".startswith(f"{directory}/")]


def detach_below(directory):
    for it in reversed(below(directory)):
        detach(it.point)


@contextlib.contextmanager
def namespace(propagation):
    """A process in another mount namespace, which the mounts of this one may propagate to."""
    command = ["unshare", "--mount", "--propagation", propagation]
    script = ["sh", "-c", "echo; exec sleep 600"]
    with subprocess.Popen([*command, *script], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        try:
            yield process.pid
        finally:
            process.kill()


def _parse(line):
    fields = line.split(" ")
    end = fields.index("-", 6)
    root, point = (
        re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), it) for it in fields[3:5]
    )
    options = frozenset(fields[5].split(","))
    return Mount(root, point, options, tuple(fields[6:end]), fields[end + 1])


def _path(text):
    return None if text is None else os.fsencode(text)
