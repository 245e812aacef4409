"""Thousands of mounts: all are taken away, and what fails for all of them is told briefly."""

import os
import re
import resource

from support import programs
from support.case import MapCase

_WITHOUT_PRIVILEGE = ("setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin")


class ManyMountsTest(MapCase):
    def test_are_taken_back_when_their_paths_exceed_the_arguments_of_a_program(self):
        # The kernel takes a quarter of the stack's limit.
        service = self.start(limits={resource.RLIMIT_STACK: (1 << 20, 1 << 20)})
        refs = self.images(150)
        self.target = self.directory("run", "inputs", *["x" * 250] * 14)
        # Without the mount of the target on itself, each image has to be unmounted.
        programs.replace(self, "mount", programs.edited(f"sed '\\#^{self.target} #d'", "exit 64"))
        self.assert_fails("RuntimeError", re.compile("exit status 32"), self.map, service, refs)
        self.assert_untouched()
        self.end(service)

    def test_make_a_short_error_when_each_of_them_fails(self):
        service = self.start(prefix=_WITHOUT_PRIVILEGE)
        text = re.compile(r"(?s)\A.{10,2000}\n\(\d+ more lines\) \(code: \d+\)\Z")
        self.assert_fails("RuntimeError", text, self.map, service, self.images(1000))
        self.assert_untouched()
        self.end(service)
        self.assertEqual(len(os.listdir(self.target)), 0)
