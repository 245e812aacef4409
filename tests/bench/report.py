"""Results as text."""

import os

from .measures import REFERENCES

_MIB = 1 << 20


def lines(results):
    """Describes all results, for people."""
    references = [(name, key) for name, key in REFERENCES.items()
                  if any(it[key] is not None for it in results["measures"])]
    heading = ["", "", "", "median", "min", "max", "", "lives", *(f"× {name}" for name, _ in references)]
    rows = [_row(it, references) for it in results["measures"]]
    counted = [[it["counts"], it["program"], f"{it['count']:,}"] for it in results["counts"]]
    return [
        *table([heading, *rows], 3),
        "",
        *table(counted, 2),
        *_size_lines(results["sizes"]),
        *results["skipped"],
        "load of the machine: " + " to ".join(f"{it:.2f}" for it in results["load"]),
    ]


def images(count):
    """How many images there are."""
    return "1 image" if count == 1 else f"{count} images"


def table(rows, left):
    """Aligns cells: words, in so many columns, to the left, and numbers to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows)]
    return [
        "  ".join(
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    ]


def sizes(programs, runtime):
    """Lengths of the files, and what the program has beyond the runtime, if that is known."""
    found = {name: os.path.getsize(path) for name, path in programs.items()}
    if runtime:
        found["denort"] = os.path.getsize(runtime)
        found["aboveDenort"] = found["program"] - found["denort"]
    return found


def _size_lines(found):
    parts = [f"{name} {size / _MIB:.2f} MiB" for name, size in found.items() if name != "aboveDenort"]
    above = found.get("aboveDenort")
    return [f"sizes: {', '.join(parts)}" + (f"; {above / 1024:.0f} KiB above denort" if above else "")]


def _row(measure, references):
    long = measure["requestBytes"] >= _MIB
    size = f", {measure['requestBytes'] / _MIB:.0f} MiB" if long else ""
    unit = "MiB" if measure["unit"] == "KiB" else measure["unit"]
    return [
        measure["quantity"],
        images(measure["refs"]) + size,
        measure["program"],
        *(_amount(measure["unit"], measure[it]) for it in ("median", "min", "max")),
        unit,
        str(measure["runs"]),
        *("" if measure[key] is None else f"{measure[key]:.3f}" for _, key in references),
    ]


def _amount(unit, value):
    if not unit:
        return f"{value:,.0f}"
    return f"{value / 1024 if unit == 'KiB' else value:.1f}"
