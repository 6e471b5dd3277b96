"""Where Trama finds its sources and keeps its build, and the base of its IRIs."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from trama.errors import TramaError
from trama.namespaces import DEFAULT_BASE, Names

_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`/]+/(?:[^\s<>\"{}|\\^`]*[/#])?")
_MARKERS = ("graph", "ontology", "shapes", "queries")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run.

    `root` holds the folders `graph/`, `ontology/`, `shapes/` and `queries/`; `build` is where
    `trama build` writes; `base` is the base of the IRIs of things and graphs.
    """

    root: Path
    build: Path
    base: str = DEFAULT_BASE

    @property
    def names(self) -> Names:
        """The IRIs under this base."""
        return Names(self.base)


def load_settings(environment: dict[str, str] | None = None) -> Settings:
    """Return the settings that the environment gives: TRAMA_ROOT, TRAMA_BUILD, TRAMA_BASE.

    Without TRAMA_ROOT, the nearest folder upwards of the working directory, or of this file, that
    looks like a Trama checkout. Raises TramaError if there is none, or the base is
    no IRI.
    """
    env = dict(os.environ) if environment is None else environment
    base = env.get("TRAMA_BASE") or DEFAULT_BASE
    if not _BASE.fullmatch(base):
        raise TramaError(f"TRAMA_BASE must be an http(s) IRI that ends in '/' or '#': {base!r}")
    root = Path(env["TRAMA_ROOT"]).resolve() if env.get("TRAMA_ROOT") else _find_root()
    if not _is_root(root):
        raise TramaError(f"TRAMA_ROOT must hold the folders {', '.join(_MARKERS)}: '{root}'")
    build = Path(env["TRAMA_BUILD"]) if env.get("TRAMA_BUILD") else root / "build"
    return Settings(root=root, build=build, base=base)


def _find_root() -> Path:
    for start in (Path.cwd(), Path(__file__).resolve()):
        for folder in (start, *start.parents):
            if _is_root(folder):
                return folder
    raise TramaError(
        "no folder with graph/, ontology/, shapes/ and queries/ was found; "
        "run trama inside its checkout or set TRAMA_ROOT"
    )


def _is_root(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in _MARKERS)
