"""Stops a program when it has changed the mounts a number of times.

Arguments: the number of changes, a file that says when that is reached, a pipe that is read until
it goes on, the program and its arguments. The program is killed with this one.
"""

import ctypes
import os
import sys

import mounts

_TRACEME, _SYSCALL, _SETOPTIONS, _EXITKILL = 0, 24, 0x4200, 0x100000
_libc = ctypes.CDLL(None, use_errno=True)


def _ptrace(request, pid, data=None):
    if _libc.ptrace(ctypes.c_long(request), ctypes.c_long(pid), None, ctypes.c_void_p(data)) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def _changes(pid):
    """Stops before the first system call, and after each that has changed the mounts."""
    before = None
    while True:
        now = mounts.mounts()
        if now != before:
            yield
        before = now
        _ptrace(_SYSCALL, pid)
        _, status = os.waitpid(pid, 0)
        if not os.WIFSTOPPED(status):
            sys.exit(os.waitstatus_to_exitcode(status))


def _pause(ready, go):
    with open(f"{ready}.new", "w", encoding="ascii") as file:
        file.write(str(os.getpid()))
    os.rename(f"{ready}.new", ready)
    with open(go, "rb") as file:
        file.readline()


def main(count, ready, go, program, *args):
    pid = os.fork()
    if pid == 0:
        _ptrace(_TRACEME, 0)
        os.execv(program, [program, *args])
    os.waitpid(pid, 0)
    _ptrace(_SETOPTIONS, pid, _EXITKILL)
    for number, _ in enumerate(_changes(pid)):
        if number == int(count):
            _pause(ready, go)


if __name__ == "__main__":
    main(*sys.argv[1:])
