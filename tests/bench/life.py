"""One life of a program as osbuild leads it: spawn, map, close, exit."""

import os
import select
import time
from typing import NamedTuple, Optional

from support import packets
from support.service import Service


class Request(NamedTuple):
    """A request, as it is sent."""

    data: bytes
    fds: tuple = ()


class Life(NamedTuple):
    """Milliseconds from the spawn to the reply and to the exit, the most KiB, and page faults."""

    first: Optional[float]
    whole: float
    peak: int
    faults: int


def live(path, environment, request=None):
    """Runs a program from spawn to exit; without a request, the conversation ends at once."""
    reply = first = None
    start = time.perf_counter_ns()
    service = Service(binary=path, env=environment, bufsize=0)
    try:
        if request is not None:
            service.send(request.data, request.fds)
            reply = packets.receive(service.socket)
            first = time.perf_counter_ns()
        service.socket.close()
        _, status, usage = os.wait4(service.pid, 0)
        end = time.perf_counter_ns()
        service.process.returncode = os.waitstatus_to_exitcode(status)
        _check(path, service.process, request, reply)
    finally:
        service.dispose()
    faults = usage.ru_minflt + usage.ru_majflt
    return Life(first and (first - start) / 1e6, (end - start) / 1e6, usage.ru_maxrss, faults)


def _check(path, process, request, reply):
    """Raises for a run that failed, which must not count as a fast one."""
    fd = process.stdout.fileno()
    # Another process may hold the pipe: only what is in it by now is read.
    output = os.read(fd, 65536) if select.select([fd], [], [], 0)[0] else b""
    answer = b"" if reply is None else _content(*reply)
    is_right = b'"reply"' in answer[:100] if request else reply is None
    if process.returncode != 0 or output or not is_right:
        raise RuntimeError(
            f"{path} exited with {process.returncode}, "
            f"answered {answer[:500]!r} and printed {output!r}"
        )


def _content(data, fds):
    for fd in fds:
        with open(fd, "rb") as file:
            data = file.read()
    return data
