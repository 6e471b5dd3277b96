"""Opening a ZIP file that a stranger sent, without trusting what it says of itself."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from trama.errors import SourceError
from trama.messages import Message

MAX_MEMBERS = 2_000
MAX_UNPACKED = 60_000_000
_PIECE = 1 << 16


@contextmanager
def open_archive(content: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP file; SourceError if it is none, or holds too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise SourceError("archive.not-whole", reason=error, path=name) from error
    with archive:
        if len(archive.infolist()) > MAX_MEMBERS:
            raise SourceError("archive.too-many", most=MAX_MEMBERS, path=name)
        yield archive


def pieces(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[bytes]:
    """Yield a member's bytes a piece at a time, however large it says it is.

    Raises SourceError when they pass the limit, or are damaged.
    """
    read = 0
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                read += len(piece)
                if read > MAX_UNPACKED:
                    reason = Message("file.larger-than-limit", member=member, bytes=MAX_UNPACKED)
                    raise SourceError(reason, path=name)
                yield piece
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        struct.error,
        KeyError,
    ) as error:
        raise SourceError("archive.damaged", member=member, reason=error, path=name) from error


def read_member(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """Return the bytes of a member; SourceError as `pieces` raises it."""
    return b"".join(pieces(archive, member, name))
