"""Reading XML from strangers: a stream of events, without document types, entities or depth to fall into.

Expat calls back; `Events` turns that round. A document type is refused outright, as it is the way to
external and self-multiplying entities (https://owasp.org/www-community/vulnerabilities/XML_External_Entity_(XXE)_Processing).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast
from xml.parsers import expat

from trama.errors import SourceError
from trama.messages import Message

MAX_DEPTH = 100
MAX_ELEMENTS = 3_000_000

Event = tuple[str, str, object, int]


class Events:
    """The events of an XML document that is fed in pieces: `start`, `text` and `end`.

    An event has its kind, the tag without its namespace, a value and a line. A start has its attributes,
    those of a namespace by `namespace name`; a text has its words.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._found: list[Event] = []
        self._depth = 0
        self._elements = 0
        self.namespace = ""

    @property
    def line(self) -> int:
        """The line that the parser has come to."""
        return self._parser.CurrentLineNumber

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Yield the events of the next piece; expat.ExpatError if it is not XML."""
        self._parser.Parse(piece, False)
        yield from self._take()

    def close(self) -> Iterator[Event]:
        """Yield what is left at the end; expat.ExpatError if the document is not whole."""
        self._parser.Parse(b"", True)
        yield from self._take()

    def _take(self) -> list[Event]:
        found, self._found = self._found, []
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if not self._depth:
            self.namespace = namespace
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SourceError("xml.too-deep", most=MAX_DEPTH, line=self.line)
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise SourceError("xml.too-many", most=MAX_ELEMENTS, line=self.line)
        self._found.append(("start", tag, attributes, self.line))

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._found.append(("end", name.rpartition(" ")[2], "", self.line))

    def _text(self, words: str) -> None:
        self._found.append(("text", "", words, self.line))

    def _doctype(self, *_: object) -> None:
        reason = Message("xml.entity")
        raise SourceError(reason, line=self.line)


def start_of(value: object) -> dict[str, str]:
    """Return the attributes of a start event."""
    return cast("dict[str, str]", value)
