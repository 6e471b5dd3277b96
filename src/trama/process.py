"""Another process, by its id: what it uses, its priority, its end."""

from __future__ import annotations

import contextlib
import os
import signal
import sys

_LINUX = sys.platform == "linux"
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


class Process:
    """A process; on Linux held by a handle, so that its id never names another."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = -1
        if _LINUX:
            with contextlib.suppress(OSError):
                self._handle = os.pidfd_open(pid)
        self._stat = -1
        if _LINUX:
            with contextlib.suppress(OSError):
                self._stat = os.open(f"/proc/{pid}/stat", os.O_RDONLY)

    def usage(self) -> tuple[float, int]:
        """Return the processor seconds it has used and the bytes of memory it holds."""
        if self._stat < 0:
            return 0.0, 0
        try:
            facts = os.pread(self._stat, 1024, 0).rpartition(b")")[2].split()
        except OSError:
            return 0.0, 0
        # Fields 14, 15 and 24 of proc(5), counted from the state, which is field 3.
        return (int(facts[11]) + int(facts[12])) / _TICKS, int(facts[21]) * _PAGE

    def favour(self, yes: bool) -> bool:
        """Let it run as others do, or only when no other would; False if that cannot be."""
        if not _LINUX:
            return True
        try:
            os.sched_setscheduler(
                self.pid, os.SCHED_OTHER if yes else os.SCHED_IDLE, os.sched_param(0)
            )
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """End it at once, if it is still there."""
        with contextlib.suppress(OSError):
            if self._handle >= 0:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            elif not _LINUX:
                os.kill(self.pid, signal.SIGKILL)

    def __del__(self) -> None:
        for handle in (self._handle, self._stat):
            if handle >= 0:
                with contextlib.suppress(OSError):
                    os.close(handle)
