"""What each package states, kept from one build to the next: only a package that changed is read again.

A part is what one package gives: its statements as lines, the names that it defines, and those that it
refers to. It is kept in the build folder by a hash of its files and of the programs that read them, and used
while the texts that it quotes are the same. What packages must be to each other is looked at among all
parts, each time; if anything is wrong, or cannot be read, all packages are read anew, and say what it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import RdfFormat, serialize

import trama
from trama.errors import SourceError, SourceProblems, TramaError
from trama.files import write_atomically
from trama.model.element import references
from trama.namespaces import Names
from trama.plans.package import CLAIMED, Package, misquoted, read_package
from trama.plans.statements import package_quads, texts_of
from trama.plans.text import SourceText
from trama.settings import Settings

_PROGRAMS = ("*.py", "language/**/*", "model/**/*", "office/**/*.py", "plans/**/*", "rdf/**/*.py")


class Spoilt(Exception):
    """What was kept cannot be used, and all packages are to be read."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What other packages, and those who build, must know of a package."""

    plan: str
    is_plan: bool
    names: list[tuple[str, str, bool]]
    """What it defines, in which file, and whether a plan may claim it beside a register."""
    passages: list[str]
    refers: list[str]
    text: str
    """The hash of its text, if it has one."""
    quotes: dict[str, str]
    """The plans whose texts it quotes, with the hashes of these."""


@dataclass(slots=True)
class Part:
    """A package as it is built from: kept, or read just now."""

    path: Path
    """Where it is kept, or will be."""
    facts: Facts
    package: Package | None = None
    texts: Mapping[str, SourceText] = field(default_factory=dict)

    def lines(self, names: Names) -> list[bytes]:
        """Return its statements as lines of N-Quads, and keep them if they were made just now.

        Raises Spoilt if they were kept and are not there as they were written.
        """
        if self.package is None:
            try:
                with self.path.open("rb") as file:
                    file.readline()
                    return zlib.decompress(file.read()).splitlines(keepends=True)
            except (OSError, zlib.error) as error:
                raise Spoilt from error
        quads = package_quads(self.package, names, texts=self.texts)
        written = serialize(quads, format=RdfFormat.N_QUADS) or b""
        lines = sorted(set(written.splitlines(keepends=True)))
        head = json.dumps(asdict(self.facts), ensure_ascii=False).encode()
        # Where nothing can be kept it is made anew each time.
        with contextlib.suppress(OSError, TramaError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.path, head + b"\n" + zlib.compress(b"".join(lines), 1))
        return lines


def read_parts(settings: Settings) -> list[Part]:
    """Return the parts of all packages of `graph/`, in order of name, those that changed read just now.

    Raises Spoilt if a package cannot be read, or they do not fit together: to say why, all must be read.
    """
    folder, programs = settings.build / "parts", _programs(settings.names)
    paths = sorted(path for path in (settings.root / "graph").iterdir() if path.is_dir())
    places = {path: folder / f"{_hash_of(path, programs)}.part" for path in paths}
    kept = {path: facts for path, place in places.items() if (facts := _kept(place))}
    read: dict[Path, Package] = {}
    while stale := _stale(paths, kept, read):
        for path in stale:
            kept.pop(path, None)
            try:
                read[path] = read_package(path, root=settings.root)
            except (SourceError, SourceProblems) as error:
                raise Spoilt from error
    texts = texts_of(read.values())
    parts = [
        Part(places[path], _facts(read[path], texts), read[path], texts)
        if path in read
        else Part(places[path], kept[path])
        for path in paths
    ]
    if not _fit([part.facts for part in parts]):
        raise Spoilt
    for package in read.values():
        if any(True for element in package.elements() for _ in misquoted(element, package, texts)):
            raise Spoilt
    return parts


def sweep(parts: list[Part]) -> None:
    """Remove what was kept of packages as they no longer are."""
    used = {part.path for part in parts}
    for folder in {path.parent for path in used}:
        for path in folder.glob("*.part"):
            if path not in used:
                path.unlink(missing_ok=True)


def _stale(paths: list[Path], kept: dict[Path, Facts], read: dict[Path, Package]) -> list[Path]:
    """The packages to read: those not kept, those that quote another text, and those they quote."""
    missing = [path for path in paths if path not in kept and path not in read]
    if missing:
        return missing
    plans = {facts.plan: path for path, facts in kept.items()}
    texts = {facts.plan: facts.text for facts in kept.values()}
    texts |= {p.plan: p.text.sha256 if p.text else "" for p in read.values()}
    quoting = [
        path
        for path, facts in kept.items()
        if any(texts.get(plan) != text for plan, text in facts.quotes.items())
    ]
    quoted = {plan for package in read.values() for plan in _quoted(package)}
    return sorted({*quoting, *(plans[plan] for plan in quoted if plan in plans)})


def _quoted(package: Package) -> set[str]:
    """The other plans that a package quotes."""
    quotes = (quote for e in package.elements() for quote in getattr(e, "evidence", ()))
    return {quote.plan for quote in quotes if quote.plan} - {package.plan}


def _facts(package: Package, texts: Mapping[str, SourceText]) -> Facts:
    plan, elements = package.plan, list(package.elements())
    return Facts(
        plan=plan,
        is_plan=package.is_plan,
        names=[(e.local(plan), e.file, isinstance(e, CLAIMED)) for e in elements if e.rdf_class],
        passages=[p.id for p in package.text.passages] if package.text else [],
        refers=sorted({r.local for e in elements for r in references(e, plan)}),
        text=package.text.sha256 if package.text else "",
        quotes={p: texts[p].sha256 if p in texts else "" for p in sorted(_quoted(package))},
    )


def _fit(parts: list[Facts]) -> bool:
    """Whether nothing is defined twice and nothing referred to is missing, as `check_references` says."""
    known: dict[str, str] = {}
    for part in parts:
        for name, here, claimed in part.names:
            if name in known and not (part.is_plan and claimed) and known[name] != here:
                return False
            known.setdefault(name, here)
        for passage in part.passages:
            known[f"{part.plan}/passage/{passage}"] = ""
    return all(name in known for part in parts for name in part.refers)


def _kept(path: Path) -> Facts | None:
    try:
        with path.open("rb") as file:
            told = json.loads(file.readline())
        told["names"] = [(name, here, claimed) for name, here, claimed in told["names"]]
        return Facts(**told)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _hash_of(folder: Path, programs: str) -> str:
    """The hash of a package's files by their names, and of the programs that read them."""
    made = hashlib.sha256(f"{programs} {folder.name}".encode())
    for path in _files(folder):
        made.update(f"\n{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return made.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.iterdir() if path.is_file())


def _programs(names: Names) -> str:
    """What the statements of a package depend on beside its files."""
    source = Path(trama.__file__).parent
    found = sorted({p for pattern in _PROGRAMS for p in source.glob(pattern) if p.is_file()})
    made = hashlib.sha256(f"{names.thing('').value} {ox.__version__}".encode())
    for path in found:
        if path.suffix != ".pyc":
            made.update(path.read_bytes())
    return made.hexdigest()
