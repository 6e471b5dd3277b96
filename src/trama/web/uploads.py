"""What somebody sends to be checked stays in memory, and so does what comes back; there is an end to it.

Bodies are held in memory by the server, each to a size and all at once to `ROOM` of the longest, and so are the answers
that wait for their clients; here the files of a form are read into memory too, where Werkzeug would lay long ones on disk.
"""

from __future__ import annotations

import io
from typing import IO

from flask import Request

PREFIX = "/verifica"
ROOM = 20
_MOST = 400_000_000
# A form carries the plan in base64, and the decisions beside it.
_BESIDE = 1_000_000


def longest(size: int) -> int:
    """Return how long a request may be that sends a plan of so many bytes."""
    return size * 3 // 2 + _BESIDE


def room_of(most: int) -> int:
    """Return how many bytes of bodies, each of so many at most, may be in memory at once."""
    return max(most, min(ROOM * most, _MOST))


def longest_of(size: int, otherwise: int, path: str) -> int:
    """Return how long the body of a request to a path may be: a plan of so many bytes, or otherwise."""
    return max(longest(size), otherwise) if is_private(path) else otherwise


def is_private(path: str) -> bool:
    """Whether what is sent to a path, and comes back from it, may be on no disk."""
    return path.startswith(PREFIX)


class InMemoryRequest(Request):
    """A request whose files are read into memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()
