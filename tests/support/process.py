"""What the kernel tells about a running process, and how to wait for it."""

import os
import resource
import time

#: Whatever takes longer than this hangs: no test depends on the machine's speed.
HANG_SECONDS = 600


def wait_until(condition, what):
    """Waits until a condition is true; returns its value."""
    deadline = time.monotonic() + HANG_SECONDS
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"timed out: {what}"
        time.sleep(0.002)


def descriptors(pid):
    """What a process has open, by number."""
    directory = f"/proc/{pid}/fd"
    found = {}
    for name in os.listdir(directory):
        try:
            found[int(name)] = os.readlink(f"{directory}/{name}")
        except FileNotFoundError:
            continue
    return found


def limit_descriptors(pid, room):
    """Leaves a process so many free descriptors; returns a function that takes that back."""
    taken = descriptors(pid)
    free = [number for number in range(10_000) if number not in taken]
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (free[room], before[1]))
    return lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def resident(pid):
    """How much memory a process holds, in bytes."""
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def children(pid=None):
    pid = pid or os.getpid()
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return {int(number) for number in file.read().split()}


def reap():
    """Waits until all children of this process have exited; returns how many these were."""
    reaped = []

    def is_last():
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid != 0:
            reaped.append(pid)
        return False

    try:
        wait_until(is_last, "all processes have exited")
    except AssertionError as error:
        raise AssertionError(f"processes are left: {[_stat(it) for it in children()]}") from error
    return len(reaped)


def is_running(pid):
    return _stat(pid).rpartition(") ")[2][:1] not in ("", "Z")


def _stat(pid):
    """The number of a process, its program and state, and more; nothing once it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
