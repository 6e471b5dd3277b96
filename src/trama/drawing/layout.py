"""Where things go in a layered drawing: columns, their order, and boxes.

Columns hold one kind each. Their order is found by barycentre sweeps (Sugiyama, Tagawa and Toda, «Methods
for visual understanding of hierarchical system structures», IEEE Trans. SMC 11, 1981): each thing goes to
the mean place of what it is linked with, and the sweep with the fewest crossings stays.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trama.drawing.lettering import LINE, PAD, wrap
from trama.network.links import Thing
from trama.network.network import KINDS, Network, natural

SWEEPS = 30
TOP = 210.0
MARGIN = 48.0
ROW_GAP = 7.0
GROUP_GAP = 26.0
CURVES = 270.0
BESIDE = 12.0
# Width of a column's boxes and the most lines that a label may take.
_FORM = {
    "Mission": (170.0, 12),
    "StrategicObjective": (410.0, 2),
    "Driver": (176.0, 3),
    "Instrument": (320.0, 2),
    "Actor": (280.0, 2),
}
_USUAL = (280.0, 2)


@dataclass(frozen=True, slots=True)
class Box:
    """A thing's place: its column, the rectangle, and its label as lines."""

    thing: Thing
    column: int
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of a drawing: columns by kind with left edge and width, boxes by IRI, extent."""

    columns: tuple[tuple[str, float, float], ...]
    boxes: Mapping[str, Box]
    right: float
    bottom: float


def lay_out(network: Network, lang: str = "it") -> Layout:
    """Return where the things of a network go; the same network always goes to the same places."""
    columns = order(network)
    boxes = _place(network, columns, lang)
    heads = tuple(
        (column[0].kind, boxes[column[0].iri].x, boxes[column[0].iri].width) for column in columns
    )
    right = max((box.x + box.width for box in boxes.values()), default=MARGIN)
    bottom = max((box.y + box.height for box in boxes.values()), default=TOP)
    return Layout(heads, boxes, right, bottom)


def order(network: Network, sweeps: int = SWEEPS) -> list[list[Thing]]:
    """Return the columns, each with its things from top to bottom, with few crossings.

    Objectives stay with those of their Mission, Missions in the plan's order.
    """
    columns = [list(things) for kind in KINDS if (things := network.of_kind(kind))]
    near: dict[str, list[str]] = defaultdict(list)
    for link in network.links:
        if network.things[link.source].kind != network.things[link.target].kind:
            near[link.source].append(link.target)
            near[link.target].append(link.source)
    best, least = [list(column) for column in columns], crossings(network, columns)
    for sweep in range(sweeps):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            if column[0].kind != "Mission":
                _sort_by_barycentre(column, _places(columns), near, network)
        found = crossings(network, columns)
        if found < least:
            best, least = [list(column) for column in columns], found
    return best


def crossings(network: Network, columns: Sequence[Sequence[Thing]]) -> int:
    """Return how many pairs of links between the same two columns cross."""
    place = {t.iri: (c, row) for c, column in enumerate(columns) for row, t in enumerate(column)}
    between: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for link in network.links:
        (left, a), (right, b) = sorted((place[link.source], place[link.target]))
        if left != right:
            between[left, right].append((a, b))
    return sum(map(_inversions, between.values()))


def _inversions(pairs: list[tuple[int, int]]) -> int:
    rows: dict[int, list[int]] = defaultdict(list)
    for left, right in pairs:
        rows[left].append(right)
    seen: list[int] = []
    count = 0
    for left in sorted(rows):
        count += sum(len(seen) - bisect_right(seen, right) for right in rows[left])
        for right in rows[left]:
            insort(seen, right)
    return count


def _places(columns: Sequence[Sequence[Thing]]) -> dict[str, float]:
    return {
        thing.iri: (row + 0.5) / len(column)
        for column in columns
        for row, thing in enumerate(column)
    }


def _sort_by_barycentre(
    column: list[Thing],
    places: Mapping[str, float],
    near: Mapping[str, list[str]],
    network: Network,
) -> None:
    def key(thing: Thing) -> tuple[object, ...]:
        own = network.missions.get(thing.iri)
        group = natural(own) if own and thing.kind == "StrategicObjective" else ()
        ends = near.get(thing.iri) or [thing.iri]
        return group, sum(places[end] for end in ends) / len(ends), places[thing.iri]

    column.sort(key=key)


def _place(network: Network, columns: list[list[Thing]], lang: str) -> dict[str, Box]:
    spans = _bars(network, columns)
    shapes = {
        thing.iri: _shape(thing, network, lang, spans) for column in columns for thing in column
    }
    heights = [_height(column, shapes, network, spans) for column in columns]
    whole = max(heights, default=0.0)
    boxes: dict[str, Box] = {}
    x = MARGIN
    for index, column in enumerate(columns):
        width = _FORM.get(column[0].kind, _USUAL)[0]
        if not (spans and column[0].kind == "Mission"):
            spare = (whole - heights[index]) / len(column)
            y = TOP + spare / 2
            for before, thing in zip([None, *column], column, strict=False):
                y += _gap(before, thing, network) + (spare if before else 0.0)
                lines, height = shapes[thing.iri]
                boxes[thing.iri] = Box(thing, index, x, y, width, height, lines)
                y += height
        x += width + (BESIDE if spans and column[0].kind == "Mission" else CURVES)
    for iri, members in spans.items():
        first, last = (boxes[members[end].iri] for end in (0, -1))
        left = MARGIN
        box = Box(
            network.things[iri],
            0,
            left,
            first.y,
            _FORM["Mission"][0],
            last.y + last.height - first.y,
            shapes[iri][0],
        )
        boxes[iri] = box
    return boxes


def _bars(network: Network, columns: list[list[Thing]]) -> dict[str, list[Thing]]:
    """The Missions drawn as bars beside their own objectives; none unless every Mission has some."""
    spans: dict[str, list[Thing]] = {mission.iri: [] for mission in network.of_kind("Mission")}
    for column in columns:
        for thing in column:
            own = network.missions.get(thing.iri)
            if thing.kind == "StrategicObjective" and own and own.iri in spans:
                spans[own.iri].append(thing)
    return spans if all(spans.values()) else {}


def _shape(
    thing: Thing, network: Network, lang: str, spans: Mapping[str, list[Thing]]
) -> tuple[tuple[str, ...], float]:
    width, most = _FORM.get(thing.kind, _USUAL)
    if thing.iri in spans:
        # A short bar has room for fewer lines; each of its objectives gives it one or two.
        most = min(most, max(1, len(spans[thing.iri]) * 2 - 1))
    lines = wrap(name(thing, lang), width - 2 * PAD - 4, most)
    height = len(lines) * LINE + 2 * PAD
    if thing.kind == "Driver":
        ends = sum(thing.iri in (link.source, link.target) for link in network.links)
        height = max(height, 7.0 * ends)
    return lines, height


def name(thing: Thing, lang: str) -> str:
    """Return what a box says: the code or acronym, and the label."""
    label = thing.label(lang)
    repeats = label.startswith(thing.code) or thing.kind in ("Municipality", "Concept")
    return label if repeats else f"{thing.code} {label}"


def _height(
    column: Sequence[Thing],
    shapes: Mapping[str, tuple[tuple[str, ...], float]],
    network: Network,
    spans: Mapping[str, list[Thing]],
) -> float:
    if spans and column[0].kind == "Mission":
        return 0.0
    gaps = sum(_gap(a, b, network) for a, b in zip([None, *column], column, strict=False))
    return gaps + sum(shapes[thing.iri][1] for thing in column)


def _gap(before: Thing | None, thing: Thing, network: Network) -> float:
    if before is None:
        return 0.0
    own, other = network.missions.get(thing.iri), network.missions.get(before.iri)
    return GROUP_GAP if thing.kind == "StrategicObjective" and own != other else ROW_GAP
