"""What a process may take, as its system can bound it; Windows, which has no `resource`, bounds nothing."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

try:
    import resource
except ImportError:  # not a Unix
    resource = None  # type: ignore[assignment]

# Linux leaves so much between the stack and what else is mapped (mm/util.c), and a little more.
_STACK = 120 << 20


def bound_memory(more: int) -> None:
    """Let this process map that many bytes more than it has now, where the system tells how many."""
    if resource and sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        size = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (size, resource.RLIM_INFINITY))


def unbound_memory() -> None:
    """Let this process map as much as there is."""
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def write_nothing() -> None:
    """Hold this process to files of no bytes."""
    if resource:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def leave_no_core() -> None:
    """Have this process leave no picture of its memory when it dies."""
    if resource:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_files() -> None:
    """Let this process have as many files open as it may: each connection is one."""
    if resource:
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def deepen_stack() -> None:
    """Let the stack of this process and of its children grow, for long chains of operators need much of it."""
    if resource:
        hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
        if hard == resource.RLIM_INFINITY or hard >= _STACK:
            resource.setrlimit(resource.RLIMIT_STACK, (_STACK, hard))
