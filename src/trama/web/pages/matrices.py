"""The matrices: Drivers by Missions, objectives by instruments, as tables whose cells lead to the reasons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from trama.drawing.layout import name
from trama.drawing.terms import BASIS
from trama.network.links import Link, Thing
from trama.network.network import Network, natural
from trama.publish import rendering
from trama.publish.site import key_of
from trama.web.pages.weaveplans import network
from trama.web.replies import language, page, view
from trama.web.state import current

blueprint = Blueprint("matrices", __name__)

HEATS = 5
_MARKS = {"Stated": "●", "Curated": "○", "Inferred": "·"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One crossing: how many links, how they are shown, how strong their colour is, and what to ask for.

    `ask` is the query string of the weave that tells the reasons; it is empty if nothing crosses.
    """

    count: int = 0
    shown: str = ""
    heat: int = 0
    words: str = ""
    ask: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row or the heading of a column: its thing, the place of its page, the name and its sum."""

    thing: Thing
    key: str
    name: str
    total: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of crossings: rows and columns, and the cells of each row in order of the columns."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: Mapping[str, tuple[Cell, ...]]

    def by(self, sort: str) -> Matrix:
        """Return the matrix with its rows by the plan's order (``), by `total`, or by a column's code."""
        place = {column.thing.iri: index for index, column in enumerate(self.columns)}
        wanted = next((c for c in self.columns if _short(c.thing) == sort), None)
        if wanted:
            index = place[wanted.thing.iri]
            rows = sorted(self.rows, key=lambda row: -self.cells[row.thing.iri][index].count)
        elif sort == "total":
            rows = sorted(self.rows, key=lambda row: -row.total)
        else:
            rows = list(self.rows)
        return Matrix(tuple(rows), self.columns, self.cells)


def drivers_by_missions(whole: Network) -> Matrix:
    """Return how many objectives of each Mission each Driver combines."""
    found: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in whole.links:
        if link.relation == "combines" and link.target in whole.missions:
            found[link.source, whole.missions[link.target].iri].append(link)
    most = max((len(links) for links in found.values()), default=1)
    one, several = (
        ("obiettivo combinato", "objective combined"),
        ("obiettivi combinati", "objectives combined"),
    )

    def cell(row: Thing, column: Thing) -> Cell:
        links = found.get((row.iri, column.iri), [])
        if not links:
            return Cell()
        ask = (("driver", row.code), ("mission", column.code), ("relation", "combines"))
        count = len(links)
        words = f"{count} {_told(*(one if count == 1 else several))}"
        return Cell(count, str(count), _heat(count, most), words, ask)

    return _matrix(whole.of_kind("Driver"), whole.of_kind("Mission"), cell)


def objectives_by_instruments(whole: Network, missions: Iterable[str] = ()) -> Matrix:
    """Return which instruments carry each objective, on what basis and with what confidence.

    `missions` keeps only objectives of the Missions with these codes, if any is given.
    """
    chosen = set(missions)
    rows = [
        thing
        for thing in whole.of_kind("StrategicObjective")
        if not chosen or (thing.iri in whole.missions and whole.missions[thing.iri].code in chosen)
    ]
    found = {
        (link.source, link.target): link for link in whole.links if link.relation == "carriedBy"
    }
    kept = {row.iri for row in rows}
    used = Counter(target for source, target in found if source in kept)
    columns = sorted(
        (whole.things[iri] for iri in used), key=lambda thing: (-used[thing.iri], natural(thing))
    )

    def cell(row: Thing, column: Thing) -> Cell:
        link = found.get((row.iri, column.iri))
        if link is None:
            return Cell()
        confidence = f"{link.confidence:.2f}"
        confidence = confidence.replace(".", ",") if language() == "it" else confidence
        words = f"{BASIS[link.basis][language()]}, {_told('fiducia', 'confidence')} {confidence}"
        ask = (("from", _local(row)), ("to", _local(column)))
        heat = max(1, round(float(link.confidence) * HEATS))
        return Cell(1, _MARKS[link.basis], heat, words, ask)

    return _matrix(rows, columns, cell)


@blueprint.get("/matrici")
def both() -> Response:
    """Show the matrix of Drivers by Missions, and lead to the other."""
    return _show("drivers", drivers_by_missions(network()))


@blueprint.get("/matrici/strumenti")
def instruments() -> Response:
    """Show the matrix of objectives by instruments, of all Missions or of some."""
    missions = [code for code in request.args.getlist("mission") if code]
    return _show("instruments", objectives_by_instruments(network(), missions))


def _show(which: str, matrix: Matrix) -> Response:
    sort = request.args.get("sort", "")
    whole = network()
    bare = [row.name for row in matrix.rows if not row.total]
    crossings = sum(cell.count > 0 for cells in matrix.cells.values() for cell in cells)
    body = rendering.render(
        "matrix.html",
        view(),
        which=which,
        matrix=matrix.by(sort),
        sort=sort,
        short=_short,
        bare=bare,
        crossings=crossings,
        filled=f"{100 * crossings / max(1, len(matrix.rows) * len(matrix.columns)):.0f}",
        missions=[(m.code, m.label(language())) for m in whole.of_kind("Mission")],
        chosen=request.args.getlist("mission"),
        heats=range(1, HEATS + 1),
        marks=[(_MARKS[basis], BASIS[basis][language()]) for basis in _MARKS],
    )
    return page(body)


def _matrix(rows: Iterable[Thing], columns: Iterable[Thing], cell: Any) -> Matrix:
    across, down = list(columns), list(rows)
    cells = {row.iri: tuple(cell(row, column) for column in across) for row in down}
    base, lang = current().settings.base, language()

    def line(thing: Thing, total: int) -> Line:
        return Line(thing, key_of(thing.iri, base), name(thing, lang), total)

    return Matrix(
        tuple(line(row, sum(c.count for c in cells[row.iri])) for row in down),
        tuple(
            line(column, sum(cells[row.iri][index].count for row in down))
            for index, column in enumerate(across)
        ),
        cells,
    )


def _heat(count: int, most: int) -> int:
    return max(1, round(HEATS * count / most))


def _short(thing: Thing) -> str:
    return thing.iri.rpartition("/")[2]


def _local(thing: Thing) -> str:
    return thing.iri.removeprefix(current().settings.names.thing("").value)


def _told(it: str, en: str) -> str:
    return en if language() == "en" else it
