"""What workers write to standard error, passed on a little at a time, so that nobody can flood the log."""

from __future__ import annotations

import sys
import threading
import time
from typing import IO

MOST = 20
EVERY = 60.0
_LINE = 500


def pass_on(pipe: IO[bytes], out: IO[str] | None = None) -> threading.Thread:
    """Pass the lines of a pipe on to standard error, `MOST` of them in `EVERY` seconds, until it ends.

    Returns the thread that does it, already started. The next line that is passed on says how many were not.
    """
    thread = threading.Thread(target=_read, args=(pipe, out), name="complaints", daemon=True)
    thread.start()
    return thread


def _read(pipe: IO[bytes], out: IO[str] | None) -> None:
    begun, count, left_out = time.monotonic(), 0, 0
    with pipe:
        while line := pipe.readline(_LINE):
            now = time.monotonic()
            if now - begun > EVERY:
                begun, count = now, 0
            if count >= MOST:
                left_out += 1
                continue
            count += 1
            text = line.decode("utf-8", "replace").rstrip()
            more = f" ({left_out} lines before it are left out)" if left_out else ""
            left_out = 0
            try:
                print(f"trama worker: {text}{more}", file=out or sys.stderr, flush=True)
            except OSError:
                # The log's disk may be full; the queries go on.
                continue
