"""The benchmark: how it orders programs, what it makes of figures, and one short run."""

import collections
import os
import unittest
import unittest.mock

from support.case import MapCase
from support.service import BINARY

from . import __main__ as bench
from . import counters, series
from .life import Life
from .measures import measures_of


class BenchTest(unittest.TestCase):
    def test_balanced_orders_put_each_program_behind_each_other_equally_often(self):
        for count in range(2, 6):
            rounds = 2 * count if count % 2 else count
            orders = series.balanced_orders(count, rounds)
            self.assertEqual([sorted(it) for it in orders], [list(range(count))] * rounds)
            pairs = collections.Counter(pair for it in orders for pair in zip(it, it[1:]))
            self.assertEqual(set(pairs.values()), {rounds // count})
            self.assertEqual(len(pairs), count * (count - 1))

    def test_a_first_reply_is_compared_with_the_whole_life_of_the_empty_program(self):
        lives = {
            "empty": [Life(None, 20, 1000, 50)],
            "program": [Life(24, 30, 1200, 60), Life(26, 50, 1200, 60)],
            "against": [Life(50, 100, 600, 60)],
        }
        found = {(it["quantity"], it["program"]): it for it in measures_of(series.Series(1, 300, (0, 0), lives))}
        self.assertNotIn(("first reply", "empty"), found)
        first = found["first reply", "program"]
        self.assertEqual((first["median"], first["min"], first["max"]), (25, 24, 26))
        self.assertEqual((first["timesEmpty"], first["timesAgainst"]), (1.25, 0.5))
        self.assertIsNone(first["timesOriginal"])
        self.assertEqual(found["page faults", "program"]["timesEmpty"], 1.2)

    def test_counts_are_found_in_what_tools_write(self):
        patterns = {tool: pattern for _, tool, _, pattern in counters.COUNTERS}
        for tool, text, count in (
            ("perf", "# started\n\n1234567,,instructions:u,100,100.00,,\n", "1234567"),
            ("valgrind", "==7== Collected : 150758851\n", "150758851"),
            ("strace", "    calls syscall\n       16 read\n      557 total\n", "557"),
        ):
            self.assertEqual(patterns[tool].search(text)[1], count)
        self.assertIsNone(patterns["perf"].search("<not supported>,,instructions:u,0,100.00,,\n"))

    def test_options_that_make_no_sense_are_refused(self):
        for arguments in (["--runs=0"], ["--refs=1,,2"], ["--also=path"], ["--also=empty=x"], ["x"]):
            with self.assertRaises(SystemExit), open(os.devnull, "w", encoding="utf-8") as null:
                with unittest.mock.patch("sys.stderr", null):
                    bench.options(arguments)


class BenchRunTest(MapCase):
    def test_a_run_has_as_many_lives_as_asked_for(self):
        ended = series.run({"program": BINARY, "against": BINARY}, 2, 0, 3)
        self.assertEqual([len(it) for it in ended.lives.values()], [3, 3])
        for life in ended.lives["program"]:
            self.assertTrue(0 < life.first < life.whole)
            self.assertGreater(life.faults, 0)

    def test_a_program_that_fails_is_no_fast_one(self):
        with self.assertRaisesRegex(RuntimeError, "exited with 1"):
            series.run({"empty": "/bin/false"}, 1, 0, 1)
