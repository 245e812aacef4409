"""The program as a host service, started and spoken to as osbuilds of every age do it."""

import json
import os
import select
import socket
import subprocess
from typing import NamedTuple

from . import packets
from .process import HANG_SECONDS

BINARY = os.environ.get("CONTAINERS_BINARY", "")
#: The same program, built with short timeouts.
IMPATIENT_BINARY = os.environ.get("CONTAINERS_IMPATIENT_BINARY", "")

#: Starts a program in a user namespace of its own, as root there, and a mount namespace.
UNSHARE = ("unshare", "--user", "--map-root-user", "--mount", "--propagation", "private")
#: Options that start a program as another user, who may do nothing.
NOBODY = {"user": 65534, "group": 65534, "extra_groups": ()}
#: The ways in which osbuild has called `map` (osbuild/inputs.py, `InputManager.map`): each by the
#: release that it began with.
ROLES = ("v83", "v89", "v125", "v129")


class RemoteError(Exception):
    """An exception that the service answered with: class, text and backtrace."""

    def __init__(self, name, value, backtrace):
        super().__init__(f"{name}: {value}")
        self.name, self.value, self.backtrace = name, value, backtrace


class Message:
    """What the service sent: the JSON, and how it came."""

    def __init__(self, data, fds):
        self.via_descriptor = data == packets.MARKER
        if self.via_descriptor:
            assert len(fds) == 1, "one descriptor comes with a message in a descriptor"
            assert os.lseek(fds[0], 0, os.SEEK_CUR) == 0, "it is positioned at its start"
            with open(fds[0], "rb") as file:
                data = file.read()
        else:
            assert not fds, "the service passes no descriptors"
        self.size = len(data)
        self.value = json.loads(data)


class End(NamedTuple):
    """How a service ended; `output` holds stdout and stderr, which osbuild merges."""

    status: int
    output: str


class Service:
    """A running service, started as osbuild starts it.

    `prefix` is a command that starts it, such as `UNSHARE`; other options are those of `Popen`.
    """

    def __init__(self, binary=BINARY, prefix=(), socket_pair=None, **options):
        kind = (socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket, theirs = socket_pair or socket.socketpair(*kind)
        self.socket.settimeout(HANG_SECONDS)
        fd = str(theirs.fileno())
        arguments = ["--service-id", "input/images", "--service-fd", fd]
        defaults = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "pass_fds": (theirs.fileno(),),
            "start_new_session": True,
        }
        command = [*prefix, binary, *arguments]
        self.process = subprocess.Popen(command, **{**defaults, **options})
        theirs.close()

    @property
    def pid(self):
        return self.process.pid

    def send(self, data, fds=()):
        packets.send(self.socket, data, fds)

    def receive(self):
        data, fds = packets.receive(self.socket)
        assert data, "the service has closed the conversation"
        return Message(data, fds)

    def ask(self, data, fds=()):
        """Sends bytes and returns the message that answers them."""
        self.send(data, fds)
        return self.receive()

    def ask_via_descriptor(self, data, fds=()):
        """Sends bytes in a descriptor and returns the message that answers them."""
        file = packets.memory_file(data)
        try:
            return self.ask(packets.MARKER, [file, *fds])
        finally:
            os.close(file)

    def call(self, method, args, fds=()):
        return result(self.ask(packets.encode(call(method, args)), fds))

    def has_answered(self):
        """Whether there is something to read: an answer, or the end of the conversation."""
        return bool(select.select([self.socket], [], [], 0)[0])

    def finish(self):
        """Closes the host's end, as osbuild does, and waits for the service to exit."""
        self.socket.close()
        return self.wait()

    def wait(self):
        """Waits for the service, and everything that holds its output, to exit."""
        output, _ = self.process.communicate(timeout=HANG_SECONDS)
        return End(self.process.returncode, (output or b"").decode())

    def dispose(self):
        self.socket.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def request(refs, target, store, **changes):
    """Arguments of `map`."""
    return {
        "origin": "org.osbuild.source",
        "refs": refs,
        "target": target,
        "options": {},
        "api": {"store": store.address},
        **changes,
    }


def call(method, args):
    """The message that calls a method."""
    return {"type": "method", "data": {"name": method, "args": args}}


def result(message):
    """What a message answers; raises `RemoteError` for a failure."""
    kind, data = message.value["type"], message.value["data"]
    if kind == "exception":
        raise RemoteError(data["name"], data["value"], data["backtrace"])
    assert kind == "reply", f"an answer is a reply or an exception, not {kind}"
    return data["reply"]


def map_as(role, service, args):
    """Calls `map` as osbuild of some release does; returns the reply or raises."""
    whole = packets.encode(call("map", args))
    if role == "v129":
        with open("/proc/sys/net/core/wmem_max", encoding="ascii") as file:
            fits = len(whole) <= int(file.read())
        return result(service.ask(whole) if fits else service.ask_via_descriptor(whole))
    contents = {"v83": [], "v89": [packets.encode(args)], "v125": [packets.encode(args), b""]}[role]
    files = [packets.memory_file(it) for it in contents]
    try:
        message = service.ask(packets.encode(call("map", {})) if files else whole, files)
        assert not message.via_descriptor, "this osbuild knows nothing of messages in descriptors"
        reply = result(message)
        if role != "v125":
            return reply
        assert reply == "{}", "the message says nothing, the file all"
        with open(os.dup(files[1]), "rb") as file:
            return json.loads(file.read())
    finally:
        for file in files:
            os.close(file)
