"""The plans and instruments that the check page offers to hold a plan against, read once a release."""

from __future__ import annotations

from dataclasses import dataclass

from trama.namespaces import KIND
from trama.publish.dataset import Dataset
from trama.store import Store
from trama.store.select import select
from trama.submission.asked import MOST_LISTED
from trama.web.replies import remembered
from trama.web.state import current

_PLANS = """
SELECT ?plan ?title ?kind ?newer (COUNT(DISTINCT ?objective) AS ?objectives) WHERE {
  ?plan a trama:Plan ; dcterms:title ?title .
  OPTIONAL { ?plan trama:planKind ?kind }
  ?objective a trama:StrategicObjective ; trama:inPlan ?plan .
  OPTIONAL { ?newer dcterms:replaces ?plan }
  FILTER(LANG(?title) = "it")
} GROUP BY ?plan ?title ?kind ?newer ORDER BY DESC(?objectives) ?title"""

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
    strategic: bool = False


def uppers() -> tuple[Upper, ...]:
    """Return the plans with objectives in the dataset: those in force before those replaced, strategic ones first."""
    base = current().settings.names.thing("").value
    return remembered("check-uppers", lambda data: read_uppers(data.store, base))


def offered() -> tuple[Upper, ...]:
    """Return the plans that the form lists: all of a few, and of many the strategic ones, for any other can be sent."""
    return listed(uppers())


def listed(every: tuple[Upper, ...]) -> tuple[Upper, ...]:
    """Return of some plans those that a form lists."""
    if len(every) <= MOST_LISTED:
        return every
    return tuple(upper for upper in every if upper.strategic) or every[:MOST_LISTED]


def read_uppers(store: Store, base: str) -> tuple[Upper, ...]:
    """Return the plans with objectives in a store, whose IRIs begin with `base`."""
    found = [
        (
            row["newer"] is not None,
            Upper(
                row["plan"].value.removeprefix(base),
                row["title"].value,
                row["kind"] == KIND["plan-kind/strategic-plan"],
            ),
        )
        for row in select(store, _PLANS)
    ]
    # The order is otherwise that of the query.
    found.sort(key=lambda one: (one[0], not one[1].strategic))
    return tuple(upper for _, upper in found)


def instruments() -> tuple[Upper, ...]:
    """Return the instruments with aims in the dataset, which a matrix can hold a plan against."""
    return remembered("check-instruments", _instruments)


def _instruments(data: Dataset) -> tuple[Upper, ...]:
    base = current().settings.names.thing("instrument/").value
    return tuple(
        Upper(row["instrument"].value.removeprefix(base), row["label"].value)
        for row in select(data.store, _AIMS)
    )
