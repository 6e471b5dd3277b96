"""Where Trama finds its sources and keeps its build, the base of its IRIs, and how it serves."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trama.errors import TramaError
from trama.namespaces import DEFAULT_BASE, Names
from trama.options import (
    PARTS,
    CheckOptions,
    Given,
    QueryOptions,
    ServerOptions,
    StoreOptions,
    read_options,
)

FILE = "trama.toml"
_BASE = re.compile(r"https?://[^\s<>\"{}|\\^`/]+/(?:[^\s<>\"{}|\\^`]*[/#])?")
_MARKERS = ("graph", "ontology", "shapes", "queries")
# Where an installed package has what a checkout has in its folders.
_PACKAGED = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run.

    `root` holds the folders `graph/`, `ontology/`, `shapes/` and `queries/`; `build` is where
    `trama build` writes; `base` is the base of the IRIs of things and graphs; `server`, `query`
    and `check` say how the dataset is served, and `store` where it is asked and what stays of it. `given`
    lists those that can be set, with their origins.
    """

    root: Path
    build: Path
    base: str = DEFAULT_BASE
    server: ServerOptions = field(default_factory=ServerOptions)
    query: QueryOptions = field(default_factory=QueryOptions)
    check: CheckOptions = field(default_factory=CheckOptions)
    store: StoreOptions = field(default_factory=StoreOptions)
    given: tuple[Given, ...] = ()

    @property
    def is_packaged(self) -> bool:
        """Whether the sources are those that come with the installed package, not a checkout's."""
        return self.root == _PACKAGED

    @property
    def names(self) -> Names:
        """The IRIs under this base."""
        return Names(self.base)


def load_settings(environment: dict[str, str] | None = None) -> Settings:
    """Return the settings that `trama.toml` and the environment give.

    The file is the one that TRAMA_CONFIG names, or `trama.toml` in the root, if it is there.
    Without TRAMA_ROOT, the root is the nearest folder upwards of the working directory, or of this
    file, that looks like a Trama checkout, and else what came with the package: then the settings file
    is that of the working directory, and builds are kept in the user's cache. Raises TramaError if
    there is none, or a setting is wrong.
    """
    env = dict(os.environ) if environment is None else environment
    root = Path(env["TRAMA_ROOT"]).resolve() if env.get("TRAMA_ROOT") else _find_root()
    if not _is_root(root):
        raise TramaError("settings.folders", folders=", ".join(_MARKERS), root=root)
    facts, file = _read_file(root, env.get("TRAMA_CONFIG", ""))
    kept = _cache() if root == _PACKAGED else root / "build"
    base, base_origin = _top("base", DEFAULT_BASE, facts, env, file)
    if not _BASE.fullmatch(base):
        where = "TRAMA_BASE" if base_origin == "TRAMA_BASE" else f"{file}: base"
        raise TramaError("settings.base", where=where, base=base)
    build, build_origin = _top("build", str(kept), facts, env, file)
    given = [
        Given("base", base, DEFAULT_BASE, base_origin, "Base of the IRIs of things and graphs"),
        Given("build", build, str(kept), build_origin, "Folder of the builds"),
    ]
    parts = {}
    for part in PARTS:
        parts[part], listed = read_options(part, facts.get(part, {}), env, file)
        given += listed
    folder = Path(build) if build_origin == "TRAMA_BUILD" else root / build
    return Settings(
        root,
        folder,
        base,
        parts["server"],
        parts["query"],
        parts["check"],
        parts["store"],
        tuple(given),
    )


def _top(
    name: str, default: str, facts: dict[str, Any], env: dict[str, str], file: str
) -> tuple[str, str]:
    """Return a setting outside the tables, and its origin."""
    if env.get(f"TRAMA_{name.upper()}"):
        return env[f"TRAMA_{name.upper()}"], f"TRAMA_{name.upper()}"
    if name not in facts:
        return default, "default"
    if not isinstance(facts[name], str):
        raise TramaError("settings.text", file=file, name=name, value=facts[name])
    return facts[name], file


def _read_file(root: Path, chosen: str) -> tuple[dict[str, Any], str]:
    """Return what the settings file holds, and its name; nothing if there need be none."""
    path = Path(chosen) if chosen else (Path.cwd() if root == _PACKAGED else root) / FILE
    if not chosen and not path.is_file():
        return {}, FILE
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TramaError("settings.unreadable", path=path, reason=error) from error
    except ValueError as error:
        raise TramaError("settings.not-toml", path=path, reason=error) from error
    for name, value in facts.items():
        if name not in ("base", "build", *PARTS):
            raise TramaError("settings.nowhere", path=path, name=name)
        if name in PARTS and not isinstance(value, dict):
            raise TramaError("settings.table", path=path, name=name)
    return facts, path.name


def _find_root() -> Path:
    for start in (Path.cwd(), Path(__file__).resolve()):
        for folder in (start, *start.parents):
            if _is_root(folder):
                return folder
    if _is_root(_PACKAGED):
        return _PACKAGED
    raise TramaError("settings.no-root")


def _is_root(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in _MARKERS)


def _cache() -> Path:
    """Where builds of the packaged sources are kept: elsewhere as soon as these are others."""
    from platformdirs import user_cache_path

    facts = sorted(
        f"{path.relative_to(_PACKAGED).as_posix()} {(stat := path.stat()).st_size} {stat.st_mtime_ns}"
        for path in _PACKAGED.rglob("*")
        if path.is_file()
    )
    name = hashlib.sha256("\n".join(facts).encode()).hexdigest()[:12]
    return user_cache_path("trama", appauthor=False) / name
