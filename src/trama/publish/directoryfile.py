"""The file that a directory is asked of: names, links by their ends, and what may be suggested, as an SQLite database.

It is made once of a release, from what the store gives in any order, sorted on disk: memory does not grow with the dataset.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from trama.errors import StoreError
from trama.namespaces import DCTERMS, RDF, RDFS, SKOS, TRAMA
from trama.network.links import (
    BY_RULE,
    RESTS_ON,
    Link,
    Quoted,
    joined,
    told_evidence,
    told_links,
    told_rests,
)
from trama.publish.arrivals import count_arriving, plan_of
from trama.publish.named import Name, beginning
from trama.publish.suggestions import SUGGESTIONS, write_suggestions
from trama.store import Store
from trama.store.select import select

FILE = "directory.sqlite"
PROBE = "SELECT 1 FROM names JOIN whole LIMIT 1"
"""What can be asked of a file that is whole; the table `whole` comes last."""
CROWD = 100
"""From how many links on what arrives at a thing is counted once for a release, and not again for each page."""
_QUOTED = "SELECT ?s ?exact WHERE { ?s oa:hasSelector/oa:exact ?exact }"
_LABELS = (RDFS.label, SKOS.prefLabel, DCTERMS.title)
_CODE, _CLASS = 3, 4
_NAMING = (*_LABELS, SKOS.notation, RDF.type)
_SCHEMA = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -65536;
CREATE TABLE names (iri TEXT PRIMARY KEY, labels TEXT, code TEXT, kinds INTEGER) WITHOUT ROWID;
CREATE TABLE kinds (id INTEGER PRIMARY KEY, classes TEXT UNIQUE);
CREATE TABLE firsts (class TEXT PRIMARY KEY, iri TEXT) WITHOUT ROWID;
CREATE TABLE beginnings (iri TEXT PRIMARY KEY, words TEXT) WITHOUT ROWID;
CREATE TABLE links (
  id INTEGER PRIMARY KEY, iri TEXT UNIQUE, source TEXT, relation TEXT, target TEXT, basis TEXT, confidence TEXT,
  reasons TEXT);
CREATE TABLE quotes (iri TEXT, link INTEGER, PRIMARY KEY (iri, link)) WITHOUT ROWID;
CREATE TABLE ends (
  iri TEXT PRIMARY KEY, own INTEGER, others INTEGER, arriving TEXT, counts TEXT) WITHOUT ROWID;
CREATE TABLE joins (
  iri TEXT, other INTEGER, arrives INTEGER, relation TEXT, place INTEGER, link INTEGER,
  PRIMARY KEY (iri, other, arrives, relation, place)) WITHOUT ROWID;
{SUGGESTIONS}
CREATE TEMP TABLE said (iri TEXT, what INTEGER, lang TEXT, text TEXT);
CREATE TEMP TABLE evidence (link TEXT, mark TEXT, exact TEXT, iri TEXT);
CREATE TEMP TABLE rests (link TEXT, relation TEXT, value TEXT);
CREATE TEMP TABLE told (
  iri TEXT PRIMARY KEY, source TEXT, relation TEXT, target TEXT, basis TEXT, confidence TEXT, rationale TEXT)
  WITHOUT ROWID;
"""
_ENDS = """
SELECT iri, arrives, relation, source, target, link FROM (
  SELECT source AS iri, 0 AS arrives, relation, source, target, basis, confidence, id AS link FROM links
  UNION ALL SELECT target, 1, relation, source, target, basis, confidence, id FROM links WHERE source != target)
ORDER BY iri, arrives, relation, basis = 'Inferred', CAST(confidence AS REAL) DESC, link"""
"""Relations together, what was read before what was inferred, the surest first."""


def write_directory(store: Store, path: Path) -> None:
    """Write the file of a store's directory; StoreError if it cannot be written."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        _read(connection, store)
        _name(connection)
        _link(connection)
        _join(connection, store)
        write_suggestions(connection)
        connection.execute("CREATE TABLE whole (number INTEGER)")
        connection.execute("INSERT INTO whole VALUES (1)")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise StoreError("store.index-unwritable", reason=error) from error
    finally:
        connection.close()


def as_text(value: Any) -> str:
    """Return a value as the file has it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read(connection: sqlite3.Connection, store: Store) -> None:
    """What the store says, as it comes."""
    connection.executemany("INSERT INTO said VALUES (?, ?, ?, ?)", _said(store))
    quoted = ((row["s"].value, beginning(row["exact"].value)) for row in select(store, _QUOTED))
    connection.executemany("INSERT OR REPLACE INTO beginnings VALUES (?, ?)", quoted)
    connection.executemany(
        "INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *(link.iri, link.source, link.relation, link.target, link.basis),
                *(str(link.confidence), as_text(link.rationale)),
            )
            for link in told_links(store)
        ),
    )
    evidence = ((iri, quote.mark, quote.exact, quote.iri) for iri, quote in told_evidence(store))
    connection.executemany("INSERT INTO evidence VALUES (?, ?, ?, ?)", evidence)
    connection.executemany("INSERT INTO rests VALUES (?, ?, ?)", told_rests(store))


def _said(store: Store) -> Iterator[tuple[str, int, str, str]]:
    for what, predicate in enumerate(_NAMING):
        for row in select(store, f"SELECT ?s ?o WHERE {{ ?s {predicate} ?o }}"):
            subject, term = row["s"], row["o"]
            if not isinstance(subject, NamedNode):
                continue
            if what >= _CODE:
                yield subject.value, what, "", term.value
            elif isinstance(term, Literal):
                yield subject.value, what, term.language or "", term.value


