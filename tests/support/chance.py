"""The seeds of campaigns, and campaigns on the command line."""

import argparse
import os
import random
import sys
import unittest


def given_seed():
    """The seed that the variable CONTAINERS_SEED holds, or 1."""
    return int(os.environ.get("CONTAINERS_SEED") or 1)


def run(parser, case):
    """Runs a test with `arguments` from the command line, where `--seed` is added; exits."""
    parser.add_argument(
        "--seed", type=positive, default=random.randrange(1, 1 << 32), metavar="N",
        help="repeat the campaign that printed this seed (default: a random one)",
    )
    case.arguments = parser.parse_args()
    print(f"seed {case.arguments.seed}", flush=True)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=0).run(case)
    sys.exit(not result.wasSuccessful() or bool(result.skipped))


def positive(text):
    """A number above 0; argparse says which argument is not."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return int(number) if number.is_integer() else number


def print_counts(counts):
    for name in sorted(counts):
        print(f"{counts[name]:>12,}  {name}")
