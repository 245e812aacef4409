"""mount(8) and umount(8) that fail for targets with certain names, and work for others."""

from support import programs

#: Names of targets, and what mount(8) does for them.
MOUNT = {
    "mount-fails": 'part 2; echo "mount: no." >&2; exit 32',
    "mount-fails-late": '"$REAL" "$@"; echo "mount: no." >&2; exit 32',
    "mount-is-killed": "part 1; kill -9 $$",
    "mount-chatters": "head -c 200000 /dev/urandom >&2; exit 1",
    "mount-is-slow": 'part 1; sleep 0.03; sed 1d "$last" > "$LOG.$$.rest"; last="$LOG.$$.rest"',
    "mount-lies": "exit 0",
}

#: Names of targets, and what umount(8) does for them.
UMOUNT = {
    "umount-fails": 'echo "umount: busy." >&2; exit 32',
    "umount-is-slow": "sleep 0.03",
}

_MOUNT = """
for last; do :; done
part() {{ head -n $1 "$last" > "$LOG.$$"; "$REAL" --no-canonicalize --all --fstab "$LOG.$$"; rm "$LOG.$$"; }}
case "$(targets)" in
{cases}
*) exec "$REAL" "$@";;
esac
"$REAL" --no-canonicalize --all --fstab "$last"; code=$?
rm -f "$LOG.$$.rest"; exit $code
"""

_UMOUNT = """
case "$(targets)" in
{cases}
esac
exec "$REAL" "$@"
"""

#: Targets are named by inherited descriptors.
_TARGETS = "targets() { readlink /proc/self/fd/*; }\n"


def install(case):
    """Puts them in place until the test ends."""
    programs.replace(case, "mount", _TARGETS + _MOUNT.format(cases=_cases(MOUNT)))
    programs.replace(case, "umount", _TARGETS + _UMOUNT.format(cases=_cases(UMOUNT)))


def _cases(faults):
    return "\n".join(f"*/{name}/*) {script};;" for name, script in faults.items())
