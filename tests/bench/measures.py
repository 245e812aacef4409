"""Medians of what was measured, and their ratios to those of other programs."""

import statistics

#: What is measured in a life: its name, unit and field.
QUANTITIES = (
    ("first reply", "ms", "first"),
    ("whole life", "ms", "whole"),
    ("peak memory", "KiB", "peak"),
    ("page faults", "", "faults"),
)

#: The programs that others are compared with, and the results' names for the ratios.
REFERENCES = {"empty": "timesEmpty", "original": "timesOriginal", "against": "timesAgainst"}


def measures_of(series):
    """Sums a series up: for each quantity, one entry for each program."""
    return [
        _measure(series, program, *quantity)
        for quantity in QUANTITIES
        for program in series.lives
        if _values(series, program, quantity[2])
    ]


def _measure(series, program, quantity, unit, field):
    values = _values(series, program, field)
    median = statistics.median(values)
    measure = {
        "quantity": quantity,
        "refs": series.refs,
        "requestBytes": series.request_bytes,
        "unit": unit,
        "program": program,
        "runs": len(values),
        "median": median,
        "min": min(values),
        "max": max(values),
    }
    for reference, key in REFERENCES.items():
        # An empty program has no reply: its whole life is what comes before and after one.
        other = "whole" if (reference, field) == ("empty", "first") else field
        values = _values(series, reference, other)
        measure[key] = median / statistics.median(values) if values else None
    return measure


def _values(series, program, field):
    values = [getattr(life, field) for life in series.lives.get(program, ())]
    return [it for it in values if it is not None]
