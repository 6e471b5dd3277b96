"""Texts held against others on all the processors there are, each beyond the first in a process of its own.

Run as a module it is such a process: what it is to do comes in, and what it found goes out, as pickles.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence

from trama.language.contrast import Contrast, Contrasts

EACH = 600
"""Texts that are worth a process: to start one takes as long as some hundreds of them."""

Found = dict[str, list[Contrast]]
Upper = tuple[Sequence[str], Sequence[str]]
"""The texts that others may pull against, and their places in their plans."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def against(contrasts: Contrasts, upper: Upper, texts: Sequence[str], most: int) -> Found:
    """Return what each text pulls against, on so many processors at most.

    `contrasts` are those of the texts and places `upper`. A process that fails leaves its texts out: who asks works
    them out then.
    """
    texts = list(dict.fromkeys(texts))
    parts = max(1, min(most, len(texts) // EACH))
    shares = [texts[number::parts] for number in range(parts)]
    others = [_start(upper, share) for share in shares[1:]]
    found = {text: contrasts.against(text) for text in shares[0]}
    for other in others:
        answer = other.stdout.read() if other.stdout else b""
        if other.wait() == 0:
            found.update(pickle.loads(answer))  # noqa: S301 - this program itself wrote it
    return found


def _start(upper: Upper, texts: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "trama.check.spread"]
    other = subprocess.Popen(  # noqa: S603 - this program itself
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    if other.stdin:
        try:
            with other.stdin as given:
                given.write(pickle.dumps((upper, list(texts))))
        except OSError:
            other.kill()
    return other


def main() -> None:
    """Do the share that comes in."""
    upper, texts = pickle.load(sys.stdin.buffer)  # noqa: S301 - this program itself wrote it
    contrasts = Contrasts(upper[0], places=upper[1])
    found: Found = {text: contrasts.against(text) for text in texts}
    sys.stdout.buffer.write(pickle.dumps(found))


if __name__ == "__main__":
    main()
