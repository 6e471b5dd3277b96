"""Full-text search in Italian and English (see `trama.language.matching` for what a word finds).

The index is an SQLite file with FTS5, made from the store at the first need and kept beside it. The
same release gives the same index.
"""

from __future__ import annotations

import math
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pyoxigraph import NamedNode

from trama.errors import StoreError
from trama.language.italian import fold
from trama.language.matching import LANGUAGES, stems_of, terms_of
from trama.language.themes import Spoken, themes
from trama.namespaces import DCTERMS, OA, RDF, RDFS, SKOS, TRAMA
from trama.query.hits import Found
from trama.query.seek import seek
from trama.store import Store
from trama.store.release import kept_beside
from trama.store.select import select
from trama.store.tablefile import check, discard

_MENDING = threading.Lock()
_PROBE = "SELECT 1 FROM documents JOIN terms ON terms.rowid = id LIMIT 1"
_TITLES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.notation, TRAMA.acronym, DCTERMS.title)
_BODIES = (DCTERMS.description, TRAMA.note, TRAMA.purpose, TRAMA.mode, SKOS.scopeNote)
_RANKED = (*_TITLES, *_BODIES, OA.exact)
_IN_ORDER = "SELECT iri, rank, lang, text FROM said ORDER BY iri, subject, rank, whole"
_OF_KIND = "SELECT kind FROM kinds WHERE iri = ?"
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, iri TEXT, lang TEXT, kind TEXT, code TEXT, title TEXT, body TEXT);
CREATE VIRTUAL TABLE terms USING fts5(
  title_stems, title_words, body_stems, body_words, tokenize = 'ascii', detail = 'column');
CREATE TABLE spoken (iri TEXT, theme TEXT, words TEXT, telling INTEGER);
CREATE TABLE owners (passage TEXT PRIMARY KEY, objective TEXT) WITHOUT ROWID;
CREATE TEMP TABLE said (iri TEXT, subject TEXT, rank INTEGER, whole TEXT, lang TEXT, text TEXT);
CREATE TEMP TABLE kinds (iri TEXT, kind TEXT, PRIMARY KEY (iri, kind)) WITHOUT ROWID;
CREATE TEMP TABLE stated (passage TEXT, objective TEXT, PRIMARY KEY (passage, objective)) WITHOUT ROWID;
"""


def index_of(release: Path, store: Store) -> Path:
    """Return the index of a release, making it if need be: whole, or not at all."""
    folder = kept_beside(
        release.resolve(), "search-4", lambda out: build(store, out / "index.sqlite")
    )
    return folder / "index.sqlite"


def find(
    release: Path,
    store: Store,
    words: str,
    lang: str,
    *,
    limit: int = 20,
    offset: int = 0,
    seconds: float = math.inf,
    kind: str = "",
) -> Found:
    """Return what a release holds of some words, as `trama.query.seek` does, with its index made if need be.

    An index that is broken, such as one cut short by a full disk, is made again. Raises StoreError if it cannot be.
    """
    for last in (False, True):
        index = index_of(release, store)
        try:
            check(index, _PROBE)
            return seek(index, words, lang, limit=limit, offset=offset, seconds=seconds, kind=kind)
        except sqlite3.DatabaseError as error:
            if last:
                raise StoreError("store.index-unreadable", path=index, reason=error) from error
            with _MENDING:
                discard(index, _PROBE)
    raise AssertionError


def build(store: Store, path: Path) -> None:
    """Write the index of a store into a new file."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        for number, (iri, lang, kind, code, title, body) in enumerate(
            _documents(connection, store), start=1
        ):
            connection.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number, iri, lang, kind, code, title, body),
            )
            connection.execute(
                "INSERT INTO terms (rowid, title_stems, title_words, body_stems, body_words) "
                "VALUES (?, ?, ?, ?, ?)",
                (number, *terms_of(title, lang), *terms_of(body, lang)),
            )
            if lang == "it" and kind == TRAMA.StrategicObjective.value:
                connection.executemany(
                    "INSERT INTO spoken VALUES (?, ?, ?, ?)",
                    (
                        (iri, one.theme, one.words, one.telling)
                        for one in themes().spoken(f"{title}\n{body}")
                        if _is_said(one)
                    ),
                )
        connection.executemany("INSERT INTO owners VALUES (?, ?)", _owners(connection, store))
        connection.execute("COMMIT")
        connection.execute("INSERT INTO terms (terms) VALUES ('optimize')")
        connection.execute("VACUUM")
    except sqlite3.Error as error:
        raise StoreError("store.index-unwritable", reason=error) from error
    finally:
        connection.close()


