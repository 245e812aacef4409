"""mount(8) is killed or hangs after a part of its work: the map fails and leaves nothing."""

import os
import re

from support import images, mounts, packets, pause, programs
from support.case import MapCase
from support.service import IMPATIENT_BINARY, call

#: Makes the first $LINES mounts, then comes to what follows.
PART = """
for last; do :; done
head -n $LINES "$last" > "$LOG"
[ ! -s "$LOG" ] || "$REAL" --no-canonicalize --all --fstab "$LOG"
"""


class MountStopsTest(MapCase):
    def setUp(self):
        super().setUp()
        self.refs = [self.image(f"image {number}") for number in range(3)]
        self.before = images.snapshot(self.store.sources)

    def assert_fails_without_trace(self, service, refs, text):
        self.assert_fails("RuntimeError", re.compile(text), self.map, service, refs)
        self.assert_untouched()

    def assert_good(self, service):
        """Checks that the service maps, with mount(8) as it is."""
        programs.replace(self, "mount", 'exec "$REAL" "$@"')
        self.map(service, self.refs)
        for ref in self.refs:
            self.assert_mapped(ref)
        self.end(service)
        self.assert_unmapped()
        self.assertEqual(images.snapshot(self.store.sources), self.before)

    def test_fails_when_it_is_killed_after_each_mount(self):
        service = self.start()
        for count, most in ((1, 2), (3, 5)):
            for lines in range(most + 1):
                with self.subTest(count=count, lines=lines):
                    programs.replace(self, "mount", f"LINES={lines}\n{PART}\nkill -9 $$")
                    self.assert_fails_without_trace(service, self.refs[:count], r"\(code: 137\)$")
        self.assert_good(service)

    def test_fails_when_it_hangs_after_each_mount(self):
        service = self.start(binary=IMPATIENT_BINARY)
        for lines in (0, 1, 3, 5):
            with self.subTest(lines=lines):
                programs.replace(self, "mount", f"LINES={lines}\n{PART}\nexec sleep 600")
                self.assert_fails_without_trace(service, self.refs, "was stopped: it did not end within 1.5 s")
        self.assert_good(service)

    def test_maps_nothing_writable_when_it_is_killed_before_it_made_a_mount_read_only(self):
        for count in (1, 3):
            service = self.start()
            log = programs.replace(self, "mount", """
            [ ! -e "$LOG.killed" ] || exec "$REAL" "$@"
            for last; do :; done
            sed 's/,ro.* 0 0/ 0 0/; s/,ro / /' "$last" > "$LOG"
            "$REAL" --no-canonicalize --all --fstab "$LOG"
            : > "$LOG.killed"; kill -9 $$
            """)
            self.assert_fails_without_trace(service, self.refs[:count], r"\(code: 137\)$")
            os.unlink(f"{log}.killed")
            self.assert_good(service)
            for ref in self.refs:
                os.rmdir(os.path.join(self.target, ref))

    def test_fails_in_time_when_it_prints_without_end(self):
        service = self.start(binary=IMPATIENT_BINARY)
        programs.replace(self, "mount", "exec yes mount: no >&2")
        self.assert_fails_without_trace(service, self.refs, "was stopped")
        self.assert_good(service)

    def test_tells_of_failures_in_whatever_bytes_without_losing_the_conversation(self):
        service = self.start()
        for script in (
            "head -c 3000000 /dev/urandom >&2", "printf '\\303' >&2", "printf '\\355\\240\\200' >&2",
            "head -c 65535 /dev/zero | tr '\\0' a >&2; printf '\\303\\244' >&2", "printf '\\000' >&2",
            "head -c 4000000 /dev/urandom",
        ):
            programs.replace(self, "mount", f"{script}; exit 32")
            self.assert_fails_without_trace(service, self.refs, r"(?s)\(code: 32\)$")
            self.assert_alive(service)
        self.assert_good(service)

    def test_fails_when_it_stops_itself(self):
        service = self.start(binary=IMPATIENT_BINARY)
        programs.replace(self, "mount", "kill -STOP $$; sleep 600")
        self.assert_fails_without_trace(service, self.refs, "was stopped")
        self.assert_good(service)

    def test_is_not_waited_for_when_the_host_goes_away_meanwhile(self):
        service = self.start(binary=IMPATIENT_BINARY)
        programs.replace(self, "mount", f"LINES=3\n{PART}\nexec sleep 600")
        service.send(packets.encode(call("map", self.request(self.refs))))
        end = service.finish()
        self.assertEqual((end.status, end.output), (0, ""))
        self.assert_untouched()
        pause.reap()
        self.assertEqual(mounts.below(self.inputs), [])
