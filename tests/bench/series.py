"""A series of lives with the same request, in which the programs take turns."""

import gc
import os
import platform
import shutil
import tempfile
from typing import NamedTuple

from support import images, mounts, packets, service, store

from .life import Request, live

_WMEM_MAX = "/proc/sys/net/core/wmem_max"


class Series(NamedTuple):
    """What was asked, and how it went: the lives of each program."""

    refs: int
    request_bytes: int
    load: tuple
    lives: dict


def run(programs, refs, name_length, runs, prefixes=None):
    """Lets programs live in turns; the first life of each does not count.

    `prefixes` gives commands that start a program, by its name.
    """
    names = list(programs)
    rounds = [range(len(names)), *balanced_orders(len(names), runs)]
    directory = os.path.realpath(tempfile.mkdtemp(prefix="containers-bench-"))
    the_store = store.Store(os.path.join(directory, "store"))
    target = os.path.join(directory, "run", "inputs", "images")
    load = os.getloadavg()[0]
    lives = {name: [] for name in names}
    try:
        request, size = _request(the_store, target, refs, name_length)
        for path in programs.values():
            _read_anew(path)
        gc.disable()
        for number, order in enumerate(rounds):
            for name in (names[it] for it in order):
                asked = None if name == "empty" else request
                life = _measure(programs[name], (prefixes or {}).get(name, ()), target, asked)
                if number > 0:
                    lives[name].append(life)
    finally:
        gc.enable()
        the_store.stop()
        if not mounts.below(directory):
            shutil.rmtree(directory)
    return Series(refs, size, (load, os.getloadavg()[0]), lives)


def balanced_orders(count, rounds):
    """An order of so many programs for each round (a Latin square of Williams).

    Over `count` rounds, or twice as many where `count` is odd, each program is at every place, and
    behind every other one, equally often: what a life leaves in caches and clock speed favours none.
    """
    base = [(i + 1) // 2 if i % 2 else (count - i // 2) % count for i in range(count)]
    orders = []
    for number in range(rounds):
        order = [(place + number) % count for place in base]
        # An odd number of places has half of the steps only; backwards are the other ones.
        orders.append(order[::-1] if count % 2 and number // count % 2 else order)
    return orders


def own_peak():
    """The most memory of this process, in KiB: what wait4(2) tells of a child starts there."""
    # getrusage(2) would include the program that became this one by execve(2).
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))


def machine():
    """What the figures are valid for."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return {
        "kernel": platform.release(),
        "processor": names[0] if names else platform.machine(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
    }


def _request(the_store, target, count, name_length):
    """Puts images into the store; returns osbuild's request for them, and its length."""
    refs = {}
    for number in range(count):
        ref = images.ref_of(f"image {number}")
        images.make_image(the_store.image(ref), f"image {number}")
        refs[ref] = {"name": f"localhost/image:{number}".ljust(name_length, "x")}
    data = packets.encode(service.call("map", {
        "origin": "org.osbuild.source",
        "refs": refs,
        "target": target,
        "options": {},
        "api": {"store": the_store.address},
    }))
    with open(_WMEM_MAX, encoding="ascii") as file:
        fits = len(data) <= int(file.read())
    if fits:
        return Request(data), len(data)
    return Request(packets.MARKER, (packets.memory_file(data),)), len(data)


def _measure(path, prefix, target, request):
    """One life, with no work of this process in its time."""
    os.makedirs(target)
    for fd in request.fds if request else ():
        os.lseek(fd, 0, os.SEEK_SET)
    # With it, the original would compile its modules anew each time.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    gc.collect()
    life = live(path, environment, request, prefix)
    # Deleting must not reach the store through a mount.
    left = mounts.below(target)
    if left:
        raise RuntimeError(f"{path} left {len(left)} mounts")
    shutil.rmtree(target)
    return life


def _read_anew(path):
    """Reads a program into the page cache from start to end.

    Whether it is there in large pieces or in small ones, as the last program to touch it has left
    it, makes milliseconds and megabytes of difference between two copies of the same file.
    """
    with open(path, "rb", buffering=0) as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(1 << 20):
            pass