def _name(connection: sqlite3.Connection) -> None:
    kinds: dict[str, int] = {}
    firsts: dict[str, str] = {}

    def names() -> Iterator[tuple[str, str, str, int]]:
        said = connection.execute("SELECT iri, what, lang, text FROM said ORDER BY iri, rowid")
        for iri, rows in groupby(said, lambda row: row[0]):
            labels: dict[str, tuple[int, str]] = {}
            classes: set[str] = set()
            code = ""
            for _, what, lang, text in rows:
                if what == _CLASS:
                    classes.add(text)
                elif what == _CODE:
                    code = text
                else:
                    labels[lang] = min((what, text), labels.get(lang, (what, text)))
            for each in classes:
                firsts.setdefault(each, iri)
            called = {lang: text for lang, (_, text) in sorted(labels.items())}
            listed = as_text(sorted(classes))
            yield iri, as_text(called), code, kinds.setdefault(listed, len(kinds))

    connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", names())
    kinds.setdefault("[]", len(kinds))
    connection.executemany("INSERT INTO kinds (classes, id) VALUES (?, ?)", kinds.items())
    connection.executemany("INSERT INTO firsts VALUES (?, ?)", sorted(firsts.items()))
    connection.execute("DROP TABLE said")


def _link(connection: sqlite3.Connection) -> None:
    ask = connection.cursor().execute
    listed = "SELECT labels, code FROM names WHERE iri = ?"

    @lru_cache(maxsize=20_000)
    def named(iri: str) -> Name:
        labels, code = ask(listed, (iri,)).fetchone() or ("{}", "")
        return Name(json.loads(labels), code)

    def called(iri: str, lang: str) -> str:
        name = named(iri)
        return name.label(lang) or name.code or iri.rpartition("/")[2]

    (nothing,) = ask("SELECT id FROM kinds WHERE classes = '[]'").fetchone()
    for number, link in enumerate(_links(connection), start=1):
        reasons = [
            link.rationale,
            [[quote.mark, quote.exact, quote.iri] for quote in link.evidence],
            link.rests_on,
            link.rules,
        ]
        ask(
            "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(number, link.iri, link.source, link.relation, link.target, link.basis),
                *(str(link.confidence), as_text(reasons)),
            ),
        )
        for quote in link.evidence:
            ask("INSERT OR IGNORE INTO quotes VALUES (?, ?)", (quote.iri, number))
        relation = named(TRAMA.iri + link.relation)
        labels = {
            lang: " – ".join(
                (
                    called(link.source, lang),
                    relation.label(lang) or link.relation,
                    called(link.target, lang),
                )
            )
            for lang in ("it", "en")
        }
        ask(
            "INSERT INTO names VALUES (?, ?, '', ?) "
            "ON CONFLICT (iri) DO UPDATE SET labels = excluded.labels, code = ''",
            (link.iri, as_text(labels), nothing),
        )
    connection.execute("CREATE INDEX between_two ON links (source, target)")


def _links(connection: sqlite3.Connection) -> Iterator[Link]:
    """All links with their reasons, in order of IRI."""
    evidence = _Beside(connection.execute("SELECT * FROM evidence ORDER BY link"))
    rests = _Beside(connection.execute("SELECT * FROM rests ORDER BY link"))
    for iri, source, relation, target, basis, confidence, rationale in connection.execute(
        "SELECT * FROM told ORDER BY iri"
    ):
        told = Link(
            *(iri, source, relation, target, basis, Decimal(confidence), json.loads(rationale))
        )
        reasons = set(rests.of(iri))
        yield joined(
            told,
            {Quoted(mark, exact, passage) for mark, exact, passage in evidence.of(iri)},
            {value for kind, value in reasons if kind == RESTS_ON},
            {value for kind, value in reasons if kind == BY_RULE},
        )


class _Beside:
    """Rows that begin with a key, in order of it, read beside other rows in the same order."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, key: str) -> list[tuple[Any, ...]]:
        """Return the rest of the rows of a key; those of keys before it are passed over."""
        found = []
        while self._next and self._next[0] <= key:
            if self._next[0] == key:
                found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found


def _join(connection: sqlite3.Connection, store: Store) -> None:
    """The links by their ends, and what of them arrives there."""
    ask = connection.cursor().execute
    known = "SELECT 1 FROM names WHERE iri = ?"
    for iri, rows in groupby(connection.execute(_ENDS), lambda row: row[0]):
        plan = plan_of(iri)
        plan = plan if plan and ask(known, (plan.rstrip("/"),)).fetchone() else ""
        sizes, arriving = [0, 0], set()
        for place, (_, arrives, relation, source, target, link) in enumerate(rows):
            other = int(bool(plan) and source != iri and not source.startswith(plan))
            sizes[other] += 1
            if target == iri:
                arriving.add((relation, source))
            ask(
                "INSERT INTO joins VALUES (?, ?, ?, ?, ?, ?)",
                (iri, other, arrives, relation, place, link),
            )
        told = as_text(Counter(relation for relation, _ in arriving))
        counts = None
        if sum(sizes) > CROWD:
            counts = as_text([[p.value, n] for p, n in count_arriving(store, iri).items()])
        ask("INSERT INTO ends VALUES (?, ?, ?, ?, ?)", (iri, *sizes, told, counts))
