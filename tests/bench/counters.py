"""Tools that count what a program does, which is steadier than a clock."""

import os
import re
import shutil
import subprocess
import tempfile

from . import series

#: What is counted, the tool, its arguments, and where the number is in the file that it writes.
COUNTERS = (
    ("instructions", "perf",
     ("stat", "--event=instructions:u", "--field-separator=,", "--output={}"),
     re.compile(r"^(\d+),[^,]*,instructions:u", re.MULTILINE)),
    ("instructions", "valgrind",
     ("--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-file={}"),
     re.compile(r"Collected\s*:\s*(\d+)")),
    ("system calls", "strace",
     ("--follow-forks", "--summary-only", "--summary-columns=calls,name", "--output={}"),
     re.compile(r"^ *(\d+) total$", re.MULTILINE)),
)


def take(programs):
    """Counts for one life with one image; returns the counts, and what could not be counted."""
    counts, skipped = [], []
    directory = tempfile.mkdtemp(prefix="containers-bench-counts-")
    try:
        for what, tool, arguments, pattern in COUNTERS:
            if any(it["counts"] == what for it in counts):
                continue
            obstacle = _obstacle(tool, arguments, pattern, directory)
            if obstacle:
                skipped.append(f"{what} by {tool}: not counted; {obstacle}")
                continue
            files = {name: os.path.join(directory, f"{tool} {name}") for name in programs}
            prefixes = {name: _command(tool, arguments, file) for name, file in files.items()}
            series.run(programs, 1, 0, 1, prefixes)
            counts.extend(
                {"counts": what, "tool": tool, "program": name, "count": count(pattern, file)}
                for name, file in files.items()
            )
    finally:
        shutil.rmtree(directory)
    return counts, skipped


def count(pattern, path):
    """The number in a tool's file; None if there is none."""
    with open(path, encoding="utf-8") as file:
        found = pattern.search(file.read())
    return int(found[1]) if found else None


def _command(tool, arguments, file):
    return [tool, *(it.format(file) for it in arguments)]


def _obstacle(tool, arguments, pattern, directory):
    if not shutil.which(tool):
        return "it is not installed"
    file = os.path.join(directory, "trial")
    subprocess.run([*_command(tool, arguments, file), "true"], capture_output=True, check=False)
    works = os.path.exists(file) and count(pattern, file) is not None
    return None if works else "it does not work here"
