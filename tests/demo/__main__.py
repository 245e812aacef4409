"""Shows what the program does: plays osbuild's part, and lists what is where: `deno task demo`."""

import json
import os
import re
import shutil
import statistics
import tempfile
import time

from support import images
from support.service import Service, request
from support.store import Store

STARTS = 5
TMP = os.path.realpath(tempfile.mkdtemp(prefix="containers-demo-"))
TARGET = os.path.join(TMP, "tmp", "inputs", "images")


def short(text):
    """Shows ids and digests by their beginning."""
    return re.sub(r"([0-9a-f]{12})[0-9a-f]{52}", r"\1…", text)


def show(title, part=""):
    """Lists files, and empty directories with a slash at the end."""
    print(f"\n{title}:")
    for path, directories, files in os.walk(os.path.join(TMP, part)):
        empty = [""] if not directories and not files else []
        for name in sorted(files) + empty:
            shown = short(os.path.relpath(os.path.join(path, name), TMP))
            print(f"  {shown}" if name else f"  {shown}/")


store = Store(os.path.join(TMP, "store"))
try:
    ref = images.ref_of("Hello from a container.")
    images.make_image(store.image(ref), "Hello from a container.")
    show("An image in osbuild's store", "store/sources")
    times = []
    for start in range(STARTS + 1):
        os.makedirs(TARGET)
        begin = time.perf_counter()
        service = Service()
        refs = {ref: {"name": "localhost/hello:latest"}}
        reply = service.call("map", request(refs, TARGET, store))
        times.append((time.perf_counter() - begin) * 1000)
        if start == STARTS:
            print("\nosbuild starts the program and calls map; the reply:")
            print(short(json.dumps(reply, indent=2)))
            show("What a stage sees, mounted read-only from the store", "tmp")
        end = service.finish()
        assert end == (0, "") and not os.listdir(TARGET), end
        if start == STARTS:
            show("osbuild closes the socket: the target is empty again", "tmp")
        shutil.rmtree(os.path.join(TMP, "tmp"))
    show("osbuild deletes its temporary directory: the image is whole")
    # The first start is not counted: it may read the program from the disk.
    median = statistics.median(times[1:])
    print(f"\nStart to reply: {median:.0f} ms, the median of {STARTS} starts.")
    print("\nTry next:")
    for command in ("help validate", "doctor"):
        print(f"  dist/org.osbuild.containers {command}")
finally:
    store.stop()
    shutil.rmtree(TMP)
