"""A layered layout for small directed graphs, after Sugiyama, Tagawa and Toda (1981).

Cycles are opened, nodes put in layers as near to their neighbours as they can be, long edges given a
bend in each layer between, layers ordered so that few edges cross, and nodes set level with their
neighbours. All steps are deterministic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Edge = tuple[str, str]
_SWEEPS = 24


@dataclass(frozen=True, slots=True)
class Layout:
    """The layer of each node and the height of its middle, and the same of each edge's points."""

    places: dict[str, tuple[int, float]]
    paths: dict[Edge, tuple[tuple[int, float], ...]]
    layers: tuple[tuple[str, ...], ...]


def lay_out(
    nodes: Sequence[str],
    edges: Sequence[Edge],
    *,
    heights: dict[str, float],
    gap: float,
) -> Layout:
    """Lay a connected graph out in layers, the nodes of a layer at least `gap` apart."""
    forward, backward = _open_cycles(nodes, edges)
    level = _levels(nodes, forward)
    chains, inner, size = _bends(forward, level, heights)
    members = {**level, **inner}
    layers = [[n for n in members if members[n] == i] for i in range(max(members.values()) + 1)]
    links = [link for chain in chains.values() for link in pairwise(chain)]
    _order(layers, links)
    tops = _heights(layers, links, size, gap)
    places = {node: (number, tops[node]) for number, layer in enumerate(layers) for node in layer}
    paths: dict[Edge, tuple[tuple[int, float], ...]] = {}
    for edge in edges:
        chain = chains[edge[1], edge[0]][::-1] if edge in backward else chains[edge]
        paths[edge] = tuple(places[node] for node in chain)
    own = {node: places[node] for node in nodes}
    return Layout(own, paths, tuple(tuple(n for n in layer if n in own) for layer in layers))


def _open_cycles(nodes: Sequence[str], edges: Sequence[Edge]) -> tuple[list[Edge], set[Edge]]:
    """The edges without cycles, and those that were turned round for it (Eades, Lin and Smyth 1993)."""
    left = dict.fromkeys(nodes)
    first: list[str] = []
    last: list[str] = []
    while left:
        out = {n: sum(a == n and b in left for a, b in edges) for n in left}
        into = {n: sum(b == n and a in left for a, b in edges) for n in left}
        sinks = [n for n in left if not out[n]]
        sources = [n for n in left if not into[n]]
        if sinks:
            last.insert(0, sinks[-1])
            del left[sinks[-1]]
        else:
            pick = sources[0] if sources else max(left, key=lambda n: out[n] - into[n])
            first.append(pick)
            del left[pick]
    rank = {node: number for number, node in enumerate(first + last)}
    backward = {(a, b) for a, b in edges if rank[a] > rank[b]}
    turned = [(b, a) if (a, b) in backward else (a, b) for a, b in edges]
    return list(dict.fromkeys(turned)), backward


def _levels(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The layer of each node: first by the longest path to it, then moved to shorten its edges."""
    level = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for a, b in edges:
            level[b] = max(level[b], level[a] + 1)
    for _ in nodes:
        for node in nodes:
            into = [level[a] for a, b in edges if b == node]
            out = [level[b] for a, b in edges if a == node]
            if len(out) > len(into):
                level[node] = min(out) - 1
            elif len(out) == len(into) and into:
                low, high = max(into) + 1, min(out) - 1
                level[node] = low + (high - low) // 2
    base = min(level.values())
    return {node: number - base for node, number in level.items()}


def _bends(
    edges: Sequence[Edge], level: dict[str, int], heights: dict[str, float]
) -> tuple[dict[Edge, list[str]], dict[str, int], dict[str, float]]:
    """The nodes that each edge passes, bends among them, with the layers and heights of the bends."""
    chains: dict[Edge, list[str]] = {}
    inner: dict[str, int] = {}
    size = dict(heights)
    for a, b in edges:
        between = range(level[a] + 1, level[b])
        bends = [f"{a}\n{b}\n{number}" for number in between]
        chains[a, b] = [a, *bends, b]
        inner |= dict(zip(bends, between, strict=True))
        size |= dict.fromkeys(bends, 6.0)
    return chains, inner, size


def _order(layers: list[list[str]], links: Sequence[Edge]) -> None:
    """Order each layer by the middle of its neighbours, and keep the order that crosses least."""
    best, fewest = [list(layer) for layer in layers], _crossings(layers, links)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        numbers = range(1, len(layers)) if down else range(len(layers) - 2, -1, -1)
        for number in numbers:
            beside = layers[number - 1 if down else number + 1]
            place = {node: index for index, node in enumerate(beside)}
            middle = {}
            for index, node in enumerate(layers[number]):
                near = [place[o] for o in _neighbours(node, links) if o in place]
                middle[node] = sum(near) / len(near) if near else index
            layers[number].sort(key=middle.__getitem__)
        _swap(layers, links)
        if (now := _crossings(layers, links)) < fewest:
            best, fewest = [list(layer) for layer in layers], now
    layers[:] = best


def _swap(layers: list[list[str]], links: Sequence[Edge]) -> None:
    """Swap neighbours wherever that takes away crossings."""
    for layer in layers:
        for index in range(len(layer) - 1):
            before = _crossings(layers, links)
            layer[index], layer[index + 1] = layer[index + 1], layer[index]
            if _crossings(layers, links) >= before:
                layer[index], layer[index + 1] = layer[index + 1], layer[index]


def _crossings(layers: Sequence[Sequence[str]], links: Sequence[Edge]) -> int:
    place = {node: index for layer in layers for index, node in enumerate(layer)}
    of = {node: number for number, layer in enumerate(layers) for node in layer}
    total = 0
    for number in range(len(layers) - 1):
        here = [(place[a], place[b]) for a, b in links if of[a] == number]
        total += sum(
            (a - c) * (b - d) < 0 for index, (a, b) in enumerate(here) for c, d in here[index + 1 :]
        )
    return total


def _heights(
    layers: Sequence[Sequence[str]], links: Sequence[Edge], size: dict[str, float], gap: float
) -> dict[str, float]:
    """The height of each node's middle: as near to its neighbours' as the order allows."""
    tops: dict[str, float] = {}
    for layer in layers:
        at = 0.0
        for node in layer:
            tops[node] = at + size[node] / 2
            at += size[node] + gap
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = []
            for node in layer:
                near = [tops[other] for other in _neighbours(node, links)]
                wanted.append(sum(near) / len(near) if near else tops[node])
            for node, top in zip(layer, _spread(layer, wanted, size, gap), strict=True):
                tops[node] = top
    low = min(tops[node] - size[node] / 2 for node in tops)
    return {node: round(top - low, 1) for node, top in tops.items()}


def _spread(
    layer: Sequence[str], wanted: Sequence[float], size: dict[str, float], gap: float
) -> list[float]:
    """The heights nearest to the wanted ones at which nodes keep apart (pool of adjacent violators)."""
    offsets, at = [], 0.0
    for node in layer:
        offsets.append(at + size[node] / 2)
        at += size[node] + gap
    pools: list[tuple[float, int]] = []
    for offset, want in zip(offsets, wanted, strict=True):
        pools.append((want - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, m), (b, n) = pools[-2:]
            pools[-2:] = [((a * m + b * n) / (m + n), m + n)]
    shifts = [shift for shift, count in pools for _ in range(count)]
    return [offset + shift for offset, shift in zip(offsets, shifts, strict=True)]


def _neighbours(node: str, links: Sequence[Edge]) -> list[str]:
    return [b if a == node else a for a, b in links if node in (a, b)]
