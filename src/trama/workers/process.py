"""Another process, by its id: what it uses, its priority, its end."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from enum import Enum

_LINUX = sys.platform == "linux"
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096

# A tenth of the share of others.
_NICE = 10


class Turn(Enum):
    """When a process runs beside others: as they do, more rarely, or only when none of them would."""

    USUAL = 0
    LATER = 1
    LAST = 2


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

    def favour(self, turn: Turn) -> bool:
        """Say when it may run, beside others that want to; False if that cannot be."""
        if not _LINUX:
            return True
        policy = os.SCHED_IDLE if turn is Turn.LAST else os.SCHED_OTHER
        try:
            os.sched_setscheduler(self.pid, policy, os.sched_param(0))
            os.setpriority(os.PRIO_PROCESS, self.pid, 0 if turn is Turn.USUAL else _NICE)
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
