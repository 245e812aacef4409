"""Starts a program as osbuild starts a service, calls a method it has not, prints the answer."""

import socket
import subprocess
import sys

ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
with ours:
    ours.settimeout(60)
    command = [*sys.argv[1:], "--service-id", "input/images", "--service-fd", str(theirs.fileno())]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()]) as service:
        theirs.close()
        ours.send(b'{"type": "method", "data": {"name": "no-such-method", "args": {}}}')
        print(ours.recv(65536).decode())
        ours.close()
        sys.exit(service.wait(60))
