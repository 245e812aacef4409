"""Pauses mount(8) or umount(8) half-way until the test resumes it."""

import os
import shlex
import subprocess
import sys

from . import process, programs
from .process import wait_until

_STEP_THROUGH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "step_through.py")
_PAUSE = 'pause() { echo $$ > $READY.new; mv $READY.new $READY; read -r _ < $GO; }\n'


class Pause:
    """Where the program stops; `reached` waits for that, `go_on` ends it."""

    def __init__(self, case, name, script):
        self._go = os.path.join(case.tmp, f"{name}.go")
        self._ready = os.path.join(case.tmp, f"{name}.ready")
        self._pid = 0
        if not os.path.exists(self._go):
            os.mkfifo(self._go)
        names = f"READY={self._ready} GO={self._go}\n"
        programs.replace(case, name, names + _PAUSE + script)

    def reached(self):
        """Waits until the program stops; returns its number."""
        wait_until(lambda: os.path.exists(self._ready), "the program pauses")
        with open(self._ready, encoding="ascii") as file:
            self._pid = int(file.read())
        os.unlink(self._ready)
        return self._pid

    def reached_by(self, service):
        """Waits until the program stops or the service answers; tells whether it was the former."""
        paused = lambda: os.path.exists(self._ready)
        happens = lambda: paused() or service.has_answered()
        wait_until(happens, "the program pauses, or the service answers")
        return paused()

    def go_on(self):
        """Lets the program go on; fails when it has ended meanwhile."""

        def opened():
            try:
                return os.open(self._go, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                assert process.is_running(self._pid), "the paused program has ended"
                return None

        fd = wait_until(opened, "the program reads on")
        os.write(fd, b"\n")
        os.close(fd)


def in_mount(case, changes):
    """Stops after so many changes that mount(8) has made to the mounts of this namespace."""
    step = [sys.executable, "-B", _STEP_THROUGH]
    probe = subprocess.run([*step, "-1", "", "", "/bin/true"], check=False, capture_output=True)
    if probe.returncode != 0:
        case.skipTest("programs can't be traced here")
    command = " ".join(shlex.quote(it) for it in (*step, str(changes)))
    return Pause(case, "mount", f'exec {command} "$READY" "$GO" "$REAL" "$@"')


def before_umount(case):
    return Pause(case, "umount", 'pause; exec "$REAL" "$@"')
