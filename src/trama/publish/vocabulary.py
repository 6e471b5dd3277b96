"""The page of the vocabulary: its documentation in the frame of the site."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from trama import ontodoc
from trama.publish import rendering
from trama.publish.site import Site


def vocabulary_page(root: Path, site: Site) -> str:
    """Return the page that documents the vocabulary of a project's folder, in the language of the site."""
    return rendering.render("vocabulary.html", site, content=_content(root, site.lang))


@lru_cache(maxsize=4)
def vocabulary_files(root: Path) -> dict[str, bytes]:
    """Return the files of the ontology by name, which the page gives to download."""
    return ontodoc.sources(root)


@lru_cache(maxsize=4)
def _content(root: Path, lang: str) -> ontodoc.Content:
    return ontodoc.content(root, lang)
