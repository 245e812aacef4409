"""Lets programs live, one after the other, and prints how it went as one JSON value.

The only argument is a file with the plan: `{"directory", "refs", "nameLength", "programs":
{<id>: {"command", "asked"}}, "steps": [<id>, …]}`. Goes on in the mount namespace that it was
started in, and writes into `directory` only.
"""

import gc
import json
import os
import platform
import shutil
import signal
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests"))

from support import images, mounts, packets, service, store  # noqa: E402

from life import Request, live  # noqa: E402

_SECONDS_PER_LIFE = 300
_WMEM_MAX = "/proc/sys/net/core/wmem_max"


def request_for(plan, the_store, target):
    """Makes the request that is sent to each program, as osbuild would send it."""
    refs = {}
    for number in range(plan["refs"]):
        ref = images.ref_of(f"image {number}")
        images.make_image(the_store.image(ref), f"image {number}")
        refs[ref] = {"name": f"localhost/image:{number}".ljust(plan["nameLength"], "x")}
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


def measure(program, environment, target, request):
    """One life, with nothing of this process's own business in the time it takes."""
    os.makedirs(target)
    for fd in request.fds:
        os.lseek(fd, 0, os.SEEK_SET)
    gc.collect()
    signal.alarm(_SECONDS_PER_LIFE)
    life = live(program["command"], environment, request if program["asked"] else None)
    signal.alarm(0)
    # Also keeps what follows from deleting images through a mount.
    left = mounts.below(target)
    if left:
        raise RuntimeError(f"{program['command'][-1]} left {len(left)} mounts")
    shutil.rmtree(target)
    return life


def settle(path):
    """Reads a program into the page cache anew, from start to end.

    Whether it lies there in large pieces or in small ones, as whoever came last has left it, makes
    milliseconds and megabytes of difference between two copies of the same file.
    """
    with open(path, "rb", buffering=0) as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(1 << 20):
            pass


def own_peak():
    """The most memory that this process had, in KiB: what wait4(2) tells of a child starts there."""
    # getrusage(2) would tell of whoever was this process before it ran Python, too.
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))


def machine():
    """What the figures hold for."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return {
        "kernel": platform.release(),
        "processor": names[0] if names else platform.machine(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
    }


def on_alarm(_number, _frame):
    raise TimeoutError(f"a program did not end within {_SECONDS_PER_LIFE} s")


def main(path):
    with open(path, encoding="utf-8") as file:
        plan = json.load(file)
    signal.signal(signal.SIGALRM, on_alarm)
    # With it, the original would compile its modules anew each time.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    target = os.path.join(plan["directory"], "run", "inputs", "images")
    load_before = os.getloadavg()[0]
    the_store = store.Store(os.path.join(plan["directory"], "store"))
    try:
        request, size = request_for(plan, the_store, target)
        own = own_peak()
        for program in plan["programs"].values():
            settle(program["command"][-1])
        gc.disable()
        lives = [
            measure(plan["programs"][step], environment, target, request)._asdict()
            for step in plan["steps"]
        ]
    finally:
        the_store.stop()
    json.dump({
        "machine": machine(),
        "load": [load_before, os.getloadavg()[0]],
        "ownPeak": own,
        "requestBytes": size,
        "lives": lives,
    }, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
