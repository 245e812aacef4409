"""One life of a program as osbuild leads it: spawn, map, close, exit."""

import os
import select
import time
from typing import NamedTuple, Optional

from support import packets
from support.service import Message, Service


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
        _check(path, service.process, reply)
    finally:
        service.dispose()
    faults = usage.ru_minflt + usage.ru_majflt
    return Life(first and (first - start) / 1e6, (end - start) / 1e6, usage.ru_maxrss, faults)


def _check(path, process, reply):
    """Raises for a run that failed, which must not count as a fast one."""
    fd = process.stdout.fileno()
    # Another process may hold the pipe: only what is in it by now is read.
    output = os.read(fd, 65536) if select.select([fd], [], [], 0)[0] else b""
    if process.returncode != 0 or output:
        raise RuntimeError(f"{path} exited with {process.returncode} and printed {output!r}")
    answer = None if reply is None else Message(*reply).value
    if answer is not None and answer["type"] != "reply":
        raise RuntimeError(f"{path} answered {str(answer)[:500]}")
