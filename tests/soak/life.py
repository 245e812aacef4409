"""One service from start to end, with one fault."""

import os
import time

from hostile.values import anything, write
from support import mounts, osbuild, packets, process
from support.roles import ROLES
from support.service import RemoteError, Service, call
from support.wait import wait_until

from .faulty_programs import MOUNT, UMOUNT

#: How host and service may end, at any time after the last request.
ENDS = ("is killed", "loses its host", "ends as ever")
FAULTS = (*MOUNT, *UMOUNT, *ENDS * 3, "store closes", "image is missing", "hostile packets")


def live(case, chance, counts):
    """Runs one service; whatever happens, the store is whole and nothing is left."""
    counts["services"] += 1
    fault = chance.choice(FAULTS)
    directory = case.directory("run", "life")
    service = Service()
    try:
        for number in range(chance.randint(0, 3)):
            target = case.directory("run", "life", f"target-{number}")
            case.map(service, some(case, chance), chance.choice(ROLES), target=target)
            counts["maps"] += 1
        status = _go_wrong(case, chance, service, fault, counts)
        end = service.finish()
        case.assertEqual(end.status, status, f"{fault}: {end.output}")
    finally:
        service.dispose()
    if status == 0:
        case.assertEqual(mounts.below(directory), [], fault)
    # mount(8) of a service that was killed may still be at work.
    osbuild.delete(directory)
    _wait_for_orphans(case)
    osbuild.delete(directory)
    case.assert_whole(fault)
    counts["mounts that a killed or failed end left"] += len(mounts.below(directory))
    mounts.detach_below(directory)
    osbuild.delete(directory)
    counts[f"life: {fault}"] += 1


def some(case, chance):
    """Some of the images in random order."""
    return chance.sample(case.refs, chance.randint(1, len(case.refs)))


def _go_wrong(case, chance, service, fault, counts):
    """Injects the fault; returns the expected exit status."""
    target = case.directory("run", "life", fault if fault in MOUNT or fault in UMOUNT else "last", "x")
    if fault in ENDS:
        service.send(packets.encode(call("map", case.request(some(case, chance), target=target))))
        time.sleep(chance.choice((0, chance.random() / 30)))
        if fault == "is killed":
            service.process.kill()
            service.process.wait()
            return -9
        if fault == "ends as ever":
            service.receive()
        return 0
    if fault == "hostile packets":
        _send_hostile(chance, service, counts)
        return 0
    changes = {"target": target}
    if fault == "store closes":
        changes["api"] = {"store": case.closing.address}
    refs = [*some(case, chance), "missing"] if fault == "image is missing" else some(case, chance)
    try:
        case.map(service, refs, chance.choice(ROLES), **changes)
        counts["maps"] += 1
    except RemoteError as error:
        case.assertEqual(error.backtrace, "")
        counts["maps that failed"] += 1
    return int(fault == "umount-fails")


def _send_hostile(chance, service, counts):
    for _ in range(20):
        # In an array, so that it does not end the conversation.
        data = write([anything(chance), 1], chance).encode("utf-8", "surrogatepass")
        service.ask(data)
        counts["hostile packets"] += 1


def _wait_for_orphans(case):
    """Waits for programs that outlived their service; long-lived services stay."""

    def orphans():
        return process.children() - {it.pid for it in case.long_lived}

    def are_gone():
        for pid in orphans():
            os.waitpid(pid, os.WNOHANG)
        return not orphans()

    wait_until(are_gone, "programs that outlived their service exit")
