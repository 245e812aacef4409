"""Many images of which none can be mounted."""

import re

from support import programs
from support.case import MapCase


class ManyMountsTest(MapCase):
    def test_make_a_short_error_when_each_of_them_fails(self):
        programs.replace(self, "mount", programs.edited(f"sed 's#^{self.store.root}#/nowhere#'"))
        service = self.start()
        text = re.compile(r"(?s)\A.{10,2000}\n\(\d+ more lines\) \(code: \d+\)\Z")
        self.assert_fails("RuntimeError", text, self.map, service, self.images(1000))
        self.assert_untouched()
        self.end(service)
