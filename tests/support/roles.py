"""The four ways in which osbuild has called `map` (osbuild/inputs.py, `InputManager.map`)."""

import json
import os

from . import packets
from .service import call, result

#: The release that each of them began with.
ROLES = ("v83", "v89", "v125", "v129")


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
