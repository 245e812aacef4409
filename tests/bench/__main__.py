"""Measures programs in lives as osbuild leads them: spawn, map, close, exit.

The programs live in turns, so that whatever else the machine does affects all of them alike, and
each figure is a median. Memory and page faults are those of wait4(2): page faults include those of
the mount(8) and umount(8) that a program has run, memory is the most that one process had. The
environment variable ORIGINAL names osbuild's own module, and PYTHONPATH the directory that it
imports osbuild from.
"""

import argparse
import gc
import os
import shutil
import statistics
import sys
import tempfile

from support import images, mounts, packets, service, store

from .life import Request, live

#: What is measured in a life: its name, unit, field and how many digits it is printed with.
QUANTITIES = (
    ("first reply", "ms", "first", 1),
    ("whole life", "ms", "whole", 1),
    ("start", "ms", "start", 1),
    ("peak memory", "MiB", "peak", 1),
    ("page faults", "", "faults", 0),
    ("page faults of a start", "", "start_faults", 0),
)
#: The programs that others are compared with.
REFERENCES = ("empty", "original", "against")


def options(arguments):
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        prog="deno task bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    for name, kind, default, metavar, text in (
        ("--runs", _positive, 20, "N", "lives behind each figure; 20"),
        ("--refs", _numbers, [1, 100], "N,N…", "how many images requests have; 1,100"),
        ("--mounts", int, 0, "N", "how much else is mounted; 0"),
        ("--against", str, None, "PATH", "another build, to compare this one with"),
        ("--empty", str, None, "PATH", argparse.SUPPRESS),
    ):
        parser.add_argument(name, type=kind, default=default, metavar=metavar, help=text)
    return parser.parse_args(arguments)


def programs_of(chosen):
    """Lists the programs by name: those that are compared with, and the one that is measured."""
    paths = {
        "empty": chosen.empty,
        "program": service.BINARY,
        "against": chosen.against,
        "original": os.environ.get("ORIGINAL"),
    }
    programs = {}
    for name, path in paths.items():
        if path:
            # Programs are named from the directory where the task was called.
            path = os.path.abspath(os.path.join(os.environ.get("INIT_CWD", "."), path))
            if not os.access(path, os.X_OK) or os.path.isdir(path):
                raise SystemExit(f"Cannot measure {name}: {path} is not a program")
            programs[name] = path
    return programs


def run(programs, refs, runs):
    """Lets programs live in turns; the first life of each does not count.

    Returns lives by the name of the program, each a dictionary of figures.
    """
    directory = os.path.realpath(tempfile.mkdtemp(prefix="containers-bench-"))
    the_store = store.Store(os.path.join(directory, "store"))
    target = os.path.join(directory, "run", "inputs", "images")
    lives = {name: [] for name in programs}
    names = list(programs)
    try:
        request = _request(the_store, target, refs)
        for path in programs.values():
            _read_anew(path)
        gc.disable()
        for number in range(runs + 1):
            # Each program is at each place, behind each other one.
            turn = number % len(names)
            order = names[turn:] + names[:turn]
            for name in order[::-1] if number // len(names) % 2 else order:
                figures = _measure(programs[name], target, request, name == "empty")
                if number > 0:
                    lives[name].append(figures)
    finally:
        gc.enable()
        the_store.stop()
        if not mounts.below(directory):
            shutil.rmtree(directory)
    return lives


def table(lives):
    """Describes lives: a line for each quantity and program."""
    references = [it for it in REFERENCES if it in lives]
    rows = [["", "", "median", "min", "max", "", *(f"× {it}" for it in references)]]
    for quantity, unit, field, digits in QUANTITIES:
        for name, all_lives in lives.items():
            # An empty program has no reply.
            if (name, field) == ("empty", "first"):
                continue
            values = [life[field] for life in all_lives]
            figures = statistics.median(values), min(values), max(values)
            ratios = []
            for it in references:
                # Its whole life is what comes before and after a reply.
                compared = "whole" if (it, field) == ("empty", "first") else field
                base = statistics.median(life[compared] for life in lives[it])
                ratios.append(f"{figures[0] / base:.3f}" if base else "")
            numbers = (f"{it:,.{digits}f}" for it in figures)
            rows.append([quantity, name, *numbers, unit, *ratios])
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(
        "  ".join(cell.ljust(width) if i < 2 else cell.rjust(width)
                  for i, (cell, width) in enumerate(zip(row, widths)))
        for row in rows
    )


def main(arguments):
    chosen = options(arguments)
    programs = programs_of(chosen)
    others = tempfile.mkdtemp(prefix="containers-bench-")
    try:
        mounts.mount("none", others, "tmpfs")
        for number in range(chosen.mounts):
            os.mkdir(f"{others}/{number}")
            mounts.mount(others, f"{others}/{number}", flags=mounts.BIND)
        for count in chosen.refs:
            lives = run(programs, count, chosen.runs)
            title = f"{count} images, {chosen.runs} lives, {chosen.mounts} other mounts"
            print(f"\n{title}\n{table(lives)}", flush=True)
    finally:
        mounts.detach(others)
        os.rmdir(others)


def _request(the_store, target, count):
    """Puts images into the store; returns osbuild's request for them."""
    refs = {}
    for number in range(count):
        ref = images.ref_of(f"image {number}")
        images.make_image(the_store.image(ref), f"image {number}")
        refs[ref] = {"name": f"localhost/image:{number}"}
    data = packets.encode(service.call("map", service.request(refs, target, the_store)))
    with open("/proc/sys/net/core/wmem_max", encoding="ascii") as file:
        fits = len(data) <= int(file.read())
    return Request(data) if fits else Request(packets.MARKER, (packets.memory_file(data),))


def _measure(path, target, request, is_empty):
    """One life with a request and one without, with no work of this process in their time."""
    os.makedirs(target)
    for fd in request.fds:
        os.lseek(fd, 0, os.SEEK_SET)
    # With it, the original would compile its modules anew each time.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    gc.collect()
    start = live(path, environment)
    life = start if is_empty else live(path, environment, request)
    # Deleting must not reach the store through a mount.
    left = mounts.below(target)
    if left:
        raise RuntimeError(f"{path} left {len(left)} mounts")
    shutil.rmtree(target)
    return {
        "first": life.first,
        "whole": life.whole,
        "start": start.whole,
        "peak": life.peak / 1024,
        "faults": life.faults,
        "start_faults": start.faults,
    }


def _read_anew(path):
    """Reads a program into the page cache from start to end.

    Whether it is there in large pieces or in small ones, as the last program to touch it has left
    it, makes milliseconds and megabytes of difference between two copies of the same file.
    """
    with open(path, "rb", buffering=0) as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(1 << 20):
            pass


def _positive(text):
    if not text.isdecimal() or not 0 < int(text) < 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 999999")
    return int(text)


def _numbers(text):
    return [_positive(it) for it in text.split(",")]


if __name__ == "__main__":
    main(sys.argv[1:])
