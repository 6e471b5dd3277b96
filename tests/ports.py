"""Ports for the servers that tests start, and waiting until one listens."""

from __future__ import annotations

import random
import socket
import subprocess
import time
from contextlib import suppress

# Below what systems hand out by themselves: there a client's own connection, of a browser or of another test,
# may be given the port between the moment it was found free and the moment its server takes it.
_FIRST, _PAST = 20_000, 32_768
_PATIENCE = 120


def free_port() -> int:
    """A port that nobody listens at and that no outgoing connection is given."""
    among = random.SystemRandom()
    while True:
        port = among.randrange(_FIRST, _PAST)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def listening(process: subprocess.Popen[bytes], port: int) -> None:
    """Return once a process listens at a port of this machine; fail where it ended, or never does."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.05)
    raise AssertionError(f"nothing listens at {port}")
