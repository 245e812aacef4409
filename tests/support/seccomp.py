"""Filters of system calls, as systemd and container engines set them."""

import ctypes
import platform
import struct

_ENOSYS = 38
_REFUSE = 0x00050000
_ALLOW = 0x7FFF0000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06

#: Numbers of system calls.
PIDFD_OPEN = 434
CLOSE_RANGE = 436
PKEY_ALLOC = 330 if platform.machine() == "x86_64" else 289


def refuse(call):
    """A `preexec_fn` that has the kernel refuse a system call."""
    refused, allowed = (_RETURN, 0, 0, _REFUSE | _ENOSYS), (_RETURN, 0, 0, _ALLOW)
    filters = [(_LOAD, 0, 0, 0), (_EQUAL, 0, 1, call), refused, allowed]
    code = b"".join(struct.pack("HBBI", *it) for it in filters)

    def install():
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        program = ctypes.create_string_buffer(code)
        header = struct.pack("HxxxxxxQ", len(filters), ctypes.addressof(program))
        one, zero, mode = (ctypes.c_ulong(it) for it in (1, 0, _MODE_FILTER))
        for arguments in (
            (_PR_SET_NO_NEW_PRIVS, one, zero, zero, zero),
            (_PR_SET_SECCOMP, mode, ctypes.create_string_buffer(header), zero, zero),
        ):
            assert prctl(*arguments) == 0, ctypes.get_errno()

    return install
