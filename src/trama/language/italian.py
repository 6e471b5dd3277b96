"""Italian text made comparable: accents folded, empty words left out, endings cut, letters in threes.

The stems are those of Snowball's Italian algorithm (https://snowballstem.org/algorithms/italian/).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

from trama.language.stemming import stem_of

# Articles, prepositions, conjunctions, pronouns, auxiliaries: written out, so that nothing that tells
# one objective from another is lost to somebody else's list.
_EMPTY_WORDS = """
a abbia abbiamo ad agli ai al all alla alle allo anche ancora aventi avere c che chi ci ciascun
ciascuna ciascuno cio coi col come con contro cosi cui d da dagli dai dal dall dalla dalle dallo
degli dei del dell della delle dello di dove due e ecc ed ente enti era es essere fino fra gia gli
ha hanno i il in inoltre io l la le lo loro ma mediante n ne negli nei nel nell nella nelle nello
non nonche nostra nostro o od ogni oltre ossia ove per perche piu poi presso propri propria proprie
proprio qual quale quali quanto quello quest questa queste questi questo qui s sara se senza si sia
siano sono sotto stesso su sua sue sugli sui sul sull sulla sulle sullo suo tale tali tra tramite
tutta tutte tutti tutto un una uno verso vi oggi ormai ora attualmente circa
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
# Words in which any two objectives are alike: how plans speak, not what they speak of.
_OFFICIALESE_WORDS = """
ambito attivita attraverso attuazione azione azioni base chiave citta comunale comunali comune
comuni definizione favorire finalizzata finalizzate finalizzati finalizzato fine garantire
implementazione interventi intervento metropolitana metropolitane metropolitani metropolitano milano
misura misure modo nuova nuove nuovi nuovo obiettivi obiettivo organizzare organizzazione
particolare politica politiche
potenziamento potenziare progetti progetto promozione promuovere realizzare realizzazione relativa
riferimento sviluppare sviluppo territori territoriale territoriali territorio
"""
_OFFICIALESE = frozenset(_OFFICIALESE_WORDS.split())
_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Return a text in small letters without accents, all apostrophes and quotes as spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    return re.sub(r"[’'`´ʼ«»“”\"]", " ", bare)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    found: list[str] = _WORD.findall(fold(text))
    return tuple(
        word for word in found if word not in _EMPTY and not (word.isdigit() and len(word) < 4)
    )


def words(text: str) -> list[str]:
    """Return the words of a text that mean something, folded, in order."""
    return list(_words(text))


def telling(text: str) -> list[str]:
    """Return the words of a text without those of which every plan is full."""
    return [word for word in _words(text) if word not in _OFFICIALESE]


def is_empty(word: str) -> bool:
    """Whether a folded word is an article, a preposition or the like."""
    return word in _EMPTY


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a folded word: `scolastiche` and `scolastico` have the same.

    Words that only look alike (`corsia`, `corsi`, `corse`) are kept apart by `false_friends_it.csv`.
    """
    return _false_friends().get(word) or stem_of(word, "it")


@cache
def _false_friends() -> dict[str, str]:
    table = files("trama.language").joinpath("false_friends_it.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return {fold(row["form"]): f"{fold(row['kept_as'])}." for row in rows}


def stems(text: str) -> list[str]:
    """Return the stems of the telling words of a text, in order."""
    return [stem(word) for word in telling(text)]


def grams(text: str, sizes: tuple[int, ...] = (3, 4, 5)) -> Iterator[str]:
    """Yield the runs of letters of the telling words, each word within its own bounds.

    `mobilita` gives `#mo`, `mob`, … `ta#`: words of one family share them where their stems differ.
    """
    for word in telling(text):
        bounded = f"#{word}#"
        for size in sizes:
            for start in range(len(bounded) - size + 1):
                yield bounded[start : start + size]
