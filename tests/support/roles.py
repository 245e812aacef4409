"""The four ways in which osbuild has called `map` (osbuild/inputs.py, `InputManager.map`)."""

import json
import os

from . import packets
from .service import call, result

#: The release that each of them began with.
ROLES = ("v83", "v89", "v125", "v129")


def map_as(role, service, args):
    """Calls `map` as osbuild of some release does; returns the reply or raises."""
    return {"v83": _v83, "v89": _v89, "v125": _v125, "v129": _v129}[role](service, args)


def _v83(service, args):
    return result(_plain(service.ask(packets.encode(call("map", args)))))


def _v89(service, args):
    file = packets.memory_file(packets.encode(args))
    try:
        return result(_plain(service.ask(packets.encode(call("map", {})), [file])))
    finally:
        os.close(file)


def _v125(service, args):
    files = [packets.memory_file(packets.encode(args)), packets.memory_file()]
    try:
        reply = result(_plain(service.ask(packets.encode(call("map", {})), files)))
        assert reply == "{}", "the message says nothing, the file all"
        with open(os.dup(files[1]), "rb") as file:
            return json.loads(file.read())
    finally:
        for file in files:
            os.close(file)


def _v129(service, args):
    data = packets.encode(call("map", args))
    with open("/proc/sys/net/core/wmem_max", encoding="ascii") as file:
        fits = len(data) <= int(file.read())
    return result(service.ask(data) if fits else service.ask_via_descriptor(data))


def _plain(message):
    assert not message.via_descriptor, "this osbuild knows nothing of messages in descriptors"
    return message
