"""The measures as tables that people and programs read, in Italian and English."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trama.network.communities import division
from trama.network.links import Thing
from trama.network.measures import (
    bridges,
    centrality,
    joints,
    matrix,
    one_instrument,
    one_objective,
    overlap,
)
from trama.network.network import BASES, KINDS, Network, natural

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of one measure: column names, which never change with the language, and rows."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that can be asked for: its titles, its columns and what computes its rows."""

    titles: dict[str, str]
    columns: tuple[str, ...]
    rows: Callable[[Network, str], Iterator[tuple[Cell, ...]]]
    by_mission: bool = False


def figures(network: Network, name: str, lang: str = "it") -> Table:
    """Return the table of one of MEASURES, labels in a language."""
    measure = MEASURES[name]
    columns = measure.columns
    if measure.by_mission:
        columns += tuple(f"M{mission.code}" for mission in _missions(network))
    rows = tuple(measure.rows(network, lang))
    return Table(name, measure.titles[lang], columns, rows)


def as_csv(table: Table) -> str:
    """Return a table as CSV, with a header row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_exact(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def as_json(table: Table) -> str:
    """Return a table as JSON: its measure, title and one object a row."""
    rows = [dict(zip(table.columns, map(_exact, row), strict=True)) for row in table.rows]
    document = {"measure": table.name, "title": table.title, "rows": rows}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def shown(cell: Cell) -> str:
    """Return a cell as people read it, with three decimals."""
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def _exact(cell: Cell) -> Cell:
    # The last digits of a sum may differ between machines; six are more than the links bear.
    return round(cell, 6) if isinstance(cell, float) else cell


def _codes(things: Sequence[Thing]) -> str:
    return " ".join(thing.code for thing in things)


def _missions(network: Network) -> list[Thing]:
    found = {mission.iri: mission for mission in network.missions.values()}
    return sorted(found.values(), key=natural)


def _summary(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    kinds = Counter(thing.kind for thing in network.things.values())
    for kind in KINDS:
        if kinds[kind]:
            yield kind, kinds[kind]
    bases = Counter(link.basis for link in network.links)
    yield "links", len(network.links)
    for basis in BASES:
        if bases[basis]:
            yield f"links {basis}", bases[basis]
    relations = Counter(link.relation for link in network.links)
    for relation in sorted(relations):
        yield f"links {relation}", relations[relation]


def _bridges(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    for found in bridges(network):
        yield (
            found.objective.code,
            found.objective.label(lang),
            found.mission.code,
            len(found.drivers),
            _codes(found.drivers),
            _codes(found.reaches),
            found.participation,
        )


def _joints(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    for found in joints(network):
        yield (
            found.thing.kind,
            found.thing.code,
            found.thing.label(lang),
            len(found.missions),
            _codes(found.missions),
            len(found.objectives),
            _codes(found.objectives),
            found.participation,
        )


def _centrality(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    for found in centrality(network):
        yield (
            found.thing.kind,
            found.thing.code,
            found.thing.label(lang),
            found.neighbours,
            found.degree,
            found.strength,
            found.betweenness,
        )


def _communities(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    missions = _missions(network)
    for number, group in enumerate(division(network).communities, 1):
        own = Counter(network.missions[thing.iri].code for thing in group)
        counts = (own[mission.code] for mission in missions)
        yield number, len(group), _codes(group), *counts


def _agreement(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    found = division(network)
    yield "objectives divided", sum(len(group) for group in found.missions)
    yield "objectives apart", len(found.apart)
    yield "communities", len(found.communities)
    yield "missions", len(found.missions)
    yield "modularity of communities", found.modularity
    yield "modularity of missions", found.mission_modularity
    yield "adjusted Rand index", found.rand
    yield "normalised mutual information", found.information


def _one_instrument(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    for found in one_instrument(network):
        names = found.objective.label(lang), found.instrument.code, found.instrument.label(lang)
        yield found.objective.code, *names, found.others


def _one_objective(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    for found in one_objective(network):
        names = found.instrument.code, found.instrument.label(lang)
        yield *names, found.objective.code, found.objective.label(lang), found.others


def _overlap(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    for found in overlap(network):
        ends = (found.one.code, found.one.label(lang), found.other.code, found.other.label(lang))
        yield *ends, len(found.shared), _codes(found.shared), found.jaccard


def _matrix(network: Network, lang: str) -> Iterator[tuple[Cell, ...]]:
    missions = _missions(network)
    for driver, counts in matrix(network).items():
        row = {mission.iri: count for mission, count in counts.items()}
        every = tuple(row[mission.iri] for mission in missions)
        yield driver.code, driver.label(lang), sum(every), *every


MEASURES = {
    "summary": Measure(
        {"it": "La rete in breve", "en": "The network in brief"}, ("figure", "value"), _summary
    ),
    "bridges": Measure(
        {"it": "Obiettivi ponte fra le Missioni", "en": "Objectives that bridge Missions"},
        ("objective", "label", "mission", "drivers", "driver", "reaches", "participation"),
        _bridges,
    ),
    "joints": Measure(
        {
            "it": "Driver, strumenti e attori che uniscono le Missioni",
            "en": "Drivers, instruments and actors that join Missions",
        },
        (
            "kind",
            "code",
            "label",
            "missions",
            "mission",
            "objectives",
            "objective",
            "participation",
        ),
        _joints,
    ),
    "centrality": Measure(
        {"it": "Centralità", "en": "Centrality"},
        ("kind", "code", "label", "neighbours", "degree", "strength", "betweenness"),
        _centrality,
    ),
    "communities": Measure(
        {
            "it": "Comunità di obiettivi e Missioni da cui vengono",
            "en": "Communities of objectives and the Missions they come from",
        },
        ("community", "size", "objectives"),
        _communities,
        by_mission=True,
    ),
    "agreement": Measure(
        {
            "it": "Le comunità a confronto con le Missioni",
            "en": "The communities against the Missions",
        },
        ("figure", "value"),
        _agreement,
    ),
    "one-instrument": Measure(
        {
            "it": "Obiettivi portati da un solo strumento",
            "en": "Objectives that one instrument alone carries",
        },
        ("objective", "label", "instrument", "instrument_label", "other_objectives"),
        _one_instrument,
    ),
    "one-objective": Measure(
        {
            "it": "Strumenti che portano un solo obiettivo",
            "en": "Instruments that carry one objective alone",
        },
        ("instrument", "instrument_label", "objective", "label", "other_instruments"),
        _one_objective,
    ),
    "overlap": Measure(
        {"it": "Driver con obiettivi in comune", "en": "Drivers that share objectives"},
        ("driver", "label", "other", "other_label", "shared", "objectives", "jaccard"),
        _overlap,
    ),
    "matrix": Measure(
        {"it": "Obiettivi per Driver e Missione", "en": "Objectives by Driver and Mission"},
        ("driver", "label", "all"),
        _matrix,
        by_mission=True,
    ),
}
"""Every measure by the name under which `trama network` knows it."""
