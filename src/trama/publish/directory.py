"""What pages need to know of everything at once: how each thing is called, and all links by their ends.

It is a file that is made once of a release (`trama.publish.directoryfile`), which a page asks about what it shows: a
process holds what was asked for lately, and not the names of a country.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import threading
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from pyoxigraph import Literal, NamedNode, Triple

from trama.errors import StoreError
from trama.namespaces import RDF, RDFS, SKOS, TRAMA
from trama.network.links import Link, Quoted
from trama.publish.arrivals import Arrivals, count_arriving
from trama.publish.directoryfile import FILE, PROBE, as_text, write_directory
from trama.publish.named import Name
from trama.publish.suggestions import suggested
from trama.store import Store
from trama.store.release import kept_beside
from trama.store.tablefile import check, discard, opened

Key = TypeVar("Key")
Value = TypeVar("Value")
_FOLDER = "directory-1"
_NAMES, _LINKS = 20_000, 5_000
"""How many names and links a process holds at most, some kilobytes each ten."""
_AT_ONCE = 500
_LAST = "\U0010ffff"
_UNKNOWN = Name()
_NAMED = """
SELECT iri, labels, code, kinds FROM names WHERE iri IN (SELECT value FROM json_each(?))"""
_LINKED = """
SELECT id, iri, source, relation, target, basis, confidence, reasons FROM links
WHERE id IN (SELECT value FROM json_each(?))"""
_RELATED = """
SELECT link FROM joins WHERE iri = ? AND other IN (0, 1) AND arrives IN (0, 1) AND relation = ?
ORDER BY arrives, place"""
_LEAVING = """
SELECT COUNT(*) FROM joins WHERE iri = ? AND other IN (0, 1) AND arrives = 0 AND relation = ?"""
_AMONG = """
SELECT links.id FROM joins JOIN links ON links.id = joins.link
WHERE joins.iri = ?1 AND basis != 'Inferred'
  AND CASE WHEN target = ?1 THEN source ELSE target END IN (SELECT value FROM json_each(?2))
