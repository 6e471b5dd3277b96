"""The diagrams: classes as boxes, and each property as a label between the classes it ties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from trama.ontodoc.expressions import named_in
from trama.ontodoc.layout import Edge, lay_out
from trama.ontodoc.reading import Ontology, Term

THING = "http://www.w3.org/2002/07/owl#Thing"
_CHARACTER, _BOLD, _LINE, _PAD = 6.8, 8.0, 17, 8
_BOX_GAP, _LAYER_GAP, _PORT_GAP = 14.0, 30.0, 9.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a box: its words, and the term that they name, if any."""

    text: str
    iri: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a diagram, by its top left corner."""

    style: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line between two boxes, as an SVG path, with a head at the end, the start or both."""

    path: str
    head: bool
    tail: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawing, ready to be written as SVG."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(ontology: Ontology, properties: Sequence[Term], label: Callable[[str], str]) -> Diagram:
    """Draw properties between the classes of their domains and ranges.

    Properties with the same ends share one label; one that goes from a class to the same class stands
    in the class's own box, marked by a ring. `label` gives the words for a term.
    """
    between: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Term]] = {}
    for term in properties:
        ends = _ends(term)
        if ends[0] and ends[1]:
            between.setdefault(ends, []).append(term)
    within = {
        ends[0][0]: terms
        for ends, terms in between.items()
        if len(ends[0]) == 1 and ends[0] == ends[1]
    }
    lines: dict[str, tuple[Line, ...]] = {}
    edges: list[tuple[str, str]] = []
    classes = dict.fromkeys(iri for ends in between for side in ends for iri in side)
    place = {iri: number for number, iri in enumerate(ontology.terms)}
    for iri in sorted(classes, key=lambda iri: place.get(iri, -1)):
        lines[iri] = tuple(_class_lines(iri, ontology, within.get(iri, ()), label))
    for (starts, stops), terms in between.items():
        if len(starts) == 1 and starts == stops:
            continue
        pill = f"\t{terms[0].iri}"
        mark = "↻ " if starts == stops else ""
        lines[pill] = tuple(Line(mark + label(term.iri), term.iri) for term in terms)
        edges += [(start, pill) for start in starts]
        edges += [(pill, stop) for stop in stops]
    return _drawing(lines, edges, ontology)


def is_drawn(term: Term, ontology: Ontology) -> bool:
    """Whether a property ties classes of the ontology, or one of them and anything at all."""
    starts, stops = (set(end) for end in _ends(term))
    known = {*ontology.terms, THING}
    return (
        term.kind == "object"
        and bool(starts & known and stops & known)
        and starts | stops != {THING}
    )


def _ends(term: Term) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return named_in(term.domain), named_in(term.range)


def _class_lines(
    iri: str, ontology: Ontology, loops: Iterable[Term], label: Callable[[str], str]
) -> Iterable[Line]:
    yield Line(label(iri), iri if iri in ontology.terms else "", "name")
    if iri in ontology.terms:
        for parent in ontology.terms[iri].parents:
            for above in named_in(parent):
                if above in ontology.terms:
                    yield Line(f"⊂ {label(above)}", above, "above")
    for term in loops:
        yield Line(f"↻ {label(term.iri)}", term.iri)


def _drawing(
    lines: dict[str, tuple[Line, ...]], edges: list[tuple[str, str]], ontology: Ontology
) -> Diagram:
    """The drawing of all boxes, those that nothing joins below each other."""
    boxes: list[Box] = []
    arrows: list[Arrow] = []
    height = width = float(_PAD)
    for nodes in _components(list(lines), edges):
        part = _part({node: lines[node] for node in nodes}, edges, ontology, height)
        boxes += part.boxes
        arrows += part.arrows
        width = max(width, part.width)
        height = part.height + _BOX_GAP
    return Diagram(width + _PAD, height - _BOX_GAP + _PAD, tuple(boxes), tuple(arrows))


def _components(nodes: list[str], edges: list[tuple[str, str]]) -> Iterator[list[str]]:
    """The nodes that edges join, directly or not, in their order."""
    group = {node: number for number, node in enumerate(nodes)}
    for a, b in edges:
        low, high = sorted((group[a], group[b]))
        group = {node: low if number == high else number for node, number in group.items()}
    for number in sorted(set(group.values())):
        yield [node for node in nodes if group[node] == number]


