"""A store whose answers are as hostile as the packets."""

import os
import random

from support import mounts, packets
from support.store import CLOSE

from .mutations import damage, mutate
from .values import anything, encoded

#: The most trees that are mounted for one service.
_TREES = 8


class BadStore:
    """Answers some questions as osbuild does; `trees` counts those mounted for one service."""

    def __init__(self, seed, store, inputs):
        self._chance = random.Random(f"store {seed}")
        self._store = store
        self._inputs = inputs
        self.trees = 0
        self.answers = 0
        self.honest = True

    def answer(self, question):
        self.answers += 1
        chance = self._chance
        way = 1 if self.honest else chance.random()
        if way > 0.4:
            return self._honest(question)
        if way < 0.1:
            return CLOSE if way < 0.05 else chance.randbytes(chance.choice((1, 13, 1000)))
        good = {"path": self._path(question)}
        data = encoded(anything(chance) if way < 0.2 else mutate(good, chance), chance)
        data = damage(data, chance) if way > 0.35 else data
        return data or b"\n" if data != packets.MARKER else CLOSE

    def _honest(self, question):
        if question["method"] == "read-tree-at":
            self.trees += 1
            target = os.path.realpath(question["target"])
            # osbuild uses each target for one input only.
            is_free = target.startswith(f"{self._inputs}/") and not mounts.below(target)
            if self.trees > _TREES or not is_free:
                return {"error": "no tree is mounted there"}
        return self._store.serve(question)

    def _path(self, question):
        if question["method"] != "source":
            return question["target"]
        sources = self._store.sources
        return self._chance.choice((
            f"{sources}/", f"{sources}/../..", f"{sources}/../org.osbuild.containers",
            f"{sources}/missing", "/dev/null", "/nowhere", "relative", "..", "", "/\0",
            f"/{'x' * 5000}",
        ))  # fmt: skip
