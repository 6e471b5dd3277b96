"""Reading RDF files, with the place of whatever is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from trama.errors import SourceError


def read_turtle(path: Path, *, shown: str) -> Iterator[Quad]:
    """Yield the triples of a Turtle file, with blank nodes kept apart from other files'.

    Raises SourceError with file and line if it is not Turtle or not UTF-8.
    """
    return _read(path, RdfFormat.TURTLE, "Turtle", shown)


def read_nquads(path: Path, *, shown: str) -> Iterator[Quad]:
    """Yield the quads of an N-Quads file; SourceError with file and line if it is not N-Quads."""
    return _read(path, RdfFormat.N_QUADS, "N-Quads", shown)


def _read(path: Path, format: RdfFormat, name: str, shown: str) -> Iterator[Quad]:
    try:
        yield from parse(path.read_bytes(), format=format, rename_blank_nodes=True)
    except SyntaxError as error:
        raise SourceError(
            "rdf.invalid", form=name, reason=error.msg, path=shown, line=error.lineno
        ) from None
    except (OSError, ValueError) as error:
        raise SourceError("file.unreadable", reason=error, path=shown) from error
