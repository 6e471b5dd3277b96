"""Mending the words of a page: ligatures, letter-spacing, hyphens, words broken by a narrow cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

import snowballstemmer
from spellchecker import SpellChecker

from trama.model.dup import MISSIONS, PROGRAMMES

_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u200b": "", "\ufeff": "", "\u2011": "-",
        "\u2028": "\n", "\u2029": "\n",
    }
)  # fmt: skip
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# An Italian word does not end in f: what follows it is a syllable whose ligature was lost.
_LOST = re.compile(
    r"\b(?!(?:[Ss]taff|[Oo]ff|[Kk]ickoff|[Bb]rief|[Gg]olf|[Ss]urf|[Ss]elf|[Hh]alf|[Cc]hief|[Pp]roof|rtf|pdf|of|if)\b)[^\W\d_]+f [a-zàèéìòù]{2,}"
)
# Words that end in a consonant are few.
_CLOSED = frozenset(
    [
        "il",
        "lo",
        "un",
        "del",
        "dal",
        "al",
        "nel",
        "sul",
        "col",
        "con",
        "per",
        "in",
        "non",
        "ed",
        "ad",
        "od",
        "dell",
        "all",
        "nell",
        "sull",
        "dall",
        "un",
        "quel",
        "bel",
        "gran",
        "san",
        "ogni",
        "sport",
        "bar",
        "web",
        "smart",
        "green",
        "housing",
        "welfare",
    ]
)
# Endings that are hardly ever words of a plan by themselves.
_ENDINGS = frozenset(
    [
        "mento",
        "menti",
        "mente",
        "zione",
        "zioni",
        "bile",
        "bili",
        "tore",
        "tori",
        "trice",
        "sione",
        "sioni",
        "tivo",
        "tiva",
        "tivi",
        "tive",
        "nale",
        "nali",
        "ta",
        "te",
        "ti",
        "to",
        "re",
    ]
)
_stem = snowballstemmer.stemmer("italian").stemWord


def mended(text: str) -> str:
    """Return text with whole letters for ligatures and letter-spaced words closed up."""
    if text.isascii() and "  " not in text and not _SPACED.search(text):
        return text
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    return _SPACED.sub(_close, text)


def _close(found: re.Match[str]) -> str:
    return found[0].replace(" ", "")


def close_words(text: str) -> str:
    """Return one heading whose words were set with a space after each letter, two between words.

    «O B I E T T I V I   S T R A T E G I C I» is «OBIETTIVI STRATEGICI».
    """
    words = re.split(r"\s{2,}", text)
    if len(words) > 1 and all(_SPACED.fullmatch(word) or len(word) == 1 for word in words):
        return " ".join(word.replace(" ", "") for word in words)
    return text


def lost_letters(text: str) -> list[str]:
    """Return stretches of a text in which letters are missing for good, such as «Ef icienza»."""
    found = [match[0] for match in _LOST.finditer(text)]
    # A sign of a symbol font that stands alone is a bullet.
    return found + re.findall(
        r"\S*[^\W\d_][\ufffd\ue000-\uf8ff]\S*|\S*[\ufffd\ue000-\uf8ff][^\W\d_]\S*", text
    )


class Vocabulary:
    """The words that a document is known to have whole, and those of Italian budgets and plans."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._words = set(_common())
        self._hyphened: set[str] = set()
        self._stems: set[str] | None = None
        for text in texts:
            self.learn(text)

    def learn(self, text: str) -> None:
        """Take the words of a text for whole ones."""
        self._words.update(_LETTERS.findall(text.lower().replace("’", "'")))
        self._hyphened.update(re.findall(r"\w+-\w+", text.lower()))
        self._stems = None

    def known(self, word: str, *, stems: bool = True) -> bool:
        """Whether a word, or one of its stem, was seen."""
        plain = word.lower().replace("’", "'").strip('.,;:()«»"“”')
        if plain in self._words:
            return True
        parts = plain.split("'")
        if len(parts) > 1 and len(parts[-1]) > 2 and parts[-1] in self._words:
            return True
        if not stems or len(plain) < 5:
            return False
        if self._stems is None:
            self._stems = {_stem(one) for one in self._words if len(one) > 4}
        return _stem(parts[-1]) in self._stems

    def hyphened(self, word: str) -> bool:
        """Whether a word was seen with its hyphen within a line."""
        return word.lower() in self._hyphened


def joined(
    left: str, right: str, vocabulary: Vocabulary, *, full: bool = False, spaced: bool = True
) -> str:
    """Return two lines of one paragraph as one.

    `full` says that the first is one word that fills its line, and `spaced` that a space followed it in
    the file: only a full line without a space may have been broken within a word.
    """
    left, right = left.rstrip(), right.lstrip()
    if not left or not right:
        return left + right
    if left.endswith("\u00ad"):
        return left[:-1] + right
    if re.search(r"[^\W\d_]-$", left) and right[0].isalpha():
        return _dehyphened(left, right, vocabulary)
    if left.endswith("/") or (right[0] in ",;)]»”.…:" and (full or right[0] in ")]»”")):
        return left + right
    if full and not spaced and right[0].islower() and left[-1].isalpha():
        return left + ("" if _broken(left, right, vocabulary) else " ") + right
    return f"{left} {right}"


