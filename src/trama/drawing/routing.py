"""The curves of a layered drawing: where they leave a box, and through which gaps they pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trama.drawing.layout import MARGIN, Box, Layout
from trama.network.links import Link
from trama.network.network import Network

_SEPARATION = 5.0
_PORTS = 8.0
_BULGE = 120.0
_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """A link's way: the points by which it goes from left to right.

    A link within one column bulges out to its right by `bulge`.
    """

    link: Link
    points: tuple[_Point, ...]
    bulge: float = 0.0


def route(network: Network, layout: Layout) -> tuple[Curve, ...]:
    """Return the way of every link between the boxes, past the others."""
    boxes = layout.boxes
    ends = {link.iri: _left_to_right(link, boxes) for link in network.links}
    passing = _pass(ends, boxes)
    ports = _ports(ends, passing, boxes)
    curves = []
    for link in network.links:
        left, right = ends[link.iri]
        start = (left.x + left.width, ports[link.iri, "left"])
        if left.column == right.column:
            finish = (right.x + right.width, ports[link.iri, "right"])
            bulge = 26.0 + min(_BULGE, 0.16 * abs(finish[1] - start[1]))
            curves.append(Curve(link, (start, finish), bulge))
            continue
        finish = (right.x, ports[link.iri, "right"])
        curves.append(Curve(link, (start, *passing[link.iri], finish)))
    return tuple(curves)


def _left_to_right(link: Link, boxes: Mapping[str, Box]) -> tuple[Box, Box]:
    one, other = boxes[link.source], boxes[link.target]
    left, right = sorted((one, other), key=lambda box: (box.column, box.y))
    return left, right


def _pass(ends: Mapping[str, tuple[Box, Box]], boxes: Mapping[str, Box]) -> dict[str, list[_Point]]:
    """The points by which each link goes through the columns between its ends."""
    ways: dict[str, list[_Point]] = {iri: [] for iri in ends}
    columns: dict[int, list[Box]] = defaultdict(list)
    for box in boxes.values():
        columns[box.column].append(box)
    for index in sorted(columns):
        stack = sorted(columns[index], key=lambda box: box.y)
        x, end = stack[0].x, stack[0].x + stack[0].width
        wanted: dict[int, list[tuple[float, str]]] = defaultdict(list)
        gaps = _gaps(stack)
        for iri, (left, right) in ends.items():
            if left.column < index < right.column:
                ideal = _on_the_way(left, right, (x + end) / 2)
                wanted[_nearest_gap(gaps, ideal)].append((ideal, iri))
        for gap, passers in wanted.items():
            passers.sort()
            heights = _spread([ideal for ideal, _ in passers], *gaps[gap], _SEPARATION)
            for (_, iri), y in zip(passers, heights, strict=True):
                ways[iri] += [(x, y), (end, y)]
    return ways


def _gaps(stack: Sequence[Box]) -> list[tuple[float, float]]:
    edges = [(box.y, box.y + box.height) for box in stack]
    inner = [(below, above) for (_, below), (above, _) in pairwise(edges)]
    return [
        (edges[0][0] - MARGIN, edges[0][0] - 4),
        *((low + (high - low) / 5, high - (high - low) / 5) for low, high in inner),
        (edges[-1][1] + 4, edges[-1][1] + MARGIN),
    ]


def _nearest_gap(gaps: Sequence[tuple[float, float]], y: float) -> int:
    return min(range(len(gaps)), key=lambda g: max(gaps[g][0] - y, y - gaps[g][1], 0.0))


def _on_the_way(left: Box, right: Box, x: float) -> float:
    start, finish = left.x + left.width, right.x
    return left.middle + (right.middle - left.middle) * (x - start) / (finish - start)


def _ports(
    ends: Mapping[str, tuple[Box, Box]],
    passing: Mapping[str, list[_Point]],
    boxes: Mapping[str, Box],
) -> dict[tuple[str, str], float]:
    """The heights at which each link leaves its left and its right box."""
    sides: dict[tuple[str, str], list[tuple[float, str, str]]] = defaultdict(list)
    for iri, (left, right) in ends.items():
        way = passing[iri]
        same = left.column == right.column
        first, last = (way[0][1], way[-1][1]) if way else (right.middle, left.middle)
        sides[left.thing.iri, "right side"].append((first, iri, "left"))
        side = "right side" if same else "left side"
        sides[right.thing.iri, side].append((last, iri, "right"))
    ports: dict[tuple[str, str], float] = {}
    for (iri, _), leaving in sides.items():
        box = boxes[iri]
        leaving.sort()
        middles = [box.middle] * len(leaving)
        heights = _spread(middles, box.y + 3, box.y + box.height - 3, _PORTS)
        ports |= {(link, end): y for (_, link, end), y in zip(leaving, heights, strict=True)}
    return ports


def _spread(ideals: Sequence[float], low: float, high: float, apart: float) -> list[float]:
    """Places in the order of the ideals, evenly apart around their mean, between two bounds."""
    count = len(ideals)
    step = min(apart, (high - low) / count)
    half = step * (count - 1) / 2
    mean = sum(ideals) / count
    middle = min(max(mean, low + half), high - half)
    return [middle - half + step * index for index in range(count)]
