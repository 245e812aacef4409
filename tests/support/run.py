"""Runs the tests of one module and writes one line of JSON for each into a file.

Arguments: the module, the file, and a text that names of tests must contain. The `detail` of a test
is why it failed or was skipped, or what a passed one has to report.
"""

import faulthandler
import json
import signal
import sys
import time
import unittest

from .wait import HANG_SECONDS


class Result(unittest.TestResult):
    """Writes down how each test ended."""

    def __init__(self, file):
        super().__init__()
        self._file = file

    def startTest(self, test):
        super().startTest(test)
        self._start = time.monotonic()
        self._details = []
        self._outcome = "passed"
        # Prints where every thread is, and exits.
        faulthandler.dump_traceback_later(2 * HANG_SECONDS, exit=True)

    def stopTest(self, test):
        faulthandler.cancel_dump_traceback_later()
        if self._outcome == "passed":
            self._details.append(getattr(test, "report", ""))
        record = {
            "name": title(test),
            "outcome": self._outcome,
            "detail": "\n".join(self._details),
            "seconds": time.monotonic() - self._start,
        }
        print(json.dumps(record), file=self._file, flush=True)
        super().stopTest(test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._outcome = "skipped"
        self._details.append(reason)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._fail(self.failures)

    def addError(self, test, err):
        super().addError(test, err)
        self._fail(self.errors)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            kind = self.failures if issubclass(err[0], test.failureException) else self.errors
            self._fail(kind, subtest)

    def _fail(self, kind, test=None):
        self._outcome = "failed"
        heading = f"{test}\n" if test else ""
        self._details.append(heading + kind[-1][1])


def title(test):
    """The test's name as a sentence."""
    class_name, method = test.id().split(".")[-2:]
    sentence = method[len("test_") :].replace("_", " ")
    return f"{class_name[:-len('Test')]}: {sentence}"


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def main(module, path, wanted):
    # Whoever runs this may ignore signals (nohup does), and services would inherit that.
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    tests = flatten(unittest.defaultTestLoader.loadTestsFromName(module))
    chosen = unittest.TestSuite(it for it in tests if wanted in title(it) or wanted in it.id())
    with open(path, "a", encoding="utf-8") as file:
        chosen.run(Result(file))
        print(json.dumps({"done": True}), file=file)


if __name__ == "__main__":
    main(*sys.argv[1:])