def _documents(
    connection: sqlite3.Connection, store: Store
) -> Iterator[tuple[str, str, str, str, str, str]]:
    """The things worth finding, in order: all but links, quoted parts and the vocabulary's terms.

    What the store says is put in order on disk, so that memory does not grow with it.
    """
    connection.executemany("INSERT INTO said VALUES (?, ?, ?, ?, ?, ?)", _said(store))
    connection.executemany("INSERT OR IGNORE INTO kinds VALUES (?, ?)", _kinds(store))
    for iri, rows in groupby(connection.execute(_IN_ORDER), lambda row: row[0]):
        titles: dict[str, dict[str, None]] = defaultdict(dict)
        bodies: dict[str, dict[str, None]] = defaultdict(dict)
        code = ""
        for _, rank, own, text in rows:
            predicate = _RANKED[rank]
            for lang in [own] if own else LANGUAGES:
                if predicate in _TITLES:
                    titles[lang][text] = None
                elif predicate != OA.exact or lang == "it":
                    bodies[lang][text] = None
            if predicate in (SKOS.notation, TRAMA.acronym):
                code = text
        # What has an Italian name only, as a comune has, is called by it in English too.
        if "it" in titles and set(titles.get("en", ())) <= {code}:
            titles["en"] = {**titles["it"], **titles.get("en", {})}
        kinds = [kind for (kind,) in connection.execute(_OF_KIND, (iri,))]
        if not kinds:
            continue
        # The most telling class is seldom the most general, which every area has.
        kind = min(kinds, key=lambda kind: (kind == TRAMA.TerritorialArea.value, kind))
        for lang in sorted({*titles, *bodies}.intersection(LANGUAGES)):
            parts = list(titles.get(lang, ())), list(bodies.get(lang, ()))
            if lang == "en" and set(parts[0]) <= {code} and not parts[1]:
                continue
            yield iri, lang, kind, code, " · ".join(parts[0]), "\n".join(parts[1])


def _said(store: Store) -> Iterator[tuple[str, str, int, str, str, str]]:
    rank = {p: number for number, p in enumerate(_RANKED)}
    listed = " ".join(str(predicate) for predicate in rank)
    text = f"SELECT ?s ?p ?o WHERE {{ VALUES ?p {{ {listed} }} ?s ?p ?o FILTER(ISLITERAL(?o)) }}"
    for row in select(store, text):
        subject, literal = row["s"].value, row["o"]
        iri = subject.removesuffix("#quote")
        if _is_found(iri):
            yield (
                *(iri, subject, rank[row["p"]]),
                *(str(literal), literal.language or "", literal.value),
            )


def _kinds(store: Store) -> Iterator[tuple[str, str]]:
    for row in select(store, f"SELECT ?s ?kind WHERE {{ ?s {RDF.type} ?kind }}"):
        if isinstance(row["s"], NamedNode) and _is_found(row["s"].value):
            yield row["s"].value, row["kind"].value


def _is_found(iri: str) -> bool:
    """Whether a thing is one that is searched for."""
    return not (
        "/id/" not in iri
        or "/quote/" in iri
        or "/id/link/" in iri
        or "#" in iri
        or iri.endswith("/geometry")
    )


def _is_said(spoken: Spoken) -> bool:
    """Whether one word is truly one of a theme's: «particolare» has the stem of «particolato», and is not of the air."""
    if " " in spoken.words:
        return True
    phrases = themes().by_id[spoken.theme].phrases.values()
    ending = stems_of(spoken.words, "it")[-1]
    return any(
        stems_of(fold(word), "it")[-1] == ending
        for some in phrases
        for phrase in some
        for word in phrase.lstrip("!=").split()
    )


def _owners(connection: sqlite3.Connection, store: Store) -> Iterator[tuple[str, str]]:
    """Yield each passage that states one objective, with the objective: the two are one entry."""
    text = f"SELECT ?s ?p WHERE {{ ?s a {TRAMA.StrategicObjective} ; {TRAMA.statedIn} ?p }}"
    stated = ((row["p"].value, row["s"].value) for row in select(store, text))
    connection.executemany("INSERT OR IGNORE INTO stated VALUES (?, ?)", stated)
    yield from connection.execute(
        "SELECT passage, MIN(objective) FROM stated GROUP BY passage HAVING COUNT(*) = 1 ORDER BY passage"
    )
