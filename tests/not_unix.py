"""Run Trama as if the system were no Unix: what only Unix has is taken away before Trama is loaded.

`python not_unix.py ARGUMENTS` runs the command line; without arguments every module is imported and named.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import pathlib
import pkgutil
import signal
import socket
import subprocess  # noqa: F401  # the libraries' own use of Unix is decided when they are loaded
import sys
from typing import Any

import mcp.server.stdio  # noqa: F401
import platformdirs  # noqa: F401

MODULES = ("resource", "fcntl", "pwd", "grp", "syslog", "crypt")
OF_OS = ("fork", "forkpty", "killpg", "nice", "setsid", "getuid", "geteuid", "getgid", "getegid", "sysconf", "pidfd_open", "pread", "pwrite", "sched_setscheduler", "sched_param", "setpriority", "getpriority", "PRIO_PROCESS", "SCHED_IDLE", "SCHED_OTHER", "WNOHANG", "mkfifo", "chown", "getloadavg", "sendfile")  # fmt: skip
OF_SIGNAL = ("SIGKILL", "SIGHUP", "SIGCHLD", "SIGPIPE", "SIGUSR1", "SIGALRM", "alarm", "pidfd_send_signal")  # fmt: skip
OF_SOCKET = ("send_fds", "recv_fds", "MSG_DONTWAIT")


def no_link(self: pathlib.Path, target: object, target_is_directory: bool = False) -> None:
    raise OSError(1314, "A required privilege is not held by the client")


def no_handler(self: object, *arguments: object) -> None:
    raise NotImplementedError


def take_away() -> None:
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    for module, names in ((os, OF_OS), (signal, OF_SIGNAL), (socket, OF_SOCKET)):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    anything: Any = asyncio.SelectorEventLoop
    anything.add_signal_handler = no_handler
    path: Any = pathlib.Path
    path.symlink_to = no_link


def main() -> None:
    take_away()
    if sys.argv[1:]:
        from trama.cli import main as command

        command()
        return
    for package in ("ordito", "trama"):
        found = importlib.import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
                print(module.name)


if __name__ == "__main__":
    main()
