"""Packets over AF_UNIX sockets of type SOCK_SEQPACKET, and descriptors that travel with them."""

import contextlib
import json
import os
import socket

#: The packet that says "the JSON is in the first descriptor" (osbuild v129 and later).
MARKER = b"<args-via-fd>"

_MAX_DESCRIPTORS = 253
_SO_SNDBUFFORCE = 32


def encode(value):
    """JSON as osbuild writes it: everything beyond ASCII escaped."""
    return json.dumps(value).encode()


def send(sock, data, fds=()):
    """Sends one packet, in a larger send buffer if need be and if that is allowed."""
    if len(data) > 64 * 1024:
        for it in (socket.SO_SNDBUF, _SO_SNDBUFFORCE):
            with contextlib.suppress(PermissionError):
                sock.setsockopt(socket.SOL_SOCKET, it, len(data) + 4096)
    sent = socket.send_fds(sock, [data], fds) if fds else sock.send(data)
    assert sent == len(data)


def receive(sock):
    """Waits for one packet: its bytes and its descriptors; no bytes at the end."""
    size = sock.recv_into(bytearray(1), 1, socket.MSG_PEEK | socket.MSG_TRUNC)
    data, fds, flags, _ = socket.recv_fds(sock, max(size, 1), _MAX_DESCRIPTORS)
    assert not flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC), "the packet came incomplete"
    return data, fds


def memory_file(data=b""):
    """A descriptor of a file without a name, positioned at its start."""
    fd = os.memfd_create("test", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)
    assert os.write(fd, data) == len(data)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd
