#!/usr/bin/env python3
"""Set up Trama in this checkout and run it, or its tests: `python3 dev.py serve`, `python3 dev.py test`.

It needs Python 3.11 or later and nothing else: a virtual environment with the locked dependencies is
made in `.venv` the first time, and again whenever the lock changes.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
USAGE = "usage: python3 dev.py serve [--host H] [--port P] | test [pytest arguments] | setup"


def main() -> int:
    """Run one command and return its exit status."""
    command, *arguments = sys.argv[1:] or ["help"]
    if command == "serve":
        set_up("requirements.lock")
        for step in (["build"], ["validate"], ["serve", *arguments]):
            status = run("trama", *step)
            if status:
                return status
        return 0
    if command == "test":
        set_up("requirements-dev.lock")
        find_browser()
        checks = (["ruff", "format", "--check"], ["ruff", "check"], ["mypy"])
        failed = [check for check in checks if not arguments and run(*check)]
        return run("pytest", *arguments) or bool(failed)
    if command == "setup":
        set_up("requirements-dev.lock")
        return 0
    print(USAGE)
    return 0 if command in ("help", "-h", "--help") else 2


def set_up(lock: str) -> None:
    """Make the virtual environment, unless it already holds what the lock says."""
    stamp = VENV / f".{lock}.sha256"
    wanted = hashlib.sha256((ROOT / lock).read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("setting up .venv (this takes a minute, once)", flush=True)
    check(sys.executable, "-m", "venv", str(VENV), hint="on Debian: apt install python3-venv")
    pip = [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    check(*pip, "--require-hashes", "-r", str(ROOT / lock))
    check(*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(wanted)


def find_browser() -> None:
    """Install Chromium where that can be done unasked; the browser tests say if it is missing."""
    found = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    may_install = shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0
    if not found and may_install:
        print("installing Chromium for the browser tests (once)", flush=True)
        for step in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(["apt-get", *step], stdout=subprocess.DEVNULL, env=quiet)


def check(*command: str, hint: str = "") -> None:
    """Run a command that must succeed."""
    if subprocess.run(command, cwd=ROOT).returncode:
        sys.exit(f"dev.py: «{' '.join(command[:4])} …» failed{'; ' + hint if hint else ''}")


def run(tool: str, *arguments: str) -> int:
    """Run a tool of the virtual environment and return its exit status."""
    try:
        return subprocess.run([str(BIN / tool), *arguments], cwd=ROOT).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("dev.py: Trama needs Python 3.11 or later")
    sys.exit(main())
