"""The things of a dataset by the names that a question can give them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from trama.language.functionwords import FUNCTION_WORDS
from trama.namespaces import Names
from trama.query.extent import bounds
from trama.query.questions.tables import other_names, tokens
from trama.store import Store
from trama.store.select import select

# What the tables call the classes; a thing of several classes is of the first of them.
KINDS = {
    "Municipality": "comune",
    "TerritorialArea": "zone",
    "MunicipalUnion": "union",
    "Mission": "mission",
    "Driver": "driver",
    "StrategicObjective": "objective",
    "VisionKeyword": "keyword",
    "Theme": "theme",
    "Instrument": "instrument",
    "Programme": "programme",
    "Actor": "actor",
    "Place": "place",
    "Concept": "goal",
    "Passage": "passage",
}
_CALLED = {"mission": "Missione ", "driver": "Driver ", "zone": "Zona ", "goal": "ONU "}
CODED = frozenset(("mission", "driver", "objective", "zone", "goal", "passage"))
"""What parameters name by code; a comune they name by its name, all else by local name."""
_THINGS = """
SELECT DISTINCT ?thing ?class ?code ?label ?name WHERE {{
  {{
    VALUES ?class {{ {classes} }}
    ?thing a ?class .
    FILTER(STRSTARTS(STR(?thing), "{base}") && (?class != skos:Concept || CONTAINS(STR(?thing), "/concept/sdg-"))){bounds}
  }}
  OPTIONAL {{ ?thing skos:notation ?code }}
  OPTIONAL {{ ?thing skos:prefLabel ?label . FILTER(LANG(?label) = "it") }}
  OPTIONAL {{ ?thing skos:prefLabel|skos:altLabel|trama:acronym ?name . FILTER(LANG(?name) IN ("", "it")) }}
}} ORDER BY ?class ?thing ?name"""
# What stands between the words of a name without changing it.
JOINTS = FUNCTION_WORDS["it"]


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a question can name: its kind, the value that parameters take, its local name and its label."""

    kind: str
    value: str
    local: str
    label: str

    @property
    def told(self) -> str:
        """The thing as a person is told of it, such as `Driver 4 – Metabolismo circolare metropolitano`."""
        if self.kind not in CODED or self.value == self.label:
            return self.label
        return f"{_CALLED.get(self.kind, '')}{self.value} – {self.label}"


class Directory:
    """What things are called, by their words without joints and endings."""

    def __init__(self, things: Iterable[tuple[Named, Iterable[str]]]) -> None:
        """Take the things, each with all its names."""
        self._names: dict[tuple[str, ...], list[Named]] = defaultdict(list)
        self._codes: dict[tuple[str, str], Named] = {}
        self._parts: dict[str, list[tuple[frozenset[str], Named]]] = defaultdict(list)
        self.words: set[str] = set()
        local: dict[str, Named] = {}
        for thing, names in things:
            local[thing.local] = thing
            if thing.kind in CODED:
                self._codes[thing.kind, thing.value] = thing
            for name in names:
                self._add(thing, name)
        for end, name in other_names():
            for thing in (thing for key, thing in local.items() if f"/{key}".endswith(f"/{end}")):
                self._add(thing, name)
        self.longest = max((len(key) for key in self._names), default=0)

    def _add(self, thing: Named, name: str) -> None:
        key = key_of(tokens(name), exact=thing.kind == "comune")
        if not key:
            return
        if thing not in self._names[key]:
            self._names[key].append(thing)
        self._parts[thing.kind].append((frozenset(key), thing))
        self.words.update(word for word in tokens(name) if len(word) > 5)

    def named(self, words: tuple[str, ...]) -> tuple[Named, ...]:
        """Return the things that some words name, joints left out; a comune only by its very name."""
        found = {*self._names.get(key_of(words, exact=False), ())}
        found = {thing for thing in found if thing.kind != "comune"}
        found |= {t for t in self._names.get(key_of(words, exact=True), ()) if t.kind == "comune"}
        return tuple(sorted(found, key=lambda thing: (thing.kind, thing.local)))

    def coded(self, kind: str, code: str) -> Named | None:
        """Return the thing of a kind with a code, or nothing if there is none."""
        return self._codes.get((kind, code))

    def partly(self, kind: str, words: tuple[str, ...]) -> Named | None:
        """Return the one thing of a kind whose name has all the words, or nothing if none or several do."""
        wanted = frozenset(key_of(words, exact=kind == "comune"))
        found = {thing for key, thing in self._parts.get(kind, ()) if wanted and wanted <= key}
        return found.pop() if len(found) == 1 else None


def read_directory(store: Store, names: Names) -> Directory:
    """Return what the things of a dataset are called; of a large one, those of plans below another are left out."""
    start = len(names.thing("").value)
    kinds: dict[str, str] = {}
    codes: dict[str, str] = {}
    labels: dict[str, str] = {}
    called: dict[str, dict[str, None]] = defaultdict(dict)
    classes = " ".join(f"skos:{k}" if k == "Concept" else f"trama:{k}" for k in KINDS)
    rank = list(KINDS)
    text = _THINGS.format(classes=classes, base=names.thing("").value, bounds=bounds(store))
    for row in select(store, text):
        iri, kind = row["thing"].value, re.split(r"[#/]", row["class"].value)[-1]
        if iri not in kinds or rank.index(kind) < rank.index(kinds[iri]):
            kinds[iri] = kind
        if row["code"]:
            codes[iri] = row["code"].value
        if row["label"]:
            labels[iri] = row["label"].value
        if row["name"]:
            called[iri][row["name"].value] = None
    return Directory(
        (
            _thing(iri[start:], KINDS[kind], codes.get(iri, ""), labels.get(iri, "")),
            _whole(called[iri]),
        )
        for iri, kind in sorted(kinds.items())
    )


def _thing(local: str, kind: str, code: str, label: str) -> Named:
    value = code if kind in CODED else label if kind == "comune" else local
    return Named(kind, value, local, label or code)


def _whole(called: Iterable[str]) -> Iterator[str]:
    """The names of which the scan lost nothing: the rest of a name may be that of much else."""
    return (name for name in called if "[" not in name)


def key_of(words: Iterable[str], *, exact: bool) -> tuple[str, ...]:
    """Return words as names are looked up: without joints and, unless exact, without endings."""
    kept = tuple(word for word in words if word not in JOINTS)
    return kept if exact else tuple(_cut(word) for word in kept)


@lru_cache(maxsize=65536)
def _cut(word: str) -> str:
    return re.sub(r"(?:[hi][aeio]|[aeio])$", "", word) if len(word) > 3 else word
