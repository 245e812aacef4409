"""osbuild's store as its services see it: a socket, and directories behind it."""

import contextlib
import json
import os
import socket
import threading

from . import mounts, packets

#: What a store can do instead of answering.
CLOSE, SILENCE = object(), object()

SOURCE = "org.osbuild.containers"


class Store:
    """Answers questions in its own thread until it is stopped.

    `answer` may be replaced by JSON, bytes, CLOSE or SILENCE, or by a function of the question that
    returns one of these. `descriptors` go along with every answer.
    """

    def __init__(self, root):
        self.move(root)
        self.trees = {}
        self.questions = []
        self.answer = self.serve
        self.descriptors = ()
        self._mounted = []
        self.address = os.path.join(root, "api")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.bind(self.address)
        os.chmod(self.address, 0o777)
        self._socket.listen()
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def move(self, root):
        """Has its images below another directory from now on; the socket stays where it is."""
        self.root = root
        self.sources = os.path.join(root, "sources", SOURCE)
        os.makedirs(self.sources)

    def serve(self, question):
        """Answers as osbuild's own store does."""
        if question["method"] == "source":
            return {"path": os.path.join(self.root, "sources", question["name"])}
        assert question["method"] == "read-tree-at", question
        assert question["subtree"] == "/", question
        tree = self.trees.get(question["object-id"])
        if tree is None:
            return {"path": None}
        try:
            mounts.bind(tree, question["target"], mounts.RDONLY)
        except OSError as error:
            return {"error": str(error)}
        self._mounted.append(question["target"])
        return {"path": question["target"]}

    def image(self, ref):
        return os.path.join(self.sources, ref, "image")

    def stop(self):
        """Stops it and unmounts its trees, as osbuild does at the end of a build."""
        # Wakes up the thread that accepts; closing alone would not.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()
        self.take_back()

    def take_back(self):
        while self._mounted:
            mounts.detach(self._mounted.pop())

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection):
        # A service that is killed resets the connection.
        with connection, contextlib.suppress(ConnectionError):
            while True:
                data, _ = packets.receive(connection)
                if not data:
                    return
                question = json.loads(data)
                self.questions.append(question)
                answer = self.answer(question) if callable(self.answer) else self.answer
                if answer is CLOSE:
                    return
                if answer is not SILENCE:
                    raw = answer if isinstance(answer, bytes) else packets.encode(answer)
                    packets.send(connection, raw, self.descriptors)
