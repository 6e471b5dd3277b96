"""Names in tables of others matched to things of the dataset, as the Reconciliation Service API has it.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/ says what is asked and answered; here
the identifiers of things are their local names (`comune/015142`), those of types the names of classes
(`Municipality`), those of properties the vocabulary's prefixed names (`trama:zone`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from trama.namespaces import PREFIXES, TRAMA, XSD
from trama.publish.dataset import Dataset
from trama.store.select import select

TYPES = (
    *("Municipality", "HomogeneousZone", "MunicipalUnion", "Instrument", "Actor"),
    *("StrategicObjective", "Mission", "Driver", "Place"),
)
SURE, WORTH = 95.0, 55.0
_AHEAD = 5.0
_BESIDE = 20.0
_NAMES = """
SELECT ?s ?class ?name WHERE {
  VALUES ?p { rdfs:label skos:prefLabel skos:altLabel skos:notation trama:acronym dcterms:title trama:istatCode }
  ?s a ?class ; ?p ?name .
}"""
_PROPERTIES = """
SELECT DISTINCT ?p WHERE {{
  ?s a <{type}> ; ?p ?o .
  FILTER(!ISBLANK(?o) && ?p != rdf:type)
}} ORDER BY ?p"""
_VALUES = """
SELECT ?s ?p ?o WHERE {{
  VALUES ?s {{ {things} }} VALUES ?p {{ {properties} }}
  ?s ?p ?o .
}} ORDER BY ?s ?p ?o"""
# What stands before a name in the tables of offices, and is no part of it.
_BEFORE = re.compile(
    r"^(?:(?:il |la )?(?:comune|citta|municipio|amministrazione comunale) (?:di |d |della |del )?|municipality of )"
)
_SHORT = (
    (re.compile(r"\bs ?\. ?(?=\w)|\bs (?=\w{3})"), "san "),
    (re.compile(r"\bs ?/ ?n\b"), "sul naviglio"),
    (re.compile(r"\bm\.? ?se\b\.?"), "milanese"),
    (re.compile(r"\bc\.na\b"), "cassina"),
)
_CODE = re.compile(r"\d+|[a-z]\d+-\d+")
_ISTAT = 6
_PROVINCE = re.compile(r"\s*\((?:mi|milano)\)\s*$|\s*[,-]\s*mi$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that a name may mean: local name, its name, its types, how alike from 0 to 100, and if it is the one."""

    id: str
    name: str
    types: tuple[str, ...]
    score: float
    match: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A name to be matched: of a type, if one is given, with values that it has beside it in the table."""

    name: str
    type: str = ""
    limit: int = 5
    beside: tuple[tuple[str, str], ...] = ()


class Reconciler:
    """Matches names to the things of one release."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._base = f"{dataset.settings.base}id/"
        wanted = {f"{TRAMA.iri}{name}": name for name in TYPES}
        self.types: dict[str, tuple[str, ...]] = {}
        called: dict[str, set[str]] = defaultdict(set)
        for row in select(dataset.store, _NAMES):
            kind = wanted.get(row["class"].value)
            if kind and row["s"].value.startswith(self._base):
                key = row["s"].value.removeprefix(self._base)
                self.types[key] = tuple(sorted({*self.types.get(key, ()), kind}))
                called[key].add(row["name"].value)
        # A zone is an area too; what it is most is what it is called here.
        self._spelt: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key, names in sorted(called.items()):
            for name in sorted({*names, *_local_names(key)}):
                for kind in ("", *self.types[key]):
                    self._spelt[kind].append((key, plain(name)))

    def name(self, key: str, lang: str = "it") -> str:
        """Return how a thing is called, or its local name."""
        return self._dataset.directory.name(self._base + key).label(lang) or key

    def candidates(self, asked: Asked, lang: str = "it") -> list[Candidate]:
        """Return the things that a name may mean, the likeliest first; one at most is said to match."""
        known = self._spelt.get(asked.type, [])
        sought = plain(asked.name)
        if not sought:
            return []
        found = process.extract(
            sought,
            [name for _, name in known],
            scorer=_likeness,
            limit=max(50, 4 * asked.limit),
            score_cutoff=WORTH,
        )
        best: dict[str, float] = {}
        for _, score, place in found:
            key = known[place][0]
            best[key] = max(best.get(key, 0.0), float(score))
        if asked.beside:
            beside = self._beside(best, asked.beside)
            best = {key: score + beside[key] for key, score in best.items()}
        ordered = sorted(best.items(), key=lambda item: (-item[1], item[0]))[: asked.limit]
        scores = [score for _, score in ordered]
        alone = len(scores) < 2 or scores[0] - scores[1] >= _AHEAD
        return [
            Candidate(
                key,
                self.name(key, lang),
                self.types[key],
                round(max(0.0, min(100.0, score)), 1),
                place == 0 and score >= SURE and alone,
            )
            for place, (key, score) in enumerate(ordered)
        ]

    def beginning(self, prefix: str, limit: int, lang: str = "it") -> list[Candidate]:
        """Return the things whose name, or a word of it, begins so, the shortest names first."""
        sought = plain(prefix)
        keys = {
            key: (not name.startswith(sought), len(name), key)
            for key, name in reversed(self._spelt.get("", []))
            if sought and (name.startswith(sought) or f" {sought}" in name)
        }
        chosen = sorted(keys, key=lambda key: keys[key])[:limit]
        return [
            Candidate(key, self.name(key, lang), self.types[key], 100.0, False) for key in chosen
        ]

    def properties(self, type: str = "") -> list[tuple[str, str]]:
        """Return the properties that things of a type have, by prefixed name, each with its Italian name."""
        kinds = (type,) if type in TYPES else TYPES
        found: set[str] = set()
        for kind in kinds:
            text = _PROPERTIES.format(type=f"{TRAMA.iri}{kind}")
            found |= {row["p"].value for row in select(self._dataset.store, text)}
        named = [(prefixed, self._called(iri)) for iri in found if (prefixed := _prefixed(iri))]
        return sorted(named, key=lambda one: (one[1].casefold(), one[0]))

    def values(
        self, keys: Sequence[str], properties: Sequence[str], lang: str = "it"
    ) -> dict[str, dict[str, list[dict[str, object]]]]:
        """Return the values of properties by thing and property; unknown ones have none.

        A value is a thing (`id`, `name`), a text (`str`), a number (`float`), a truth (`bool`) or a date (`date`).
        Of a text in several languages only that of the reader is given.
        """
        rows: dict[str, dict[str, list[dict[str, object]]]] = {
            key: {name: [] for name in properties} for key in keys
        }
        iris = {iri: name for name in properties if (iri := _expanded(name))}
        known = [key for key in keys if key in self.types]
        if not known or not iris:
            return rows
        text = _VALUES.format(
            things=" ".join(f"<{self._base}{key}>" for key in known),
            properties=" ".join(f"<{iri}>" for iri in iris),
        )
        spoken: dict[tuple[str, str], list[Literal]] = defaultdict(list)
        for row in select(self._dataset.store, text):
            key = row["s"].value.removeprefix(self._base)
            name, term = iris[row["p"].value], row["o"]
            if isinstance(term, Literal) and term.language:
                spoken[key, name].append(term)
            elif isinstance(term, NamedNode | Literal):
                rows[key][name].append(self._value(term, lang))
        for (key, name), terms in spoken.items():
            own = [term for term in terms if term.language == lang]
            own = own or [term for term in terms if term.language == "it"] or terms
            rows[key][name] += [{"str": term.value} for term in own]
        return rows

    def _beside(
        self, best: Mapping[str, float], wanted: Iterable[tuple[str, str]]
    ) -> dict[str, float]:
        """How much each thing loses or gains by what stands beside its name, from -_BESIDE to 0."""
        pairs = [(_known_property(name), plain(value)) for name, value in wanted]
        values = self.values(list(best), [name for name, _ in pairs])
        told: dict[str, float] = {}
        for key in best:
            lost = 0.0
            for name, value in pairs:
                has = values[key].get(name, [])
                texts = [plain(str(text)) for one in has for text in _texts(one)]
                if value and texts:
                    nearest = max(float(fuzz.ratio(value, text)) for text in texts)
                    lost += _BESIDE * (1 - nearest / 100)
            told[key] = -lost / max(1, len(pairs))
        return told

    def _called(self, iri: str) -> str:
        return self._dataset.directory.name(iri).label("it") or _prefixed(iri)

    def _value(self, term: NamedNode | Literal, lang: str) -> dict[str, object]:
        if isinstance(term, NamedNode):
            key = term.value.removeprefix(self._base)
            if key in self.types:
                return {"id": key, "name": self.name(key, lang)}
            return {"str": self._dataset.directory.name(term.value).label(lang) or term.value}
        if term.datatype in (XSD.integer, XSD.decimal, XSD.double):
            return {"float": float(term.value)}
        if term.datatype == XSD.boolean:
            return {"bool": term.value in ("true", "1")}
        if term.datatype == XSD.date:
            return {"date": f"{term.value}T00:00:00Z"}
        return {"str": term.value}