def _part(
    lines: dict[str, tuple[Line, ...]],
    edges: list[tuple[str, str]],
    ontology: Ontology,
    top: float,
) -> Diagram:
    """The drawing of one component, its boxes from a height downwards."""
    heights = {node: len(texts) * _LINE + 2.0 * _PAD - 4 for node, texts in lines.items()}
    widths = {node: round(max(map(_width, texts)) + 2 * _PAD, 1) for node, texts in lines.items()}
    own = [edge for edge in edges if edge[0] in lines]
    back = {(a, b) for a, b in own if a.startswith("\t") and (b, a) in own}
    own = [edge for edge in own if edge not in back]
    found = lay_out(list(lines), own, heights=heights, gap=_BOX_GAP)
    wide = [max((widths[node] for node in layer), default=0.0) for layer in found.layers]
    middles, at = [], float(_PAD)
    for width in wide:
        middles.append(round(at + width / 2, 1))
        at += width + _LAYER_GAP
    boxes = tuple(
        Box(
            style=_style(node, ontology),
            x=round(middles[layer] - widths[node] / 2, 1),
            y=round(top + middle - heights[node] / 2, 1),
            width=widths[node],
            height=heights[node],
            lines=lines[node],
        )
        for node, (layer, middle) in found.places.items()
    )
    ports = _ports(found.paths, heights)
    arrows = []
    for edge, path in found.paths.items():
        stations = [
            _Station(middles[layer], wide[layer] / 2, wide[layer] / 2, top + y) for layer, y in path
        ]
        for end in (0, -1):
            y = stations[end].y + ports[edge, end]
            stations[end] = replace(stations[end], half=widths[edge[end]] / 2, y=y)
        is_label = edge[1].startswith("\t")
        arrows.append(Arrow(_path(stations), head=not is_label, tail=edge[::-1] in back))
    bottom = max(box.y + box.height for box in boxes)
    return Diagram(round(at - _LAYER_GAP, 1), round(bottom, 1), boxes, tuple(arrows))


def _width(line: Line) -> float:
    return len(line.text) * (_BOLD if line.style == "name" else _CHARACTER)


def _style(node: str, ontology: Ontology) -> str:
    if node.startswith("\t"):
        return "property"
    return "class" if node in ontology.terms else "outside"


def _ports(
    paths: dict[Edge, tuple[tuple[int, float], ...]], heights: dict[str, float]
) -> dict[tuple[Edge, int], float]:
    """How far from the middle of a box's side each line meets it, so that lines keep apart."""
    sides: dict[tuple[str, bool], list[tuple[float, Edge, int]]] = {}
    for edge, path in paths.items():
        for end, (here, there) in ((0, path[:2]), (-1, path[:-3:-1])):
            side = edge[end], there[0] > here[0]
            sides.setdefault(side, []).append((there[1], edge, end))
    ports = {}
    for (node, _), ends in sides.items():
        room = min(_PORT_GAP, (heights[node] - _PAD) / len(ends))
        for number, (_, edge, end) in enumerate(sorted(ends)):
            ports[edge, end] = (number - (len(ends) - 1) / 2) * room
    return ports


@dataclass(frozen=True, slots=True)
class _Station:
    """What a line passes in one layer: the middle and half the width of the layer and of the box."""

    middle: float
    column: float
    half: float
    y: float


def _path(stations: Sequence[_Station]) -> str:
    """A curve between layers, level within each, from the side of one box to that of another."""
    way = 1 if stations[-1].middle > stations[0].middle else -1
    first = stations[0]
    text = [f"M{first.middle + way * first.half:.1f} {first.y:.1f}"]
    for one, next_one in pairwise(stations):
        x, x2 = one.middle + way * one.column, next_one.middle - way * next_one.column
        bend, y, y2 = (x + x2) / 2, one.y, next_one.y
        text.append(f"L{x:.1f} {y:.1f}C{bend:.1f} {y:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}")
    last = stations[-1]
    text.append(f"L{last.middle - way * last.half:.1f} {last.y:.1f}")
    return "".join(text)
