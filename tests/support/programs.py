"""Replaces mount(8) and umount(8), in this process's mount namespace."""

import os
import shutil
import stat

from . import images, mounts

PLACES = ("/usr/bin", "/bin")
#: Leaves mounts of the table writable.
WRITABLE = "sed 's/,ro,/,/; s/,ro / /'"


def replace(case, name, script):
    """Puts a shell script in a program's place until the test ends.

    In the script, $REAL is the program itself and $LOG a file; returns the file's path.
    """
    place = _place(name)
    # Under its own name, which it prints before its messages.
    real = os.path.join(case.tmp, "real", name)
    log = os.path.join(case.tmp, f"{name}.log")
    if not os.path.exists(real):
        os.makedirs(os.path.dirname(real), exist_ok=True)
        shutil.copyfile(place, real)
        os.chmod(real, 0o755)
    fake = os.path.join(case.tmp, f"fake-{name}")
    head = f"#!/bin/sh\nREAL={real}\nLOG={log}\n"
    images.write(case.tmp, f"fake-{name}", (head + script).encode())
    os.chmod(fake, 0o755)
    _cover(case, place, fake)
    return log


def restore(case, name):
    """Lets a program that was replaced do its work again."""
    replace(case, name, 'exec "$REAL" "$@"')


def edited(table_filter, then="exit $code"):
    """A script in the place of mount(8) that mounts what a filter leaves of the table.

    After that it does what `then` says; $code is what mount(8) exited with.
    """
    return f"""
    for last; do :; done
    {table_filter} "$last" > "$LOG"
    [ ! -s "$LOG" ] || "$REAL" --no-canonicalize --all --fstab "$LOG"
    code=$?
    {then}
    """


def without_line(number):
    """A script that mounts all but one line of the table, and complains as mount(8) would."""
    return edited(f"sed '{number} d'", 'echo "mount: something: no such thing." >&2; exit 64')


def refusing_read_only(complaint):
    """A script that mounts writable, and complains, in printf's format, of what is read-only."""
    complain = f"printf '{complaint}' >&2; exit 64"
    then = f'[ $code = 0 ] || exit $code; if grep -q ,ro "$last"; then {complain}; fi'
    return edited(WRITABLE, then)


def hide(case, name):
    """Makes a program impossible to run until the test ends."""
    _cover(case, _place(name), "/dev/null")


def _cover(case, place, file):
    mounts.mount(file, place, flags=mounts.BIND)
    case.addCleanup(mounts.detach, place)


def _place(name):
    for directory in PLACES:
        path = os.path.realpath(os.path.join(directory, name))
        if os.path.exists(path) and stat.S_ISREG(os.stat(path).st_mode):
            return path
    raise AssertionError(f"there is no {name}")
