"""Framed messages between the server and its workers."""

from __future__ import annotations

import json
import socket
import struct

from trama.messages import Message

HEAD = struct.Struct("!IB")
LENGTH = struct.Struct("!I")
DATA, LAST, ERROR = b"DLE"


def receive(connection: socket.socket, size: int) -> bytes:
    """Return that many bytes; EOFError if the other side is gone."""
    parts, missing = [], size
    while missing:
        part = connection.recv(min(missing, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        missing -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def send(connection: socket.socket, kind: int, content: bytes) -> None:
    """Send one frame."""
    connection.sendall(HEAD.pack(len(content), kind) + content)


def error_content(kind: str, error: BaseException, **more: float) -> bytes:
    """Return the content of a frame that tells an error."""
    told = getattr(error, "message", None)
    said = told if isinstance(told, Message) else Message(str(error))
    return json.dumps({"kind": kind, "message": said.packed(), **more}).encode()
