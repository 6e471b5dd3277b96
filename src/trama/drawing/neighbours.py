"""The small drawing of a thing among those that links join it to.

What leads to the thing stands on its left and what it leads to on its right, relation by relation. A
drawing holds places and words only; the template draws it, and the style sheet gives the colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from trama.drawing.lettering import wrap
from trama.network.links import Link

MOST = 9
_BOX, _SELF, _SPAN = 300.0, 230.0, 90.0
_HEIGHT, _GAP, _HEAD, _EDGE, _LINE = 40.0, 8.0, 24.0, 8.0, 16.0
_LETTERS = 13.0


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text and where it starts."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A thing in the drawing: its frame, its words, its IRI, and the curve of its link."""

    x: float
    y: float
    width: float
    height: float
    words: tuple[Word, ...]
    title: str
    iri: str = ""
    basis: str = ""
    curve: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole: its size, the thing itself, its neighbours, the relations' names, what is left out."""

    width: float
    height: float
    middle: Box
    boxes: tuple[Box, ...]
    heads: tuple[Word, ...]
    left_out: int


Namer = Callable[[str], str]


def draw(iri: str, links: Sequence[Link], named: Namer, relation: Namer) -> Drawing | None:
    """Return the drawing of a thing's links, or None if there is nothing to draw.

    `named` gives the label of an IRI, `relation` that of a relation. Of each side's links the first of each relation are drawn, at most MOST in all.
    """
    coming = _chosen([link for link in links if link.target == iri])
    going = _chosen([link for link in links if link.source == iri and link.target != iri])
    if not coming and not going:
        return None
    tall = max(_tall(coming), _tall(going))
    left = _EDGE + (_BOX + _SPAN if coming else 0)
    right = left + _SELF + _SPAN
    lines = wrap(named(iri), _SELF - 20, 4, _LETTERS)
    size = max(_HEIGHT, len(lines) * _LINE + 18)
    top = (tall - size) / 2
    middle = Box(left, top, _SELF, size, _words(lines, left + 10, top, size), named(iri))
    boxes: list[Box] = []
    heads: list[Word] = []
    for side, forward, x in ((coming, False, _EDGE), (going, True, right)):
        start = (tall - _tall(side)) / 2
        for name, group in groupby(side, key=lambda link: link.relation):
            heads.append(Word(x, start + _HEAD - 8, relation(name)))
            start += _HEAD
            for link in group:
                boxes.append(_neighbour(link, forward, x, start, middle, named))
                start += _HEIGHT + _GAP
    drawn = len(coming) + len(going)
    width = (right + _BOX if going else left + _SELF) + _EDGE
    return Drawing(width, tall, middle, tuple(boxes), tuple(heads), len(links) - drawn)


def _chosen(links: Iterable[Link]) -> list[Link]:
    """The surest links of each relation in turn, so that no relation crowds out the others."""
    groups = [list(group) for _, group in groupby(links, key=lambda link: link.relation)]
    taken: list[list[Link]] = [[] for _ in groups]
    while sum(map(len, taken)) < MOST and any(groups):
        for mine, rest in zip(taken, groups, strict=True):
            if rest and sum(map(len, taken)) < MOST:
                mine.append(rest.pop(0))
    return [link for mine in taken for link in mine]


def _tall(links: Sequence[Link]) -> float:
    relations = len({link.relation for link in links})
    return relations * _HEAD + len(links) * (_HEIGHT + _GAP) + 2 * _EDGE


def _neighbour(link: Link, forward: bool, x: float, y: float, middle: Box, named: Namer) -> Box:
    other = link.target if forward else link.source
    lines = wrap(named(other), _BOX - 16, 2, _LETTERS)
    here = (x if forward else x + _BOX, y + _HEIGHT / 2)
    there = (middle.x + (middle.width if forward else 0), middle.y + middle.height / 2)
    half = (here[0] + there[0]) / 2
    curve = (
        f"M{here[0]:.0f} {here[1]:.0f}C{half:.0f} {here[1]:.0f} {half:.0f} {there[1]:.0f} "
        f"{there[0]:.0f} {there[1]:.0f}"
    )
    words = _words(lines, x + 8, y, _HEIGHT)
    return Box(x, y, _BOX, _HEIGHT, words, named(other), other, link.basis.lower(), curve)


def _words(lines: Sequence[str], x: float, y: float, height: float) -> tuple[Word, ...]:
    first = y + height / 2 - (len(lines) - 1) * _LINE / 2 + _LETTERS * 0.36
    return tuple(Word(x, first + row * _LINE, line) for row, line in enumerate(lines))
