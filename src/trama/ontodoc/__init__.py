"""The ontology's documentation: its Turtle files go in, two self-contained HTML pages come out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from trama.errors import TramaError
from trama.files import write_atomically
from trama.ontodoc.page import FILES, Page
from trama.ontodoc.reading import Ontology, read_ontology
from trama.ontodoc.shapes import Shape, read_named_shapes

__all__ = ["Content", "content", "document", "sources", "write_documentation"]


@dataclass(frozen=True, slots=True)
class Content:
    """The documentation in one language, for a page of a site that has a frame of its own; its parts are HTML."""

    title: str
    description: str
    lead: Markup
    contents: str
    sections: str
    files: tuple[str, ...]


def content(root: Path, lang: str) -> Content:
    """Return the documentation without a frame; the Turtle files that it names stand beside it.

    `root` holds the folders `ontology/` and `shapes/`. Raises SourceError if a file cannot be used.
    """
    page = Page(*_read(root), lang)
    environment = _environment()
    header = page.header
    return Content(
        title=page.plain(header.titles),
        description=page.plain(header.descriptions),
        lead=page.prose(header.descriptions),
        contents=environment.get_template("contents.html").render(page=page),
        sections=environment.get_template("sections.html").render(page=page),
        files=tuple(page.ontology.files),
    )


def document(root: Path) -> dict[str, bytes]:
    """Return the files of the documentation by name: pages that need nothing else, and the ontology.

    `root` holds the folders `ontology/` and `shapes/`. The same files give the same bytes. Raises
    SourceError if a file cannot be used.
    """
    ontology, shapes = _read(root)
    template = _environment().get_template("page.html")
    pages = {
        file: template.render(page=Page(ontology, shapes, lang), files=FILES).encode()
        for lang, file in FILES.items()
    }
    return pages | sources(root)


def sources(root: Path) -> dict[str, bytes]:
    """Return the files of the ontology by name, as they are; SourceError if one cannot be used."""
    ontology, _ = _read(root)
    return {name: (root / "ontology" / name).read_bytes() for name in ontology.files}


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


def _read(root: Path) -> tuple[Ontology, tuple[Shape, ...]]:
    ontology = read_ontology(root / "ontology")
    header = ontology.header
    return ontology, read_named_shapes(root / "shapes", header.namespace, header.prefix)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("trama.ontodoc"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
