"""The site of documentation, which comes with the package and is built into a checkout (`src/docsite`)."""

from __future__ import annotations

from pathlib import Path

from trama.settings import Settings


def folder_of(settings: Settings) -> Path | None:
    """Return the folder of the built documentation, with one of each language in it; None if none is built."""
    root = settings.root
    for folder in (root / "documentation", root / "build" / "documentation"):
        if (folder / "it" / "index.html").is_file():
            return folder
    return None
