"""One service from start to end, with one fault."""

import os
import time

from support import mounts, process
from support.loss import delete
from support.process import wait_until
from support.service import RemoteError

from .faulty_programs import MOUNT, UMOUNT

#: How host and service may end, at any time after the last request.
ENDS = ("is killed", "loses its host", "ends as ever")
FAULTS = (*MOUNT, *UMOUNT, *ENDS * 3, "store closes", "image is missing", "hostile packets")


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
