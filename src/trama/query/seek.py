"""Search as people mean it: the words themselves, what plans call the same thing, and any of the words at last.

«Case popolari» finds what the plan says of «edilizia residenziale pubblica»: a text is found by its own words, or by a
theme that both it and the question speak of (`language/themes_it.csv`), and then the words that led there are told. An
objective and the passages that state it are one entry.
"""

from __future__ import annotations

import contextlib
import math
import re
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trama.language.italian import fold
from trama.language.matching import highlight, words_of
from trama.language.themes import themes
from trama.namespaces import SKOS, TRAMA
from trama.query.evaluation import LimitReached
from trama.query.everyday import in_plans_words
from trama.query.hits import STEPS, Found, Hit, around, match_of

_WORD = re.compile(r"\w+")
_OBJECTIVE = TRAMA.StrategicObjective.value
_PASSAGE = TRAMA.Passage.value
_CONCEPT = SKOS.Concept.value
_TOLD = 3
_ALL = """
SELECT d.iri, d.kind, d.code, bm25(terms, 8.0, 6.0, 2.0, 1.0), o.objective
FROM terms JOIN documents AS d ON d.id = terms.rowid LEFT JOIN owners AS o ON o.passage = d.iri
WHERE terms MATCH ? AND d.lang = ?"""
_SPOKEN = "SELECT iri, words, telling FROM spoken WHERE theme = ? ORDER BY telling DESC, iri"
_SHOWN = "SELECT kind, code, title, body, lang FROM documents WHERE iri = ? ORDER BY lang != ?"


@dataclass(slots=True)
class _Entry:
    """Something found by a part of the question: how well, through which words, and in which passages.

    It has the words of its `own`, and `whole` unless they only begin so.
    """

    rank: float = 0.0
    led: dict[str, None] = field(default_factory=dict)
    by: dict[str, None] = field(default_factory=dict)
    own: bool = False
    whole: bool = False
    coded: bool = False


_Entries = dict[str, _Entry]


def seek(
    index: Path,
    words: str,
    lang: str,
    *,
    limit: int = 20,
    offset: int = 0,
    seconds: float = math.inf,
    kind: str = "",
) -> Found:
    """Return what holds all the words or speaks of the same, the best first; if nothing does, any of them.

    `kind`, the IRI of a class, keeps what is of that class. Raises QueryError if there are no words, or far too
    many, and LimitReached if finding them takes more than `seconds`.
    """
    sought = words_of(words, lang)
    until = time.monotonic() + seconds
    address = f"{index.as_uri()}?mode=ro&immutable=1"
    with contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
        connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)
        try:
            return _found(_Seeker(connection, words, lang), sought, (limit, offset), kind)
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise LimitReached("time", seconds) from None
            raise


def _found(seeker: _Seeker, sought: list[str], page: tuple[int, int], kind: str) -> Found:
    parts = [seeker.part(part) for part in _parts(sought, seeker.words)]
    entries = _together(parts)
    loose = not seeker.worth(entries) and len(parts) > 1
    if loose:
        entries = _any(parts, entries)
    order = sorted(entries, key=lambda iri: seeker.order(iri, entries[iri]))
    kinds = Counter(seeker.kinds[iri] for iri in order)
    chosen = [iri for iri in order if kind in ("", seeker.kinds[iri])]
    limit, offset = page
    hits = tuple(seeker.hit(iri, entries[iri]) for iri in chosen[offset : offset + limit])
    told = Counter(word for iri in order if not entries[iri].whole for word in entries[iri].led)
    instead = tuple(seeker.spelt.get(word, word) for word, _ in told.most_common(2 * _TOLD))
    counted = tuple(sorted(kinds.items(), key=lambda one: (-one[1], one[0])))
    return Found(hits, len(chosen), counted, instead, loose)


def _parts(sought: Sequence[str], words: str) -> list[tuple[str, ...]]:
    """The words in parts that are looked for each as one: a theme's phrase, or a single word."""
    left = dict.fromkeys(sought)
    phrases = {tuple(words_of(one.words, "it")) for one in themes().spoken(words)}
    found: list[tuple[str, ...]] = []
    for phrase in sorted(phrases, key=lambda each: (-len(each), each)):
        if len(phrase) > 1 and all(word in left for word in phrase):
            found.append(phrase)
            for word in phrase:
                del left[word]
    # What a whole question says in everyday words is not taken apart either.
    rest = tuple(left)
    if len(rest) > 1 and in_plans_words(" ".join(rest)):
        return [*found, rest]
    return [*found, *((word,) for word in rest)]


def _together(parts: Sequence[_Entries]) -> _Entries:
    """What every part found."""
    common = set.intersection(*(set(part) for part in parts))
    return {iri: _joined([part[iri] for part in parts]) for iri in common}


def _any(parts: Sequence[_Entries], before: _Entries) -> _Entries:
    """What any part found; what more of them found is better."""
    every = dict(before)
    for iri in {iri for part in parts for iri in part} - before.keys():
        found = [part[iri] for part in parts if iri in part]
        entry = _joined(found)
        entry.rank -= 1_000 * (len(found) - 1)
        every[iri] = entry
    return every


