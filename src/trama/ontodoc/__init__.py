"""The ontology's documentation: its Turtle files go in, two self-contained HTML pages come out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from trama.errors import TramaError
from trama.files import write_atomically
from trama.ontodoc.page import FILES, Page
from trama.ontodoc.reading import read_ontology
from trama.ontodoc.shapes import read_named_shapes

__all__ = ["document", "write_documentation"]


def document(root: Path, homes: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """Return the files of the documentation by name: the pages, and the ontology to download.

    `root` holds the folders `ontology/` and `shapes/`. `homes` are the addresses, by language and seen
    from the pages, of the start page of the site that they are part of: they lead there and use its
    letters; without it they need nothing beside them. The same files give the same bytes. Raises
    SourceError if a file cannot be used.
    """
    ontology = read_ontology(root / "ontology")
    header = ontology.header
    shapes = read_named_shapes(root / "shapes", header.namespace, header.prefix)
    template = _environment().get_template("page.html")
    pages = {
        file: template.render(
            page=Page(ontology, shapes, lang), files=FILES, home=(homes or {}).get(lang, "")
        ).encode()
        for lang, file in FILES.items()
    }
    return pages | {name: (root / "ontology" / name).read_bytes() for name in ontology.files}


def write_documentation(root: Path, out: Path) -> tuple[Path, ...]:
    """Write the documentation into a folder, each file whole or not at all, and return the files.

    Nothing is written if a source cannot be used. Raises TramaError if the folder cannot be made.
    """
    files = document(root)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TramaError("file.no-folder", path=out, reason=error) from error
    for name, content in files.items():
        write_atomically(out / name, content)
    return tuple(out / name for name in files)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("trama.ontodoc"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