ORDER BY arrives, joins.relation, place"""
_FROM = """
SELECT relation, source FROM links
WHERE source IN (SELECT value FROM json_each(?2)) AND (target = ?1 OR source = ?1)"""
_SOURCES = """
SELECT DISTINCT source FROM joins JOIN links ON links.id = joins.link
WHERE joins.iri = ?1 AND other IN (0, 1) AND arrives IN (0, 1) AND joins.relation = ?2 AND target = ?1
ORDER BY source LIMIT ?3 OFFSET ?4"""
_PART = """
SELECT link FROM joins WHERE iri = ? AND other = ? ORDER BY arrives, relation, place LIMIT ? OFFSET ?"""
_WHOLE = """
SELECT link FROM joins WHERE iri = ? AND other != ? ORDER BY arrives, relation, place LIMIT ? OFFSET ?"""


class Directory:
    """The names of all things, all links, the links of each thing, and how each passage begins.

    It is asked, by any thread; what it answers with is the same as long as the release is.
    """

    def __init__(self, path: Path) -> None:
        """Open the file of a directory, which stays as it is; sqlite3.DatabaseError if it is none."""
        self._path = path
        self._reserve, self._lock = opened(path), threading.Lock()
        self._free: list[sqlite3.Connection] = []
        self._named: _Lately[str, Name] = _Lately(_NAMES)
        self._begun: _Lately[str, str] = _Lately(_LINKS)
        self._read: _Lately[int, Link] = _Lately(_LINKS)
        rows = self.ask("SELECT id, classes FROM kinds")
        self._kinds = {number: tuple(json.loads(classes)) for number, classes in rows}
        self.names: Mapping[str, Name] = _Asked(
            self, "SELECT iri FROM names ORDER BY iri", self._find_name
        )
        self.links: Mapping[str, Link] = _Asked(
            self, "SELECT iri FROM links ORDER BY iri", self._find_link
        )
        self.by_end: Mapping[str, Sequence[Link]] = _Asked(
            self, "SELECT iri FROM ends ORDER BY iri", self._find_end
        )

    def ask(self, text: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows that the file has for a query.

        Threads that ask at the same time have a connection each. Once the release is put away, and its file with it,
        those that find none open ask one after the other.
        """
        try:
            connection = self._free.pop()
        except IndexError:
            try:
                connection = opened(self._path)
            except sqlite3.OperationalError:
                with self._lock:
                    return self._reserve.execute(text, values).fetchall()
        try:
            return connection.execute(text, values).fetchall()
        finally:
            self._free.append(connection)

    @property
    def held(self) -> tuple[int, int]:
        """How many names and links the process holds of it."""
        return len(self._named), len(self._read)

    # Names

    def name(self, iri: str) -> Name:
        """How a thing is called; an empty name if nothing is known."""
        found = self._named.get(iri)
        if found is None:
            self.know((iri,))
            found = self._named.get(iri)
        return found or _UNKNOWN

    def know(self, iris: Iterable[str]) -> None:
        """Read the names of some things at once, which are about to be asked for."""
        wanted = [iri for iri in dict.fromkeys(iris) if self._named.get(iri) is None]
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            found = {
                iri: Name(json.loads(labels), code, self._kinds[kinds])
                for iri, labels, code, kinds in self.ask(_NAMED, (as_text(some),))
            }
            for iri in some:
                self._named.put(iri, found.get(iri, _UNKNOWN))

    def _find_name(self, iri: str) -> Name | None:
        found = self.name(iri)
        return None if found is _UNKNOWN else found

    def naming(self, iri: str) -> Iterator[Triple]:
        """The statements that give a thing its labels, code and classes."""
        name, node = self.name(iri), NamedNode(iri)
        is_link = TRAMA.Link.value in name.classes and iri in self.links
        for lang, label in name.labels.items():
            literal = Literal(label, language=lang) if lang else Literal(label)
            if not is_link:
                yield Triple(node, RDFS.label, literal)
        if name.code:
            yield Triple(node, SKOS.notation, Literal(name.code))
        for class_ in name.classes:
            yield Triple(node, RDF.type, NamedNode(class_))

    def beginning(self, iri: str) -> str:
        """How a passage begins; empty if it is none."""
        found = self._begun.get(iri)
        if found is None:
            rows = self.ask("SELECT words FROM beginnings WHERE iri = ?", (iri,))
            found = str(rows[0][0]) if rows else ""
            self._begun.put(iri, found)
        return found

    def first(self, beginning: str) -> str:
        """The first of the IRIs that begin so; empty if none does."""
        text = "SELECT MIN(iri) FROM names WHERE iri BETWEEN ? AND ?"
        return self.ask(text, (beginning, beginning + _LAST))[0][0] or ""

    def count(self, beginning: str) -> int:
        """How many things have IRIs that begin so."""
        text = "SELECT COUNT(*) FROM names WHERE iri BETWEEN ? AND ?"
        return int(self.ask(text, (beginning, beginning + _LAST))[0][0])

    def first_of(self, classes: Iterable[str]) -> dict[str, str]:
        """The first thing of each of some classes, by IRI; a class that nothing is of is left out."""
        text = "SELECT class, iri FROM firsts WHERE class IN (SELECT value FROM json_each(?))"
        return dict(self.ask(text, (as_text(list(classes)),)))

    def all_of(self, class_: str) -> list[str]:
        """All things of a class, in order of IRI; every name is gone through."""
        kinds = [number for number, classes in self._kinds.items() if class_ in classes]
        text = "SELECT iri FROM names WHERE kinds IN (SELECT value FROM json_each(?)) ORDER BY iri"
        return [iri for (iri,) in self.ask(text, (as_text(kinds),))]

    def suggest(
        self, words: Iterable[str], lang: str, *, within: str, most: int
    ) -> list[tuple[str, str]]:
        """Return what some folded words may mean, with its class; see `trama.publish.suggestions`."""
        return suggested(self.ask, words, lang, within=within, most=most)

    # Links

    def links_at(self, numbers: Sequence[int]) -> list[Link]:
        """Return links by their numbers in the file, in the order of these."""
        found: dict[int, Link] = {}
        wanted = []
        for number in numbers:
            link = self._read.get(number)
            if link is None:
                wanted.append(number)
            else:
                found[number] = link
        for start in range(0, len(wanted), _AT_ONCE):
            for row in self.ask(_LINKED, (as_text(wanted[start : start + _AT_ONCE]),)):
                found[row[0]] = link = _link(row)
                self._read.put(row[0], link)
        return [found[number] for number in numbers]

    def related(self, iri: str, relation: str) -> list[Link]:
        """Return the links of one relation that a thing has."""
        return self.links_at([number for (number,) in self.ask(_RELATED, (iri, relation))])

    def count_from(self, iri: str, relation: str) -> int:
        """How many links of one relation lead from a thing."""
        return int(self.ask(_LEAVING, (iri, relation))[0][0])

    def links_among(self, iri: str, others: Collection[str]) -> list[Link]:
        """Return the links of a thing, but for those inferred, at whose other end is one of some things."""
        return self.links_at([number for (number,) in self.ask(_AMONG, (iri, as_text([*others])))])

    def relations_from(self, iri: str, sources: Collection[str]) -> set[tuple[str, str]]:
        """The relations of a thing's links that come from some things, each with whence it comes."""
        return set(self.ask(_FROM, (iri, as_text([*sources])))) if sources else set()

    def links_quoting(self, beginning: str) -> list[Link]:
        """Return the links with evidence in passages whose IRIs begin so, in order of IRI."""
        text = "SELECT DISTINCT link FROM quotes WHERE iri BETWEEN ? AND ? ORDER BY link"
        rows = self.ask(text, (beginning, beginning + _LAST))
        return self.links_at([number for (number,) in rows])

    def sources(self, iri: str, relation: str, start: int, end: int) -> list[str]:
        """Return whence links of a relation lead to a thing, in order, from one place to before another."""
        return [source for (source,) in self.ask(_SOURCES, (iri, relation, end - start, start))]

    def arrivals(self, store: Store, iri: str) -> Arrivals:
        """Return what arrives at a thing; a store is asked for the counts, unless links lead to it by the hundred."""
        text = "SELECT own, others, arriving, counts FROM ends WHERE iri = ?"
        own, others, arriving, counts = next(iter(self.ask(text, (iri,))), (0, 0, "{}", None))
        told = {TRAMA.iri + relation: n for relation, n in json.loads(arriving).items()}
        known = json.loads(counts) if counts else None
        return Arrivals(
            count_arriving(store, iri) if known is None else {NamedNode(p): n for p, n in known},
            told,
            Links(self, iri, 0, own),
            Links(self, iri, 1, others),
        )

    def _find_link(self, iri: str) -> Link | None:
        found = self.ask("SELECT id FROM links WHERE iri = ?", (iri,))
        return self.links_at([found[0][0]])[0] if found else None

    def _find_end(self, iri: str) -> Sequence[Link] | None:
        found = self.ask("SELECT own + others FROM ends WHERE iri = ?", (iri,))
        return Links(self, iri, None, found[0][0]) if found else None


