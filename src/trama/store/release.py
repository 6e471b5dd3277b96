"""Putting a build in place: whole or not at all.

A build is laid down beside the others and then becomes the current one by the renaming of one link,
which the system does at once or not at all. A build killed at any moment leaves the old one usable:

    build/releases/<version>/{dataset.nq, store/, manifest.json}
    build/current      -> releases/<version>
    build/dataset.nq   -> current/dataset.nq    (and store, manifest.json)

`current_of` says which it is; the links beside it are for people and other programs.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trama import __version__
from trama.errors import StoreError
from trama.messages import Message
from trama.store import create_store

if TYPE_CHECKING:  # reading a manifest needs nothing of the build
    from trama.build.dataset import Build

_MANIFEST = {"version": str, "quads": int, "graphs": dict, "classes": dict}
PARTS = ("dataset.nq", "manifest.json", "store")


def write_release(
    build: Build,
    folder: Path,
    progress: Callable[[Message], None] = lambda _: None,
    make_ready: Callable[[Path], None] = lambda _: None,
) -> dict[str, Any]:
    """Write a build into `folder`, make it the current one and return its manifest.

    `make_ready` makes of its folder what is kept beside it, before anybody serves it. Older releases stay; `trama.store.versions` says which. Raises StoreError if the folder cannot be written.
    """
    manifest = _manifest(build)
    try:
        releases = folder / "releases"
        releases.mkdir(parents=True, exist_ok=True)
        release = releases / manifest["version"]
        if any(not (release / part).exists() for part in PARTS):
            _lay_down(build, manifest, release, progress)
        make_ready(release)
        progress(Message("step.release"))
        _point(folder / "current", Path("releases", manifest["version"]))
        if (folder / "current").is_symlink():
            for part in PARTS:
                if not (folder / part).is_symlink():
                    _point(folder / part, Path("current", part))
        os.utime(release)
        _sweep(releases, newest=release.stat().st_mtime)
    except OSError as error:
        raise StoreError("store.unwritable", reason=error) from error
    return manifest


def current_of(folder: Path) -> Path:
    """Return the folder of the current release of a folder of builds; that folder itself if it has none."""
    pointer = folder / "current"
    if pointer.is_file():
        return folder / pointer.read_text(encoding="utf-8").strip()
    return pointer.resolve() if pointer.is_dir() else folder


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the current release.

    Raises StoreError if nothing was built yet, or the file is no manifest.
    """
    path = current_of(folder) / "manifest.json"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StoreError("store.not-built", folder=folder) from error
    manifest = _as_manifest(content)
    if manifest is None:
        raise StoreError("store.no-manifest", path=path)
    return manifest


def _as_manifest(content: bytes) -> dict[str, Any] | None:
    """Return a manifest, or None if that is none."""
    try:
        facts = json.loads(content)
    except ValueError:
        return None
    good = isinstance(facts, dict) and all(
        isinstance(facts.get(name), kind) for name, kind in _MANIFEST.items()
    )
    if not good or not all(isinstance(size, int) for size in facts["graphs"].values()):
        return None
    return dict(facts)


def dataset_of(folder: Path) -> Path:
    """Return the file with the statements of the current release.

    Raises StoreError if nothing is built, or the file is missing or has not as many lines as the build statements.
    """
    manifest, path = read_manifest(folder), current_of(folder) / "dataset.nq"
    if not path.is_file():
        raise StoreError("store.no-dataset", path=path)
    with path.open("rb") as file:
        found = sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))
    if found != manifest["quads"]:
        raise StoreError("store.cut-dataset", path=path, found=found, count=manifest["quads"])
    return path


def _manifest(build: Build) -> dict[str, Any]:
    told = {name: getattr(build, name) for name in ("quads", "graphs", "classes", "sources")}
    facts = {"trama": __version__, "dataset_sha256": _hash(build.nquads), **told}
    version = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]
    return {"version": version, **facts}


