"""Filters of system calls, as systemd and container engines set them."""

import ctypes
import platform
import struct

ENOSYS = 38
KILL = 0x80000000
_REFUSE = 0x00050000
_ALLOW = 0x7FFF0000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06

#: Numbers of system calls.
PIDFD_OPEN = 434
CLOSE_RANGE = 436
PKEY_ALLOC = 330 if platform.machine() == "x86_64" else 289


def refuse(call, action=_REFUSE | ENOSYS):
    """A `preexec_fn` that has the kernel refuse a system call, or do something else."""
    filters = [(_LOAD, 0, 0, 0), (_EQUAL, 0, 1, call), (_RETURN, 0, 0, action), (_RETURN, 0, 0, _ALLOW)]
    code = b"".join(struct.pack("HBBI", *it) for it in filters)

    def install():
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        program = ctypes.create_string_buffer(code)
        header = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(filters), ctypes.addressof(program)))
        arguments = (ctypes.c_ulong(1), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
        failed = prctl(_PR_SET_NO_NEW_PRIVS, *arguments) or prctl(
            _PR_SET_SECCOMP, ctypes.c_ulong(_MODE_FILTER), header, ctypes.c_ulong(0), ctypes.c_ulong(0)
        )
        assert failed == 0, ctypes.get_errno()

    return install
