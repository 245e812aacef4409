"""Compares what osbuild reports of wrong inputs by two sidecars: OSBUILD INPUT ORIGINAL OTHER."""

import copy
import json
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
from osbuild.meta import ModuleInfo, Schema  # noqa: E402

NAME = sys.argv[2]
VALUES = (None, True, 5, 1.5, "", "text", [], {}, [{}], {"": {}})


def changed(value):
    """A value with each of its parts replaced, removed or joined by others, one at a time."""
    yield from (it for it in VALUES if it != value)
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        without = copy.deepcopy(value)
        del without[key]
        yield without
        for other in changed(part):
            yield type(value)([*value.items(), (key, other)] if isinstance(value, dict) else [other, *value])
    if isinstance(value, dict):
        yield {**value, "other": 1}
        yield {**value, "other": 1, "another": 2}


def schema(path):
    """The schema as osbuild puts it together."""
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, "inputs"))
        os.symlink(os.path.abspath(path), os.path.join(root, "inputs", f"{NAME}.meta.json"))
        return Schema(ModuleInfo.load(root, "Input", NAME).get_schema("2"), NAME)


def report(checked, value):
    """What osbuild prints, in a fixed order; it quotes schemas where several fit what is no object."""
    texts = (f"{error.id}: {error.message}" for error in checked.validate(value))
    return sorted(text.partition(" is valid under each of ")[0] for text in texts)


original, other = schema(sys.argv[3]), schema(sys.argv[4])
IMAGE = {"name": "localhost/name"}
inputs = []
for origin in ("org.osbuild.source", "org.osbuild.pipeline"):
    for references in ({"a": IMAGE}, [{"id": "a", "options": IMAGE}], {"a b": {}, "a\nb": IMAGE}):
        inputs.extend(changed({"type": NAME, "origin": origin, "references": references}))
wrong = 0
for value in inputs:
    expected, found = report(original, value), report(other, value)
    wrong += expected != []
    if expected != found:
        sys.exit(f"{json.dumps(value)}\nosbuild's: {expected}\nother: {found}")
print(f"{wrong} wrong inputs of {len(inputs)}: reports are equal")
