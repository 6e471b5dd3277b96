"""The nursery: a process that makes workers, and the limits each is born with."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from trama.workers.frames import LENGTH
from trama.workers.limits import leave_no_core

_DIE_WITH_PARENT = 1


def nursery(control: socket.socket, work: Callable[[socket.socket], None]) -> None:
    """Make a worker for each socket that comes, until the owner is gone; `work` is what it does."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        try:
            message, handles, _, _ = socket.recv_fds(control, 1, 1)
        except OSError:
            message = b""
        if not message:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            os.killpg(0, signal.SIGKILL)
        child = os.fork()
        if not child:
            with contextlib.suppress(KeyboardInterrupt):
                _be_worker(control, handles[0], work)
            os._exit(0)
        os.close(handles[0])
        with contextlib.suppress(OSError):
            control.sendall(LENGTH.pack(child))


def _be_worker(control: socket.socket, handle: int, work: Callable[[socket.socket], None]) -> None:
    parent = os.getppid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        with contextlib.suppress(OSError):
            # When memory runs out, the kernel is to end a query, not the server.
            Path("/proc/self/oom_score_adj").write_text("800")
    leave_no_core()
    control.close()
    if os.getppid() == parent:
        work(socket.socket(fileno=handle))
