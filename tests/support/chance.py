"""The seeds of campaigns, and campaigns on the command line."""

import argparse
import os
import random
import sys
import unittest


def given_seed():
    """The seed that the variable CONTAINERS_SEED holds, or 1."""
    return int(os.environ.get("CONTAINERS_SEED") or 1)


def run(case, name, description, **options):
    """Runs a test with `arguments` from the command line; exits.

    `options` maps names to their texts of help; `--seed` is added.
    """
    parser = argparse.ArgumentParser(prog=name, description=description)
    seed = "repeat the campaign that printed this seed (default: a random one)"
    for option, text in {**options, "seed": seed}.items():
        parser.add_argument(f"--{option}", type=_positive, metavar="N", help=text)
    case.arguments = parser.parse_args()
    case.arguments.seed = case.arguments.seed or random.randrange(1, 1 << 32)
    print(f"seed {case.arguments.seed}", flush=True)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(case)
    for count in sorted(case.counts):
        print(f"{case.counts[count]:>12,}  {count}")
    sys.exit(not result.wasSuccessful() or bool(result.skipped))


def _positive(text):
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return int(number) if number.is_integer() else number
