"""The codes that a planner may choose from: of the plans, registers and schemes that are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from trama.model import (
    Actor,
    Indicator,
    Instrument,
    Municipality,
    MunicipalUnion,
    Plan,
    StrategicObjective,
    Zone,
)
from trama.model.dup import MISSIONS, PROGRAMMES, SECTIONS
from trama.namespaces import KIND, SKOS
from trama.plans.form import SEPARATOR
from trama.plans.package import Package
from trama.rdf.files import read_turtle

LABEL = 70

DIRECTIONS = {"increase": "deve crescere", "decrease": "deve calare", "keep": "deve restare com'è", "reach": "da raggiungere: una data, un sì, parole"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Codes:
    """Lists of codes, each with its label, by the name of the list."""

    lists: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def values(self, name: str) -> list[str]:
        """Return the values of a list as they stand in a drop-down."""
        return [choice(code, label) for code, label in self.lists.get(name, ())]

    def written(self, name: str, code: str) -> str:
        """Return a code as its drop-down has it, or as it is if the list lacks it."""
        label = dict(self.lists.get(name, ())).get(code)
        return code if label is None else choice(code, label)


def choice(code: str, label: str) -> str:
    """Return a code with its label; the label gives way, as `;` separates values."""
    short = " ".join(label.replace(";", ",").replace(SEPARATOR, " - ").split())
    short = short if len(short) <= LABEL else short[: LABEL - 1] + "…"
    return f"{code}{SEPARATOR}{short}" if short else code


def codes_of(packages: Sequence[Package], root: Path, upper: str = "") -> Codes:
    """Gather the codes of the packages known, with the objectives of one upper plan or of all."""
    rows = [(package, row) for package in packages for row in package.elements()]
    chosen = [(p, r) for p, r in rows if not upper or p.plan == upper]
    places = [
        *(("comune/" + r.istat, r.label_it) for _, r in rows if isinstance(r, Municipality)),
        *((f"zone/{r.number}", r.label_it) for _, r in rows if isinstance(r, Zone)),
        *(("union/" + r.id, r.label_it) for _, r in rows if isinstance(r, MunicipalUnion)),
    ]
    concepts = _concepts(root)
    return Codes(
        {
            "objectives": [
                (f"{p.plan}#{r.code}", r.label_it)
                for p, r in chosen
                if isinstance(r, StrategicObjective)
            ],
            "indicators": [
                (f"{p.plan}#{r.id}", r.label_it) for p, r in chosen if isinstance(r, Indicator)
            ],
            "plans": [(r.id, r.title_it) for _, r in rows if isinstance(r, Plan)],
            "actors": [(r.id, r.label_it) for _, r in rows if isinstance(r, Actor)],
            "instruments": [(r.id, r.label_it) for _, r in rows if isinstance(r, Instrument)],
            "comuni": [(r.istat, r.label_it) for _, r in rows if isinstance(r, Municipality)],
            "places": places,
            "dup-missions": [(code, names[0]) for code, names in MISSIONS.items()],
            "dup-programmes": [(code, names[0]) for code, names in PROGRAMMES.items()],
            "sections": list(SECTIONS.items()),
            "yes-no": [("sì", ""), ("no", "")],
            "directions": list(DIRECTIONS.items()),
            "plan-kinds": concepts.get("plan-kind", []),
            "actor-kinds": concepts.get("actor-kind", []),
            "instrument-kinds": concepts.get("instrument-kind", []),
        }
    )


def _concepts(root: Path) -> dict[str, list[tuple[str, str]]]:
    """The concepts of the vocabulary's own schemes, with their Italian labels."""
    found: dict[str, list[tuple[str, str]]] = {}
    path = root / "ontology" / "schemes.ttl"
    for quad in read_turtle(path, shown=path.name) if path.exists() else ():
        subject, value = quad.subject, quad.object
        if quad.predicate != SKOS.prefLabel or not isinstance(value, Literal):
            continue
        if isinstance(subject, NamedNode) and value.language == "it":
            scheme, slash, slug = subject.value.removeprefix(KIND.iri).partition("/")
            if slash:
                found.setdefault(scheme, []).append((slug, value.value))
    return found