def _hash(nquads: bytes | Path) -> str:
    if isinstance(nquads, bytes):
        return hashlib.sha256(nquads).hexdigest()
    with nquads.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lay_down(
    build: Build, manifest: dict[str, Any], release: Path, progress: Callable[[Message], None]
) -> None:
    staging = Path(tempfile.mkdtemp(prefix=".staging-", dir=release.parent))
    try:
        progress(Message("step.dataset"))
        if isinstance(build.nquads, bytes):
            (staging / "dataset.nq").write_bytes(build.nquads)
        else:
            shutil.copyfile(build.nquads, staging / "dataset.nq")
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        (staging / "manifest.json").write_text(text + "\n", encoding="utf-8")
        progress(Message("step.store"))
        create_store(staging / "store", staging / "dataset.nq")
        staging.chmod(0o755)
        if release.exists():
            # Of a version that was put away only the dumps are left. It is not the current one.
            for part in PARTS:
                if not (release / part).exists():
                    (staging / part).rename(release / part)
        else:
            staging.rename(release)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _point(link: Path, target: Path) -> None:
    """Make `link` lead to `target` in one step, whatever it led to before.

    Where links may not be made, as on most Windows machines, a file with the target's name does it.
    """
    temporary = link.with_name(f".{link.name}-{os.getpid()}")
    temporary.unlink(missing_ok=True)
    try:
        temporary.symlink_to(target)
    except (OSError, NotImplementedError):
        temporary.write_text(target.as_posix(), encoding="utf-8")
    os.replace(temporary, link)


def _sweep(releases: Path, *, newest: float) -> None:
    """Remove what killed builds left more than an hour before the newest release."""
    for path in releases.glob(".*"):
        if newest - path.stat().st_mtime > 3600:
            shutil.rmtree(path, ignore_errors=True)


_ELSEWHERE: dict[tuple[Path, int], Path] = {}
_MAKING: dict[tuple[Path, int], threading.Lock] = {}


def kept_beside(release: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder kept in a release, made whole or not at all by `make` if it is not there.

    Where the release cannot be written to, a temporary folder serves for the life of the process.
    """
    kept = release / name
    if kept.is_dir():
        return kept
    with _MAKING.setdefault((kept, os.getpid()), threading.Lock()):
        return _kept_beside(kept, name, make)


def _kept_beside(kept: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Make the folder, unless another thread was quicker; another process may still be."""
    release = kept.parent
    if kept.is_dir():
        return kept
    if (kept, os.getpid()) in _ELSEWHERE:
        return _ELSEWHERE[kept, os.getpid()]
    times = release.stat()
    try:
        staging = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=release))
    except OSError:
        staging = Path(tempfile.mkdtemp(prefix=f"trama-{name}-"))
        make(staging)
        _ELSEWHERE[kept, os.getpid()] = staging
        return staging
    try:
        make(staging)
        staging.chmod(0o755)
        try:
            staging.rename(kept)
        except OSError:
            if not kept.is_dir():  # Another process was not quicker: something is wrong.
                raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        # Releases are pruned by age, and keeping a dump makes none younger.
        os.utime(release, ns=(times.st_atime_ns, times.st_mtime_ns))
    return kept


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the dataset that can still be had."""

    version: str
    folder: Path
    manifest: dict[str, Any]
    current: bool


def releases(build: Path, version: str) -> list[Release]:
    """Return the versions kept in a build folder, the one in use (`version`) first, then the newest."""
    found = [
        path for path in (build / "releases").glob("[!.]*") if (path / "manifest.json").is_file()
    ]
    found.sort(key=lambda path: (path.name != version, -path.stat().st_mtime, path.name))
    return [
        Release(
            path.name,
            path,
            manifest,
            path.name == version,
        )
        for path in found
        if (manifest := _as_manifest((path / "manifest.json").read_bytes()))
    ]