def _joined(entries: Sequence[_Entry]) -> _Entry:
    return _Entry(
        sum(one.rank for one in entries),
        {word: None for one in entries for word in one.led},
        {passage: None for one in entries for passage in one.by},
        all(one.own for one in entries),
        all(one.whole for one in entries),
        any(one.coded for one in entries),
    )


class _Seeker:
    """One question to an index, with what is known of the things it finds."""

    def __init__(self, connection: sqlite3.Connection, words: str, lang: str) -> None:
        self._ask = connection.execute
        self.words, self._lang = words, lang
        self.kinds: dict[str, str] = {}
        # The words that led to what is shown, as the plan writes them: accents and all.
        self.spelt: dict[str, str] = {}

    def part(self, part: tuple[str, ...]) -> _Entries:
        """Return what a part of the question finds: by its words, its themes, or in the words of the plan."""
        found = self._held(part, self._lang)
        phrase = " ".join(part)
        for spoken in themes().spoken(phrase):
            if set(words_of(spoken.words, "it")) != set(part):
                continue
            spoken_of = self._ask(_SPOKEN, (spoken.theme,)).fetchall()
            # What is for a theme, if anything is; what only touches on it would bury that.
            most = max((telling for _, _, telling in spoken_of), default=0)
            for iri, told, telling in spoken_of:
                if telling < most:
                    continue
                if iri not in found:
                    found[iri] = _Entry(rank=100.0)
                    self.kinds.setdefault(iri, _OBJECTIVE)
                if not found[iri].whole:
                    found[iri].led[told] = None
        # Below what a theme finds: a programme or a result has no theme, and the plan's words for it alone.
        for written in in_plans_words(phrase):
            for iri, held in self._held(tuple(words_of(written, "it")), "it").items():
                if iri not in found:
                    entry = found[iri] = held
                    entry.own = entry.whole = False
                    entry.led[written] = None
                    entry.rank += 150.0
        return found

    def _held(self, part: tuple[str, ...], lang: str) -> _Entries:
        """What holds all the words of a part; a passage that states one objective is that objective's."""
        found: dict[str, _Entry] = defaultdict(_Entry)
        code = self.words.strip().casefold()
        whole = {
            objective or iri
            for iri, _, _, _, objective in self._ask(
                _ALL, (match_of(list(part), lang, whole=True), lang)
            )
        }
        for iri, kind, own, rank, objective in self._ask(_ALL, (match_of(list(part), lang), lang)):
            key = objective or iri
            entry = found[key]
            entry.own, entry.whole = True, key in whole
            entry.rank = min(entry.rank, rank)
            if key != iri:
                entry.by[iri] = None
                self.kinds.setdefault(key, _OBJECTIVE)
            else:
                self.kinds[key] = kind
                entry.coded = entry.coded or own.casefold() == code
        return dict(found)

    def worth(self, entries: _Entries) -> bool:
        """Whether something is found that the plan says: a concept has only the words of a thesaurus."""
        return any(self.kinds[iri] != _CONCEPT for iri in entries)

    def order(self, iri: str, entry: _Entry) -> tuple[object, ...]:
        """Return what entries are sorted by, the best first."""
        kind = self.kinds[iri]
        return (
            not entry.coded,
            kind == _PASSAGE if entry.coded else kind == _CONCEPT,
            not entry.whole,
            # What only begins so («bus», Bussero) comes after what speaks of it.
            not entry.led,
            entry.rank,
            iri,
        )

    def hit(self, iri: str, entry: _Entry) -> Hit:
        """Return an entry as it is shown, with the passage that tells most."""
        shown = self._ask(_SHOWN, (iri, self._lang)).fetchone()
        kind, code, title, body, lang = shown or (self.kinds[iri], "", "", "", self._lang)
        marked = self.words if entry.whole else " ".join((self.words, *entry.led))[:500]
        parts = list(highlight(body, marked, lang))
        if not any(part.found for part in parts):
            for passage in self._passages(entry):
                told = list(highlight(passage, marked, "it"))
                if any(part.found for part in told):
                    parts = told
                    break
        led = () if entry.whole else tuple(self._spell(iri, word) for word in [*entry.led][:_TOLD])
        return Hit(
            iri, kind, code, tuple(highlight(title, marked, lang)), tuple(around(parts)), led
        )

    def _spell(self, iri: str, words: str) -> str:
        """Return words without accents as the Italian text of a thing has them; as they are if it has not."""
        if words not in self.spelt:
            row = self._ask(_SHOWN, (iri, "it")).fetchone()
            text = f"{row[2]} {row[3]}" if row else ""
            forms = {fold(one): one for one in _WORD.findall(text)}
            spelt = [forms.get(one, one) for one in words.split()]
            # Together with what stands between them, as in «qualità dell'aria».
            whole = re.search(r"\W+".join(map(re.escape, spelt)), text)
            self.spelt[words] = (whole[0] if whole else " ".join(spelt)).lower()
        return self.spelt[words]

    def _passages(self, entry: _Entry) -> Iterator[str]:
        for passage in entry.by:
            row = self._ask(_SHOWN, (passage, "it")).fetchone()
            if row:
                yield row[3]
