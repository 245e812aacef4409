"""EMFILE: the service runs out of descriptors at whatever point of a map, or at its start."""

import resource

from support import mounts, packets, process
from support.loss import LossCase
from support.service import RemoteError

#: More than a map takes at once.
MOST = 16


class FewDescriptorsTest(LossCase):
    def make_images(self):
        self.tree("tree", "archive")
        return self.images(3)

    def allow(self, service, room):
        """Leaves so many descriptors free; returns the limit before."""
        taken = process.descriptors(service.pid)
        free = [number for number in range(1000) if number not in taken]
        return process.limit(service.pid, resource.RLIMIT_NOFILE, free[room])

    def outcome(self, service, refs, origin):
        """Maps, which may fail; returns what came of it."""
        try:
            self.map(service, refs, origin=origin)
            self.assert_none_writable()
            return "mapped"
        except RemoteError as error:
            self.assertEqual(error.backtrace, "", error)
            return error.name

    def test_make_a_map_fail_without_trace(self):
        for refs, origin in ((self.refs, "org.osbuild.source"), (["tree"], "org.osbuild.pipeline")):
            # In a service that has mapped before, or has not; with more room each time.
            outcomes = [it for warm in (True, False) for it in self.outcomes(refs, origin, warm)]
            self.assertIn("mapped", outcomes)
            self.assertNotEqual(set(outcomes), {"mapped"})
        self.assert_nothing_lost()

    def outcomes(self, refs, origin, warm):
        """Maps with more and more room; returns what came of each."""
        outcomes = []
        service = self.start()
        if warm:
            self.next_target()
            self.map(service, self.refs, "v125")
        held = self.held_by(service)
        for room in range(MOST):
            with self.subTest(origin, room=room, warm=warm):
                target = self.next_target()
                before = self.allow(service, room)
                outcomes.append(self.outcome(service, refs, origin))
                process.limit(service.pid, resource.RLIMIT_NOFILE, before)
                self.assertEqual(self.held_by(service), held)
                if outcomes[-1] != "mapped":
                    self.store.take_back()
                    self.assert_untouched(target)
        self.next_target()
        self.map(service, self.refs)
        self.assertEqual(service.finish().status, 0)
        self.store.take_back()
        self.assertEqual(mounts.below(self.inputs), [])
        return outcomes

    def test_at_the_end_make_the_service_name_what_stays(self):
        service = self.start()
        self.map(service, self.refs)
        self.allow(service, 0)
        end = service.finish()
        stays = bool(mounts.below(self.inputs))
        self.assertEqual((end.status, "Cannot detach" in end.output), (int(stays), stays))
        self.assert_nothing_lost()

    def test_at_the_start_make_the_service_end_unless_it_answers(self):
        answered = set()
        for most in range(4, 40):
            with self.subTest(most):
                answered.add(self.answers_with(most))
        self.assertEqual(answered, {True, False})

    def answers_with(self, most):
        """Starts a service with so many descriptors; tells whether it answers. It ends, anyhow."""
        command = ("sh", "-c", f'ulimit -n {most}; exec "$0" --service-fd 3 3<&"$4"')
        service = self.start(prefix=command)
        try:
            service.send(packets.encode({"type": "x", "data": [1]}))
            data, _ = packets.receive(service.socket)
        except (BrokenPipeError, ConnectionResetError):
            data = b""
        service.finish()
        return b"unknown message type: x" in data
