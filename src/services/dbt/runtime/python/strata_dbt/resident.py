"""The resident: a server on 127.0.0.1 that runs dbt for the tools of one workspace.

A line of JSON in, lines of JSON out. Each line carries the token, which only the owner of the workspace's folder can
read. The loop has a single thread, as processes are forked from it.
"""

import hmac
import json
import os
import secrets
import selectors
import signal
import socket
import time

from strata_dbt import rehearsal
from strata_dbt.children import CAN_FORK, Child, Children
from strata_dbt.run_folder import interrupt_unfinished, read_run, write_whole

MAX_LINE = 4 * 2**20
LONGEST_PAUSE_SECONDS = 30


class Client:
    """A connection, what came of its next line so far, and what ends when it is closed."""

    def __init__(self, connection):
        self.connection = connection
        self.received = b""
        self.attached = []

    def tell(self, **message):
        try:
            self.connection.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            pass  # who has gone need not be told


class Resident:
    """Serves until it was idle for a while, or is asked to end."""

    def __init__(self, file, runs, idle):
        self._file, self._runs, self._idle = file, runs, idle
        self._token = secrets.token_hex(32)
        self._selector = selectors.DefaultSelector()
        self._children = Children(self._selector)
        self._rehearsed = set()
        self._ending = False
        self._last_work = time.monotonic()

    def serve(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        interrupt_unfinished(self._runs, os.path.basename(self._file))
        listener = socket.create_server(("127.0.0.1", 0))
        self._selector.register(listener, selectors.EVENT_READ, self._accept)
        port = listener.getsockname()[1]
        write_whole(self._file, json.dumps({"port": port, "token": self._token, "pid": os.getpid()}))
        while not self._over():
            for key, _ in self._selector.select(self._pause()):
                key.data(key.fileobj)
            self._children.look_after()
        listener.close()
        self._children.interrupt_all()
        if self._owns_file():
            os.unlink(self._file)

    def _on_signal(self, number, frame):
        self._ending = True

    def _over(self):
        # A file that was taken away, or is another's, leads nobody here any more.
        if self._ending or not self._owns_file():
            return not self._children or self._ending
        return not self._children and self._idle_for() > self._idle

    def _owns_file(self):
        try:
            with open(self._file, encoding="utf-8") as file:
                return json.load(file)["pid"] == os.getpid()
        except (OSError, ValueError, KeyError):
            return False

    def _idle_for(self):
        return time.monotonic() - self._last_work

    def _pause(self):
        if self._children:
            return self._children.pause()
        return max(0.1, min(LONGEST_PAUSE_SECONDS, self._idle - self._idle_for()))

    def _accept(self, listener):
        connection, _ = listener.accept()
        client = Client(connection)
        self._selector.register(connection, selectors.EVENT_READ, lambda _: self._receive(client))

    def _receive(self, client):
        try:
            data = client.connection.recv(65536)
        except OSError:
            data = b""
        client.received += data
        if not data or len(client.received) > MAX_LINE:
            return self._leave(client)
        while b"\n" in client.received:
            line, client.received = client.received.split(b"\n", 1)
            message = self._trusted(line)
            if message is None:
                return self._leave(client)
            self._do(client, message)

    def _leave(self, client):
        self._selector.unregister(client.connection)
        client.connection.close()
        for child in client.attached:
            self._children.stop(child)

    def _trusted(self, line):
        """What a line says; None when its sender does not know the token."""
        try:
            message = json.loads(line)
            return message if hmac.compare_digest(str(message["token"]), self._token) else None
        except (ValueError, KeyError, TypeError):
            return None

    def _do(self, client, message):
        self._last_work = time.monotonic()
        operation = message.get("op")
        if operation == "run":
            self._run(client, message)
        elif operation == "stop":
            found = self._children.of(message.get("run"))
            for child in found:
                self._children.stop(child)
            client.tell(stopping=bool(found))
        elif operation == "end":
            self._ending = True
        else:
            client.tell(alive=True)

    def _run(self, client, request):
        adapter = request.get("adapter", "")
        if CAN_FORK and adapter not in self._rehearsed:
            self._rehearsed.add(adapter)
            rehearsal.rehearse(adapter)
        client.tell(accepted=True)
        child = Child(request, lambda ended: self._tell_end(client, ended))
        if request.get("attached"):
            client.attached.append(child)
        self._children.add(child)

    def _tell_end(self, client, child):
        self._last_work = time.monotonic()
        client.tell(ended=(read_run(child.folder) or {}).get("state"))