def plain(text: str) -> str:
    """Return a name without what varies from table to table: case, accents, signs, «Comune di», the province."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    letters = _PROVINCE.sub("", letters.strip())
    for short, whole in _SHORT:
        letters = short.sub(whole, letters)
    words = " ".join(re.sub(r"[^\w\s/:-]", " ", letters).split())
    return _BEFORE.sub("", words) or words


def _likeness(one: str, other: str, **options: object) -> float:
    """How alike two names are, from 0 to 100: letter by letter, or with their words in another order."""
    if _CODE.fullmatch(one):
        # A code is right or wrong; a spreadsheet takes the noughts before a number away.
        return 100.0 if other in (one, one.zfill(_ISTAT)) else 0.0
    letters = float(fuzz.ratio(one, other))
    words = 0.98 * float(fuzz.token_sort_ratio(one, other))
    # All the words of the shorter, such as «Parco Agricolo Sud», and more.
    part = 0.85 * float(fuzz.token_set_ratio(one, other)) if min(len(one), len(other)) > 3 else 0.0
    return max(letters, words, part)


def _local_names(key: str) -> tuple[str, ...]:
    """A local name, its end, and of what is numbered how people say it: «zona 4», «missione 2»."""
    kind, _, end = key.rpartition("/")
    said = {"zone": "zona", "mission": "missione", "driver": "driver"}.get(kind.rpartition("/")[2])
    return (key, end, f"{said} {end}") if said else (key, end)


def _known_property(name: str) -> str:
    return name if ":" in name else f"trama:{name}"


def _texts(value: Mapping[str, object]) -> list[object]:
    """What a table may have for a value: of a thing its name, its local name and the end of that."""
    if "id" in value:
        return [value["name"], value["id"], str(value["id"]).rpartition("/")[2]]
    number = value.get("float")
    return [f"{number:g}"] if isinstance(number, float) else list(value.values())


def _prefixed(iri: str) -> str:
    for prefix, space in PREFIXES.items():
        if iri.startswith(space) and re.fullmatch(r"[\w-]+", iri.removeprefix(space)):
            return f"{prefix}:{iri.removeprefix(space)}"
    return ""


def _expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    space = PREFIXES.get(prefix, "")
    return f"{space}{local}" if space and re.fullmatch(r"[\w-]+", local) else ""