def _dehyphened(left: str, right: str, vocabulary: Vocabulary) -> str:
    before = re.findall(r"[\w'’]+(?:-[\w'’]+)*(?=-$)", left)
    after = re.match(r"[\w'’]+", right)
    one, other = (before[-1] if before else ""), (after[0] if after else "")
    compound = right[len(other) : len(other) + 1] == "-"
    if not right[0].islower() or vocabulary.hyphened(f"{one}-{other}"):
        return left + right
    if vocabulary.known(one + other) or _frequency(one + other):
        return left[:-1] + right
    if compound:
        return left + right
    both = (
        len(one) > 3 and vocabulary.known(one, stems=False) and vocabulary.known(other, stems=False)
    )
    return left + right if both else left[:-1] + right


def sewn(left: str, right: str, vocabulary: Vocabulary) -> str:
    """Return the two parts of a cell that the end of a page cut, perhaps within a word."""
    one = left.split()[-1] if left.split() else ""
    word = re.match(r"[^\W_]+", right)
    if one[-1:].isalpha() and word and right[:1].islower():
        half = _frequency(one) or vocabulary.known(one, stems=False)
        if (not half or word[0] in _ENDINGS) and _broken(left, right, vocabulary):
            return left + right
    return joined(left, right, vocabulary)


def both_whole(left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Whether the words on both sides of the end of a line are words, and together are none."""
    one = left.split()[-1]
    found = re.match(r"[^\W_]+", right)
    other = found[0] if found else ""
    if len(one) < 3 or len(other) < 2 or _frequency(one + other) or vocabulary.known(one + other):
        return False
    whole = _frequency(one) or vocabulary.known(one, stems=False)
    return bool(whole and _frequency(other))


def _broken(left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Whether a line ends within a word."""
    one = left.split()[-1]
    other = re.match(r"[^\W_]+", right)
    word = other[0] if other else ""
    if vocabulary.known(one + word, stems=False) or word in _ENDINGS:
        return True
    whole, half = _frequency(one + word), _frequency(one)
    if whole or half:
        return whole > half
    if vocabulary.known(one + word):
        return True
    if vocabulary.known(one, stems=False):
        return False
    tail = re.split(r"['’]", one)[-1].lower()
    if tail[-1:] not in "aeiouàèéìòù" and tail not in _CLOSED:
        return True
    return not vocabulary.known(word, stems=False)


def _frequency(word: str) -> int:
    """Return how often a word is met in Italian, 0 if never."""
    plain = re.split(r"['’]", word.lower())[-1].strip('.,;:()«»"“”')
    return int(_italian().word_frequency[plain]) if plain else 0


@lru_cache
def _italian() -> SpellChecker:
    # A quarter of a second, and asked for only where a line fills its cell.
    return SpellChecker(language="it", distance=1)


@lru_cache
def _common() -> frozenset[str]:
    words: set[str] = set(_CLOSED)
    names = [name[0] for name in (*MISSIONS.values(), *PROGRAMMES.values())]
    lexicon = (files("trama.language") / "themes_it.csv").read_text(encoding="utf-8")
    for text in (*names, lexicon, _HABITUAL):
        words.update(_LETTERS.findall(text.lower()))
    return frozenset(words)


_HABITUAL = """
a ai alla alle agli e o ma se che chi cui da dai dalla dalle dagli di dei della delle degli gli i la le lo
nei nella nelle negli sui sulla sulle sugli tra fra una uno è sono anche come più meno ogni tutti tutte
obiettivo obiettivi strategico strategici operativo operativi indicatore indicatori responsabile titolo
descrizione azione azioni missione programma linea mandato settore servizio ufficio dirigente assessore
numero percentuale valore atteso target anno unità misura codice tempi durata fase fasi peso risultato
realizzare aumentare ridurre completare aggiornare aprire attivare avviare migliorare promuovere favorire
sostenere valorizzare potenziare rafforzare garantire sviluppare organizzare realizzazione manutenzione
piantumazione patrimonio collaborazione quartieri residenti scuole intervento interventi pubblico pubblica
pubblici pubbliche comune comunale comunali territorio città cittadini famiglie edifici rete reti verde
raccolta rifiuti energia energetica mobilità ciclabile ciclabili piste strade parchi alberi consumi sociale
sociali servizi cultura biblioteca sport giovani anziani bambini lavoro imprese commercio digitale digitali
ragioniere ragioneria ragionieri economo economato geometra vicesegretario vicecomandante provveditore provveditorato
"""