class Links(Sequence[Link]):
    """The links of a thing in order, or those of its own plan, or of others: read as they are looked at.

    Relations stand together, what was read before what was inferred, the surest first.
    """

    def __init__(self, directory: Directory, iri: str, other: int | None, count: int) -> None:
        self._directory, self._count = directory, count
        # There is no third part, so that what is not of it is all.
        self._text, self._of = (_WHOLE, 2) if other is None else (_PART, other)
        self._iri = iri

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Link: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Link]: ...
    def __getitem__(self, place: int | slice) -> Link | Sequence[Link]:
        chosen = range(self._count)[place]
        if isinstance(chosen, int):
            return self._some(chosen, chosen + 1)[0]
        if not chosen:
            return ()
        low, high = min(chosen[0], chosen[-1]), max(chosen[0], chosen[-1]) + 1
        found = self._some(low, high)
        return tuple(found[at - low] for at in chosen)

    def __iter__(self) -> Iterator[Link]:
        for start in range(0, self._count, _AT_ONCE):
            yield from self._some(start, start + _AT_ONCE)

    def _some(self, start: int, end: int) -> list[Link]:
        directory = self._directory
        rows = directory.ask(self._text, (self._iri, self._of, end - start, start))
        return directory.links_at([number for (number,) in rows])


class _Asked(Mapping[str, Value]):
    """A table of the file as a mapping by IRI, in order of it."""

    def __init__(
        self, directory: Directory, iris: str, find: Callable[[str], Value | None]
    ) -> None:
        self._directory, self._iris, self._find = directory, iris, find

    def __getitem__(self, iri: str) -> Value:
        found = self._find(iri)
        if found is None:
            raise KeyError(iri)
        return found

    def __iter__(self) -> Iterator[str]:
        return (iri for (iri,) in self._directory.ask(self._iris))

    def __len__(self) -> int:
        return len(self._directory.ask(self._iris))


class _Lately(Generic[Key, Value]):
    """What was read lately, up to a number: the older half goes when there is more."""

    def __init__(self, most: int) -> None:
        self._most = most // 2
        self._young: dict[Key, Value] = {}
        self._old: dict[Key, Value] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def get(self, key: Key) -> Value | None:
        """Return what is held, if it is."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: Key, value: Value) -> None:
        """Hold something."""
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        self._young[key] = value


def read_directory(store: Store, release: Path | None = None) -> Directory:
    """Return the directory of a store, made beside its release if it is not there.

    Without a release it is made in a temporary folder, which goes with it. A file that is broken, such as one cut
    short by a full disk, is made again. Raises StoreError if it cannot be.
    """
    if release is None:
        folder = tempfile.TemporaryDirectory(prefix="trama-directory-", ignore_cleanup_errors=True)
        path = Path(folder.name) / FILE
        write_directory(store, path)
        directory = Directory(path)
        weakref.finalize(directory, folder.cleanup)
        return directory
    for last in (False, True):
        path = directory_of(release, store)
        try:
            check(path, PROBE)
            return Directory(path)
        except sqlite3.DatabaseError as error:
            if last:
                raise StoreError("store.index-unreadable", path=path, reason=error) from error
            discard(path, PROBE)
    raise AssertionError


def directory_of(release: Path, store: Store) -> Path:
    """Return the file of the directory of a release, made if it is not there: whole, or not at all."""
    return (
        kept_beside(release.resolve(), _FOLDER, lambda out: write_directory(store, out / FILE))
        / FILE
    )


def _link(row: tuple[Any, ...]) -> Link:
    _, iri, source, relation, target, basis, confidence, reasons = row
    rationale, evidence, rests_on, rules = json.loads(reasons)
    return Link(
        *(iri, source, relation, target, basis, Decimal(confidence), rationale),
        evidence=tuple(Quoted(*quote) for quote in evidence),
        rests_on=tuple(rests_on),
        rules=tuple(rules),
    )
