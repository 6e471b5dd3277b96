"""The build held against the shapes, from what was found of the build before.

What a validation finds is kept in its release. The next one compares the two datasets line by line, and
asks only about what the difference can affect (`ordito.revalidate`); its report is that of the whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Quad, RdfFormat

import ordito
from ordito import Graph, OrditoError
from trama.errors import TramaError
from trama.files import write_atomically
from trama.namespaces import RDFS
from trama.settings import Settings
from trama.store.release import current_of, read_manifest, releases
from trama.validate.data import current_data
from trama.validate.shapes import Report, read_shapes, told, validate

_MOST = 0.2
"""The share of statements that may have changed, beyond which the whole is asked anew."""


@dataclass(frozen=True, slots=True)
class _Before:
    """What was found of an earlier build, with the labels of what it was found of, and that build's file."""

    report: ordito.Report
    labels: dict[str, str]
    dataset: Path


def validate_build(settings: Settings, *, whole: bool = False) -> Report:
    """Validate the current build, in part if an earlier one was validated against the same shapes.

    With `whole` nothing that was found before is used. Raises StoreError as `current_data` does, and
    TramaError if the shapes cannot be used.
    """
    shapes = read_shapes(settings.root / "shapes")
    graph, name = Graph(shapes), f"validated-{_key(settings.root / 'shapes')}.json"
    changed = before = None
    if not whole:
        before = _before(settings, name, graph)
        changed = _changed(settings, before) if before else None
    if before is None or changed is None:
        report = validate(current_data(settings), shapes)
    else:
        report = _again(settings, before, changed, graph, shapes)
    _keep(report, current_of(settings.build), name)
    return report


def _again(
    settings: Settings, before: _Before, changed: list[Quad], graph: Graph, shapes: list[Quad]
) -> Report:
    data = current_data(settings, in_store=True)
    try:
        found = ordito.revalidate(data.ask, graph, before.report, changed, written=data.written)
    except OrditoError as error:
        raise TramaError("shapes.unusable", reason=error) from error
    renamed = {q.subject.value for q in changed if q.predicate == RDFS.label}  # type: ignore[union-attr]
    labels = {node: label for node, label in before.labels.items() if node not in renamed}
    return told(found, data, graph, shapes, labels=labels)


def _key(folder: Path) -> str:
    """What the results depend on beside the data: the shapes, and the programs that read them."""
    programs = (Path(ordito.__file__).parent, Path(__file__).parent)
    files = [
        *sorted(folder.glob("*.ttl")),
        *(path for program in programs for path in sorted(program.glob("*.py"))),
    ]
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return hashlib.sha256("".join((ox.__version__, *hashes)).encode()).hexdigest()[:16]


def _before(settings: Settings, name: str, graph: Graph) -> _Before | None:
    """The newest validation that can be taken up, that of the current build first."""
    for release in releases(settings.build, read_manifest(settings.build)["version"]):
        dataset = release.folder / "dataset.nq"
        if not _is_as_built(dataset, release.manifest):
            continue
        try:
            kept = json.loads((release.folder / name).read_text(encoding="utf-8"))
            report = ordito.take_up(kept["report"], graph)
            return _Before(report, dict(kept["labels"]), dataset)
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def _is_as_built(dataset: Path, manifest: dict[str, object]) -> bool:
    try:
        with dataset.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == manifest["dataset_sha256"]
    except (OSError, KeyError):
        return False


def _changed(settings: Settings, before: _Before) -> list[Quad] | None:
    """The statements by which the current build differs from another; None if they are too many."""
    manifest = read_manifest(settings.build)
    current = current_of(settings.build) / "dataset.nq"
    if before.dataset.resolve() == current.resolve():
        return []
    if not _is_as_built(current, manifest):
        return None
    lines = []
    for line in _difference(before.dataset, current):
        lines.append(line)
        if len(lines) > _MOST * manifest["quads"]:
            return None
    return list(ox.parse(b"".join(lines), format=RdfFormat.N_QUADS))


def _difference(old: Path, new: Path) -> Iterator[bytes]:
    """The lines of two files in order that are in one of them only."""
    with old.open("rb") as first, new.open("rb") as second:
        one, other = next(first, b""), next(second, b"")
        while one or other:
            if one == other:
                one, other = next(first, b""), next(second, b"")
            elif one and (not other or one < other):
                yield one
                one = next(first, b"")
            else:
                yield other
                other = next(second, b"")


def _keep(report: Report, release: Path, name: str) -> None:
    """Keep what was found in its release; where that cannot be written to, it is found anew next time."""
    labels = {result.focus: result.label for result in report.results}
    kept = {"report": ordito.keep(report.found, report.graph), "labels": labels}
    try:
        times = release.stat()
        manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
        if (release / name).exists() or not _is_as_built(release / "dataset.nq", manifest):
            return
        for path in release.glob("validated-*.json"):
            path.unlink()
        write_atomically(release / name, json.dumps(kept, ensure_ascii=False).encode())
        # Releases are put away by age, and being validated makes none younger.
        os.utime(release, ns=(times.st_atime_ns, times.st_mtime_ns))
    except (OSError, ValueError, TramaError):
        return
