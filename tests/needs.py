"""What a test needs of the machine: where it is missing a test is skipped, and in CI it fails.

`dev.py test` installs as root what it can, so in continuous integration nothing is missing that an
install would have spared; elsewhere the run ends with a list of what was skipped and why.
"""

from __future__ import annotations

import os
import shutil

import pytest


def program(*names: str, what: str) -> str:
    """Return the path of the first of some programs that is there; `what` names it to people."""
    for name in names:
        if path := shutil.which(name):
            return path
    missing(what)
    raise AssertionError("unreachable")


def missing(what: str) -> None:
    """Skip the test for want of something; in CI, where it can be installed, fail it."""
    reason = f"there is no {what} on this machine"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}, and dev.py test could have installed it")
    pytest.skip(reason)
