"""One life of a program as osbuild leads it: spawn, map, close, exit."""

import os
import select
import socket
import subprocess
import time
from typing import NamedTuple, Optional

from support import packets


class Request(NamedTuple):
    """What the program is asked, as it goes over the socket."""

    data: bytes
    fds: tuple = ()


class Life(NamedTuple):
    """How it went: milliseconds from the spawn on, and the most memory it had, in KiB."""

    first: Optional[float]
    whole: float
    peak: int


def live(command, environment, request=None):
    """Runs a program from spawn to exit; one that is asked nothing just runs to its end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    arguments = ["--service-id", "input/images", "--service-fd", str(theirs.fileno())]
    reply = first = None
    start = time.perf_counter_ns()
    process = subprocess.Popen(
        [*command, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        pass_fds=(theirs.fileno(),),
    )
    theirs.close()
    try:
        if request is not None:
            packets.send(ours, request.data, request.fds)
            reply = packets.receive(ours)
            first = time.perf_counter_ns()
            ours.close()
        _, status, usage = os.wait4(process.pid, 0)
        end = time.perf_counter_ns()
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        ours.close()
        if process.returncode is None:
            process.kill()
            process.wait()
    _check(command, process, request, reply)
    return Life(first and (first - start) / 1e6, (end - start) / 1e6, usage.ru_maxrss)


def _check(command, process, request, reply):
    """A run that failed must not count as a fast one."""
    with process.stdout as pipe:
        # Whatever inherited the pipe may live on: only what is there by now is read.
        output = os.read(pipe.fileno(), 65536) if select.select([pipe], [], [], 0)[0] else b""
    answer = b"" if reply is None else _content(*reply)
    is_right = b'"reply"' in answer[:100] if request else reply is None
    if process.returncode != 0 or output or not is_right:
        raise RuntimeError(
            f"{command[-1]} exited with {process.returncode}, "
            f"answered {answer[:500]!r} and printed {output!r}"
        )


def _content(data, fds):
    for fd in fds:
        with open(fd, "rb") as file:
            data = file.read()
    return data
