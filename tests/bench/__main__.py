"""Measures programs in lives as osbuild leads them: spawn, map, close, exit.

The programs live in turns, so that whatever else the machine does affects all of them alike, and
each figure is a median. Memory and page faults are those of wait4(2): page faults include those of
the mount(8) and umount(8) that a program has run, memory is the most that one process had. The
environment variable ORIGINAL names osbuild's own module, and PYTHONPATH the directory that it
imports osbuild from.
"""

import argparse
import datetime
import json
import os
import sys

from support.service import BINARY

from . import counters, report, series
from .measures import measures_of

#: Names that --also can't give.
RESERVED = ("program", "empty", "original", "against")

_LONG_NAME = 4 << 20
_RUNS, _RUNS_IF_MANY, _MANY = 20, 5, 100


def options(arguments):
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        prog="deno task bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--runs", type=_positive, metavar="N",
                        help=f"lives behind each figure; {_RUNS}, or {_RUNS_IF_MANY} for more than {_MANY} images")
    parser.add_argument("--refs", type=_numbers, default=[1, 10, 100, 1000], metavar="N,N…",
                        help="how many images requests have; 1,10,100,1000")
    parser.add_argument("--against", metavar="PATH", help="another build, to compare this one with")
    parser.add_argument("--also", type=_named, action="append", default=[], metavar="NAME=PATH",
                        help="another build that is measured, too; may be repeated")
    parser.add_argument("--counts", action="store_true",
                        help="count instructions and system calls, where tools for that are installed")
    for name in ("--empty", "--runtime", "--results"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def programs_of(chosen, original):
    """Lists the programs by name: those that are compared with, and those that are measured."""
    paths = {"empty": chosen.empty, "program": BINARY, "against": chosen.against, "original": original}
    paths.update(chosen.also)
    # Programs are named from the directory where the task was called.
    start = os.environ.get("INIT_CWD", ".")
    programs = {name: os.path.abspath(os.path.join(start, path)) for name, path in paths.items() if path}
    for name, path in programs.items():
        if not os.access(path, os.X_OK) or os.path.isdir(path):
            raise SystemExit(f"Cannot measure {name}: {path} is not a program")
    return programs


def measure(chosen, programs):
    """Runs all series; the long request comes last, since it makes this process itself large."""
    ended = []
    for count in chosen.refs:
        runs = chosen.runs or (_RUNS_IF_MANY if count > _MANY else _RUNS)
        ended.append(_run(programs, count, 0, runs))
    peak = series.own_peak()
    ended.append(_run(programs, 1, _LONG_NAME, chosen.runs or _RUNS))
    counts, skipped = counters.take(programs) if chosen.counts else ([], [])
    if "original" not in programs:
        skipped.append("original: not measured; ORIGINAL=…/inputs/org.osbuild.containers names it")
    return {
        "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": series.machine(),
        "load": [ended[0].load[0], ended[-1].load[1]],
        "driverPeak": peak,
        "measures": [it for one in ended for it in measures_of(one)],
        "counts": counts,
        "sizes": report.sizes(programs, chosen.runtime),
        "skipped": skipped,
    }


def main(arguments):
    chosen = options(arguments)
    results = measure(chosen, programs_of(chosen, os.environ.get("ORIGINAL")))
    if chosen.results:
        with open(chosen.results, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=2)
    print("\n".join(report.lines(results)))


def _run(programs, count, name_length, runs):
    size = f", {name_length >> 20} MiB" if name_length else ""
    print(f"measuring {report.images(count)}{size}: {runs} lives", file=sys.stderr, flush=True)
    return series.run(programs, count, name_length, runs)


def _positive(text):
    if not text.isdecimal() or not 0 < int(text) < 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 999999")
    return int(text)


def _numbers(text):
    return [_positive(it) for it in text.split(",")]


def _named(text):
    name, _, path = text.partition("=")
    if not name or not path or name in RESERVED:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=PATH, or its name is reserved")
    return name, path


if __name__ == "__main__":
    main(sys.argv[1:])
