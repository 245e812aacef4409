"""EMFILE: the service runs out of descriptors at whatever point of a map, or at its start."""

from support import mounts, packets
from support.loss import LossCase
from support.process import limit_descriptors
from support.service import RemoteError

#: More than a map takes at once.
MOST = 16


class FewDescriptorsTest(LossCase):
    def outcome(self, service, refs, origin):
        """Maps, which may fail; returns what came of it."""
        try:
            self.map(service, refs, origin=origin)
            self.assert_none_writable()
            return "mapped"
        except RemoteError as error:
            self.assertEqual(error.backtrace, "", error)
            return error.name

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
                self.next_target()
                unlimit = limit_descriptors(service.pid, room)
                outcomes.append(self.outcome(service, refs, origin))
                unlimit()
                self.assertEqual(self.held_by(service), held)
                if outcomes[-1] != "mapped":
                    self.store.take_back()
                    self.assert_empty()
        self.assert_serves(service)
        self.store.take_back()
        self.assertEqual(mounts.below(self.inputs), [])
        return outcomes

    def test_make_a_map_fail_without_trace(self):
        pipeline = ["tree"], "org.osbuild.pipeline"
        for refs, origin in ((self.refs, "org.osbuild.source"), pipeline):
            # In a service that has mapped before, or has not.
            outcomes = {it for warm in (True, False) for it in self.outcomes(refs, origin, warm)}
            self.assertIn("mapped", outcomes)
            self.assertGreater(len(outcomes), 1)
        self.assert_nothing_lost()

    def test_at_the_end_make_the_service_name_what_stays(self):
        service = self.start()
        self.map(service, self.refs)
        limit_descriptors(service.pid, 0)
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
