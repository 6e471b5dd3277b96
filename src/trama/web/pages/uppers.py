"""The plans and instruments that the check page offers to hold a plan against, read once a release."""

from __future__ import annotations

from dataclasses import dataclass

from trama.publish.dataset import Dataset
from trama.store.select import select
from trama.web.replies import remembered
from trama.web.state import current

_PLANS = """
SELECT ?plan ?title (COUNT(DISTINCT ?objective) AS ?objectives) WHERE {
  ?plan a trama:Plan ; dcterms:title ?title .
  ?objective a trama:StrategicObjective ; trama:inPlan ?plan .
  OPTIONAL { ?newer dcterms:replaces ?plan }
  FILTER(LANG(?title) = "it")
} GROUP BY ?plan ?title ?newer ORDER BY BOUND(?newer) DESC(?objectives) ?title"""

_AIMS = """
SELECT DISTINCT ?instrument ?label WHERE {
  ?aim trama:aimOf ?instrument .
  ?instrument rdfs:label ?label .
  FILTER(LANG(?label) = "it")
} ORDER BY ?instrument"""


@dataclass(frozen=True, slots=True)
class Upper:
    """A plan that others can be held against, or an instrument: identifier and Italian title."""

    id: str
    title: str


def uppers() -> tuple[Upper, ...]:
    """Return the plans with objectives in the dataset, those in force before those replaced."""
    return remembered("check-uppers", _uppers)


def _uppers(data: Dataset) -> tuple[Upper, ...]:
    base = current().settings.names.thing("").value
    return tuple(
        Upper(row["plan"].value.removeprefix(base), row["title"].value)
        for row in select(data.store, _PLANS)
    )


def instruments() -> tuple[Upper, ...]:
    """Return the instruments with aims in the dataset, which a matrix can hold a plan against."""
    return remembered("check-instruments", _instruments)


def _instruments(data: Dataset) -> tuple[Upper, ...]:
    base = current().settings.names.thing("instrument/").value
    return tuple(
        Upper(row["instrument"].value.removeprefix(base), row["label"].value)
        for row in select(data.store, _AIMS)
    )
