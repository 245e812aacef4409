"""The benchmark: what it makes of figures, and one short run."""

from support.case import MapCase
from support.service import BINARY

from . import __main__ as bench


class BenchTest(MapCase):
    def test_a_run_has_as_many_lives_as_asked_for(self):
        lives = bench.run({"program": BINARY, "against": BINARY}, 2, 3)
        self.assertEqual([len(it) for it in lives.values()], [3, 3])
        for life in lives["program"]:
            self.assertTrue(0 < life["first"] < life["whole"])
            self.assertTrue(0 < life["start_faults"] < life["faults"])

    def test_a_program_that_fails_is_no_fast_one(self):
        with self.assertRaisesRegex(RuntimeError, "exited with 1"):
            bench.run({"empty": "/bin/false"}, 1, 1)

    def test_a_first_reply_is_compared_with_the_whole_life_of_the_empty_program(self):
        life = {field: 20 for _, _, field, _ in bench.QUANTITIES}
        lives = {"empty": [{**life, "first": None}], "program": [{**life, "first": 25}]}
        first = bench.table(lives).split("\n")[1]
        self.assertEqual(first.split(), "first reply program 25.0 25.0 25.0 ms 1.250".split())
