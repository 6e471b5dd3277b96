"""A small HTTP client for benchmarks: one connection, kept open, and no more work than needed."""

from __future__ import annotations

import socket
import time
from urllib.parse import quote, urlsplit


class Client:
    """One client of a server; where its address has no path, queries go to `/sparql`."""

    def __init__(self, url: str, timeout: float = 120) -> None:
        parts = urlsplit(url)
        self._path = parts.path if parts.path not in ("", "/") else "/sparql"
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._timeout = timeout
        self._socket: socket.socket | None = None

    def get(self, path: str, accept: str = "*/*", **headers: str) -> tuple[int, bytes, float]:
        """Return status, body and seconds; status 0 if the connection broke."""
        lines = [f"GET {path} HTTP/1.1", f"Host: {self._host}:{self._port}", f"Accept: {accept}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        begun = time.perf_counter()
        for fresh in (self._socket is None, True):
            if fresh:
                self._open()
            try:
                status, body = self._exchange(request)
            except (OSError, ValueError, IndexError):
                self.close()
                if fresh:
                    break
                continue
            return status, body, time.perf_counter() - begun
        return 0, b"", time.perf_counter() - begun

    def query(self, text: str, accept: str = "*/*", **headers: str):
        """Ask a SPARQL query by GET."""
        return self.get(f"{self._path}?query={quote(text)}", accept, **headers)

    def close(self) -> None:
        """End the connection."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _open(self) -> None:
        self.close()
        for _ in range(3):
            try:
                self._socket = socket.create_connection((self._host, self._port), self._timeout)
                break
            except OSError:
                time.sleep(0.05)
        if self._socket:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _exchange(self, request: bytes) -> tuple[int, bytes]:
        connection = self._socket
        if connection is None:
            raise OSError("not connected")
        connection.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more(connection)
        head, _, body = data.partition(b"\r\n\r\n")
        status = int(head.split(None, 2)[1])
        fields = head.lower()
        if b"content-length:" in fields:
            length = int(fields.split(b"content-length:")[1].split(b"\r\n")[0])
            parts, size = [body], len(body)
            while size < length:
                parts.append(self._more(connection))
                size += len(parts[-1])
            body = b"".join(parts)
        elif b"transfer-encoding: chunked" in fields:
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more(connection)
        if b"connection: close" in fields:
            self.close()
        return status, body

    @staticmethod
    def _more(connection: socket.socket) -> bytes:
        data = connection.recv(1 << 18)
        if not data:
            raise OSError("the server closed the connection")
        return data
