"""The seeds of campaigns, and their arguments."""

import argparse
import os
import random
import sys


def given_seed(default):
    """The seed that the variable CONTAINERS_SEED holds, or a default."""
    return int(os.environ.get("CONTAINERS_SEED") or default)


def parse_arguments(parser):
    """Reads the command line, with `--seed` besides, and prints the seed."""
    parser.add_argument(
        "--seed", type=positive, default=random.randrange(1, 1 << 32), metavar="N",
        help="repeat the campaign that printed this seed (default: a random one)",
    )
    # `deno task NAME -- …` passes the two dashes on.
    arguments = parser.parse_args(sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:])
    print(f"seed {arguments.seed}", flush=True)
    return arguments


def positive(text):
    """A number above 0; argparse says which argument is not."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return int(number) if number.is_integer() else number


def print_counts(counts):
    """Prints how often each thing happened."""
    for name in sorted(counts):
        print(f"{counts[name]:>12,}  {name}")
