"""One service from start to end, with one fault."""

import os
import time

from support import mounts, process, programs
from support.loss import delete
from support.process import wait_until
from support.service import RemoteError

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
part() {{
    head -n $1 "$last" > "$LOG.$$"
    "$REAL" --no-canonicalize --all --fstab "$LOG.$$"
    rm "$LOG.$$"
}}
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

#: How host and service may end, at any time after the last request.
ENDS = ("is killed", "loses its host", "ends as ever")
FAULTS = (*MOUNT, *UMOUNT, *ENDS * 3, "store closes", "image is missing", "hostile packets")


def install_faulty_programs(case):
    """Has mount(8) and umount(8) fail for targets with certain names until the test ends."""
    programs.replace(case, "mount", _TARGETS + _MOUNT.format(cases=_cases(MOUNT)))
    programs.replace(case, "umount", _TARGETS + _UMOUNT.format(cases=_cases(UMOUNT)))


def _cases(faults):
    return "\n".join(f"*/{name}/*) {script};;" for name, script in faults.items())


def live(case):
    """Runs one service; whatever happens, the store is whole and nothing is left."""
    chance, counts = case.chance, case.counts
    counts["services"] += 1
    fault = chance.choice(FAULTS)
    directory = case.directory("run", "life")
    service = case.start()
    for number in range(chance.randint(0, 3)):
        case.map_some(service, case.directory("run", "life", f"target-{number}"))
        counts["maps"] += 1
    status = _go_wrong(case, service, fault)
    end = service.finish()
    case.assertEqual(end.status, status, f"{fault}: {end.output}")
    if status == 0:
        case.assertEqual(mounts.below(directory), [], fault)
    # mount(8) of a service that was killed may still be at work.
    delete(directory)
    _wait_for_orphans(case)
    delete(directory)
    case.assert_whole()
    counts["mounts that a killed or failed end left"] += len(mounts.below(directory))
    mounts.detach_below(directory)
    delete(directory)
    counts[f"life: {fault}"] += 1


def live_beside_containers(case):
    """Maps the container storage in use; ends as ever, or is killed and its directory deleted."""
    directory = case.directory("run", "storage")
    target = case.directory("run", "storage", "target")
    service = case.start(binary=case.link)
    if case.chance.random() < 0.5:
        case.map(service, case.some(), target=target)
        case.assertEqual([it for it in mounts.below(target)[1:] if "ro" not in it.options], [])
        case.end(service)
        case.assertEqual(mounts.below(directory), [])
    else:
        service.send(case.call_of(case.some(), target=target))
        time.sleep(case.chance.random() / 20)
        service.dispose()
        delete(directory)
        _wait_for_orphans(case)
    delete(directory)
    case.assert_storage_whole()
    mounts.detach_below(directory)
    delete(directory)
    case.counts["maps of a storage in use"] += 1


def _go_wrong(case, service, fault):
    """Injects the fault; returns the expected exit status."""
    chance = case.chance
    # Programs fail for targets with such names.
    target = case.directory("run", "life", fault.replace(" ", "-"), "x")
    if fault in ENDS:
        service.send(case.call_of(case.some(), target=target))
        time.sleep(chance.choice((0, chance.random() / 30)))
        if fault == "is killed":
            service.process.kill()
            service.process.wait()
            return -9
        if fault == "ends as ever":
            service.receive()
        return 0
    if fault == "hostile packets":
        case.send_hostile(service, 20)
        return 0
    changes = {"api": {"store": case.closing.address}} if fault == "store closes" else {}
    further = ["missing"] if fault == "image is missing" else []
    try:
        case.map_some(service, target, *further, **changes)
        case.counts["maps"] += 1
    except RemoteError as error:
        case.assertEqual(error.backtrace, "")
        case.counts["maps that failed"] += 1
    return int(fault == "umount-fails")


def _wait_for_orphans(case):
    """Waits for programs that outlived their service; long-lived services stay."""

    def orphans():
        return process.children() - {it.pid for it in case.long_lived}

    def are_gone():
        for pid in orphans():
            os.waitpid(pid, os.WNOHANG)
        return not orphans()

    wait_until(are_gone, "programs that outlived their service exit")
