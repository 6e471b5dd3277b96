"""How much of the upper plan the lower ones serve: by mission, driver, zone, plan, and in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import NamedNode

from trama.check.findings import Coverage, Objective, Share, Words
from trama.check.sides import Sides
from trama.check.workbench import CHECK, Workbench
from trama.namespaces import RDFS, SKOS, TRAMA

_CITY = {"it": "Tutti i piani", "en": "All plans"}


def coverage(
    bench: Workbench, sides: Sides, upper: NamedNode, lower: Sequence[NamedNode]
) -> Coverage:
    """Return the coverage of an upper plan by lower ones."""
    objectives = bench.parts(upper, TRAMA.StrategicObjective)
    order = {node: number for number, node in enumerate(objectives)}
    serving: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    by_plan: dict[NamedNode, set[NamedNode]] = {}
    for plan in lower:
        by_plan[plan] = {one for one in bench.values(plan, CHECK.serves) if one in order}
        for objective in bench.parts(plan, TRAMA.StrategicObjective):
            for target in bench.values(objective, CHECK.serves):
                serving[target].append(objective)
    covered = set().union(*by_plan.values())

    def share(key: str, label: Words, among: Iterable[NamedNode], those: set[NamedNode]) -> Share:
        ordered = sorted(among, key=order.__getitem__)
        codes = {node: bench.literal(node, SKOS.notation) for node in ordered}
        return Share(
            key,
            label,
            tuple(codes[node] for node in ordered if node in those),
            tuple(codes[node] for node in ordered if node not in those),
        )

    def parts(class_: NamedNode, members: Mapping[NamedNode, list[NamedNode]]) -> tuple[Share, ...]:
        found = ((_number(bench, node), node) for node in bench.parts(upper, class_))
        return tuple(
            share(key, _labels(bench, node), members.get(node, ()), covered)
            for key, node in sorted(found, key=lambda one: (len(one[0]), one[0]))
        )

    in_mission: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    in_driver: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for objective in objectives:
        for mission in bench.values(objective, TRAMA.inMission):
            in_mission[mission].append(objective)
    for driver in bench.parts(upper, TRAMA.Driver):
        in_driver[driver] = [
            one for one in set(bench.values(driver, TRAMA.combines)) if one in order
        ]
    in_zone: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for plan in lower:
        for zone in bench.zones(plan):
            in_zone[zone] |= by_plan[plan]
    zones = sorted((_number(bench, zone), zone.value) for zone in in_zone)
    return Coverage(
        objectives=tuple(
            Objective(
                sides.side(node),
                next((_number(bench, one) for one in bench.values(node, TRAMA.inMission)), ""),
                tuple(sides.side(one) for one in serving[node]),
            )
            for node in objectives
        ),
        city=share("", _CITY, objectives, covered),
        missions=parts(TRAMA.Mission, in_mission),
        drivers=parts(TRAMA.Driver, in_driver),
        zones=tuple(
            share(number, _labels(bench, zone), objectives, in_zone[zone])
            for number, zone in ((number, NamedNode(iri)) for number, iri in zones)
        ),
        plans=tuple(
            share(bench.local(plan.value), _labels(bench, plan), objectives, by_plan[plan])
            for plan in lower
        ),
    )


def _number(bench: Workbench, node: NamedNode) -> str:
    return bench.literal(node, SKOS.notation)


def _labels(bench: Workbench, node: NamedNode) -> Words:
    italian = bench.literal(node, RDFS.label, "it")
    return {"it": italian, "en": bench.literal(node, RDFS.label, "en") or italian}
