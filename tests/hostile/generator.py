"""Packets for a service: the same for the same seed, kernel and world."""

import json
import os
import random
from typing import NamedTuple

from support import packets
from support.service import call

from .mutations import damage, mutate
from .values import anything, encoded

#: Stands for what can't be read as JSON.
_NOTHING = b"?"

#: Of the packets that end the service, the share that is sent: each costs a start.
_ENDS = 0.03

_FALSY = (
    b"{}", b"[]", b"null", b"0", b'""', b"false", b"", b" [ ] ", b"-0", b"1e-999",
)  # fmt: skip
_ORIGINS = ("org.osbuild.source",) * 3 + ("org.osbuild.pipeline",)


class Packet(NamedTuple):
    """What is sent; `message` and `argument_file` are the JSON that the service reads."""

    data: bytes
    fds: tuple
    message: bytes
    argument_file: bytes = b""

    @property
    def ends(self):
        """Whether it ends the conversation: falsy messages do."""
        value = _parse(self.message)
        return self.data == b"" if value is _NOTHING else not value

    @property
    def target(self):
        """The target that it asks for, if any."""
        try:
            file = self.argument_file
            return (_parse(file) if file else _parse(self.message)["data"]["args"])["target"]
        except (TypeError, KeyError, IndexError):
            return None


class Generator:
    """Makes packets; `descriptors` are passed where they are not expected, too.

    `world` lists `targets`, `refs`, `trees` and `stores` that exist or do not; something may change
    below its `inputs`.
    """

    def __init__(self, seed, world, descriptors):
        self.chance = random.Random(seed)
        self._world = world
        self._descriptors = descriptors

    def packet(self):
        """The next packet; its files may be closed by `Descriptors.forget` once it is sent."""
        while True:
            mark = self._descriptors.mark()
            packet = self._packet()
            rare = not packet.ends or self.chance.random() < _ENDS
            if rare and not self._leads_out(packet.target):
                return packet
            self._descriptors.forget(mark)

    def _leads_out(self, target):
        """Whether a target exists outside `inputs`: the service would rightly change it."""
        if not isinstance(target, str) or not target.startswith("/") or "\0" in target:
            return False
        real = os.path.realpath(target.encode("utf-8", "replace"))
        return os.path.isdir(real) and not real.startswith(f"{self._world.inputs}/".encode())

    def _packet(self):
        way = self.chance.random()
        if way < 0.1:
            return self._with_argument_file()
        data = self._message()
        if way < 0.3:
            file, readable = self._descriptors.file(data, self.chance)
            return Packet(packets.MARKER, (file, *self._some()), data if readable else _NOTHING)
        if way < 0.34:
            return Packet(packets.MARKER, self._some(), _NOTHING)
        return Packet(data, self._some() if way < 0.6 else (), data)

    def _message(self):
        way = self.chance.random()
        if way < 0.004:
            return self.chance.choice(_FALSY)
        if way < 0.1:
            return encoded(anything(self.chance), self.chance)
        if way < 0.15:
            return self.chance.randbytes(self.chance.choice((1, 13, 100, 20_000)))
        request = call("map", self._arguments())
        if way < 0.8:
            for _ in range(self.chance.choice((1, 1, 1, 2, 3, 6))):
                request = mutate(request, self.chance)
        data = encoded(request, self.chance)
        return damage(data, self.chance) if way > 0.9 else data

    def _with_argument_file(self):
        arguments = self._arguments()
        if self.chance.random() < 0.7:
            arguments = mutate(arguments, self.chance)
        request = call("map", self.chance.choice(({}, {}, [], None)))
        contents = [encoded(arguments, self.chance)]
        if self.chance.random() < 0.7:
            contents.append(b"x" * self.chance.choice((0, 10, 5000)))
        files = [self._descriptors.file(it, self.chance)[0] for it in contents]
        some = self._some()
        fds = (*files, *some) if self.chance.random() < 0.5 else (*some, *files)
        data = encoded(request, self.chance)
        return Packet(data, fds, data, contents[0])

    def _arguments(self):
        chance, world = self.chance, self._world
        origin = chance.choice(_ORIGINS)
        known = world.refs if origin == "org.osbuild.source" else world.trees
        refs = chance.sample(known, chance.choice((1, 1, 1, 2, 3)))
        return {
            "origin": origin,
            "refs": {ref: {"name": f"name of {ref}"} for ref in refs},
            "target": chance.choice(world.targets),
            "options": {},
            "api": {"store": chance.choice(world.stores)},
        }

    def _some(self):
        kinds = self._descriptors.kinds
        count = self.chance.choice((0, 1, 1, 2) * 20 + (10, 250))
        return tuple(self.chance.choices(kinds, k=count))


def _parse(data):
    try:
        return json.loads(data.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return _NOTHING


def _refuse(name):
    raise ValueError(name)
