"""XML that stays XML: what the engine writes of texts with characters that XML 1.0 has not, or would change."""

from __future__ import annotations

import re

from trama.errors import TramaError

# XML 1.0, section 2.2: no control characters but tab, line feed and carriage return, and neither U+FFFE nor U+FFFF.
_NONE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_LONGEST = 2


class NotXml(TramaError):
    """A text holds a character that XML 1.0 cannot hold, not even escaped."""


class XmlText:
    """XML in pieces, as an engine writes it: carriage returns are escaped, what XML cannot hold is refused.

    A reader of XML turns a bare carriage return into a line feed (section 2.11); `&#xD;` it keeps.
    """

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> bytes:
        """Return the next piece as it can be sent; NotXml if it cannot be XML."""
        data = self._kept + data
        # A character may be cut between two pieces.
        cut = data.rfind(b"\xef", max(0, len(data) - _LONGEST))
        self._kept = data[cut:] if cut >= 0 else b""
        data = data[:cut] if cut >= 0 else data
        if _NONE.search(data):
            raise NotXml("query.not-xml")
        return data.replace(b"\r", b"&#xD;")

    def end(self) -> bytes:
        """Return what is left at the end."""
        return self._kept


def xml_text(data: bytes) -> bytes:
    """Return whole XML as it can be sent; NotXml if it cannot be XML."""
    text = XmlText()
    return text.feed(data) + text.end()
