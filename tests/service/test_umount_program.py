"""What happens when umount(8) fails, hangs, or fails for a while."""

import os
import re

from support import mounts, programs
from support.case import MapCase
from support.service import IMPATIENT_BINARY


class UmountProgramTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = self.images(3)

    def test_exits_with_1_and_names_what_stays_mounted_when_umount_fails(self):
        service = self.start()
        self.map(service, self.refs[:1])
        other = self.directory("run", "inputs", "other")
        self.map(service, self.refs[1:2], target=other)
        programs.replace(self, "umount", """
        code=0
        for it; do case "$it" in
            */other*) echo "umount: $it: busy." >&2; code=32;;
            /*) "$REAL" --no-canonicalize --lazy "$it";;
        esac; done
        exit $code
        """)
        end = service.finish()
        self.assertEqual(end.status, 1)
        self.assertRegex(end.output, rf"\A[^\n]*{re.escape(other)}[^\n]*busy\.[^\n]*\(code: 32\)\n\Z")
        left = [it.point for it in mounts.below(self.inputs)]
        self.assertEqual([it for it in left if not it.startswith(other)], [], "the rest is tried")
        self.assertIn(os.path.join(other, self.refs[1]), left)
        mounts.detach_below(other)

    def test_exits_with_1_when_umount_hangs(self):
        service = self.start(binary=IMPATIENT_BINARY)
        self.map(service, self.refs[:1])
        programs.replace(self, "umount", "exec sleep 600")
        end = service.finish()
        self.assertEqual(end.status, 1)
        self.assertRegex(end.output, r"\Aorg\.osbuild\.containers: [^\n]*umount[^\n]*\n\Z")
        mounts.detach_below(self.target)

    def test_takes_back_at_the_end_what_could_not_be_taken_back_at_once(self):
        service = self.start()
        programs.replace(self, "mount", programs.without_line(5))
        programs.replace(self, "umount", "echo 'umount: not now.' >&2; exit 32")
        self.assert_fails("RuntimeError", re.compile("no such thing"), self.map, service, self.refs)
        self.assertNotEqual(mounts.below(self.target), [])
        programs.restore(self, "umount")
        end = service.finish()
        self.assertEqual(end.status, 0)
        self.assertIn("umount: not now.", end.output)
        self.assert_unmapped()
