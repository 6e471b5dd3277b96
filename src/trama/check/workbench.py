"""The dataset on which checks between plans run: the build, the plans at hand, and working statements.

Plans are set down as their tables have them, whatever they refer to. Working statements, in the
vocabulary `https://w3id.org/trama/ns/check#` that `docs/checks.md` lists, say what SPARQL could only
work out slowly: last days of dates, the comuni of a zone, references that lead nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Engine

from trama.check.dates import first_day, last_day
from trama.check.units import measure_of
from trama.language.similarity import plain_words
from trama.model import Link, Municipality, Plan, Review
from trama.model.element import Element, references
from trama.namespaces import DCTERMS, RDF, RDFS, TRAMA, XSD, Names, Namespace, digest
from trama.plans.package import Package
from trama.plans.statements import row_quads, spoken

CHECK = Namespace("https://w3id.org/trama/ns/check#")
SERVING = (TRAMA.implements, TRAMA.contributesTo, TRAMA.alignsTo)
_PARTS = ("objective", "mission", "driver", "indicator", "passage", "theme", "keyword", "target")
_PLACES = ("comune", "zone", "union")
_SHARED = ("instruments.csv", "actors.csv", "programmes.csv", "legal.csv", "agents.csv")


@dataclass(slots=True)
class Workbench:
    """A dataset under comparison; `elements` finds the row that a thing was read from."""

    engine: Engine
    names: Names
    plans: dict[str, Package] = field(default_factory=dict)
    elements: dict[str, tuple[Element, Package, str]] = field(default_factory=dict)
    comuni_of: dict[NamedNode, set[NamedNode]] = field(default_factory=dict)
    _dangling: list[tuple[str, str, str, str]] = field(default_factory=list)
    _territories: dict[NamedNode, set[NamedNode]] = field(default_factory=dict)

    @property
    def working(self) -> NamedNode:
        """The graph of working statements."""
        return self.names.graph("check")

    def local(self, thing: str) -> str:
        """Return the local name of a thing by its IRI."""
        return thing.removeprefix(self.names.thing("").value)

    def known(self, thing: NamedNode) -> bool:
        """Whether the dataset describes a thing, and does not only refer to it."""
        return next(self.engine.quads_for_pattern(thing, RDF.type, None), None) is not None

    def values(self, thing: NamedNode | None, predicate: NamedNode) -> list[NamedNode]:
        """Return the things that a property of a thing leads to."""
        found = self.engine.quads_for_pattern(thing, predicate, None)
        return [quad.object for quad in found if isinstance(quad.object, NamedNode)]

    def literal(self, thing: NamedNode, predicate: NamedNode, lang: str | None = None) -> str:
        """Return a literal value of a thing, in a language if one is given, or nothing."""
        for quad in self.engine.quads_for_pattern(thing, predicate, None):
            if isinstance(quad.object, Literal) and lang in (None, quad.object.language):
                return quad.object.value
        return ""

    def add(self, package: Package) -> None:
        """Set down a plan's tables in a graph of its own, `plan/<id>`."""
        name = package.plan
        self.plans[name] = package
        self.engine.extend(list(self._statements(package, name)))

    def _statements(self, package: Package, name: str) -> Iterator[Quad]:
        plan, graph = self.names.thing(name), self.names.graph(f"plan/{name}")
        for element in package.elements():
            if isinstance(element, Review):
                continue
            if isinstance(element, Link):
                source, target = (
                    self.names.thing(end[0]) for end in (element.source, element.target)
                )
                yield Quad(source, TRAMA[element.relation], target, graph)
                self._refer(element, source.value, name)
                continue
            thing = self.names.thing(element.local(name))
            # A register's own account of an instrument or actor stands; a plan cannot redefine it.
            if element.table in _SHARED and self.known(thing):
                continue
            self.elements.setdefault(thing.value, (element, package, name))
            yield Quad(thing, CHECK.ownedBy, plan, self.working)
            stated = row_quads(element, name, self.names, graph, declared=True)
            yield from spoken(stated, package.language)
            self._refer(element, thing.value, name)

    def _refer(self, element: Element, thing: str, plan: str) -> None:
        """Note every reference of a row, to be looked up when all plans are there."""
        publishers = {actor for row in self.plans[plan].rows(Plan) for actor in row.publisher}
        for reference in references(element, plan):
            if reference.kind == "agent" and reference.words in publishers:
                continue  # the plan itself says it
            self._dangling.append((thing, reference.local, reference.words, plan))

    def prepare(self, uppers: Sequence[NamedNode], lower: Iterable[NamedNode]) -> None:
        """Make the working statements, once every plan is there."""
        lower = list(lower)
        said: list[Quad] = []
        for plan in lower:
            said += [self._say(plan, CHECK.against, upper) for upper in uppers]
            said.append(
                self._say(plan, CHECK.graph, self.names.graph(f"plan/{self.local(plan.value)}"))
            )
        said += self._territory(lower)
        said += self._references({plan.value for plan in lower})
        for plan in lower:
            said += self._services(plan, uppers)
        for quad in self.engine.quads_for_pattern(None, RDF.type, TRAMA.Plan):
            if isinstance(quad.subject, NamedNode):
                name = self.local(quad.subject.value)
                said.append(self._say(quad.subject, CHECK.reference, name))
        for quad in self.engine.quads_for_pattern(None, RDF.type, TRAMA.StrategicObjective):
            if isinstance(quad.subject, NamedNode):
                owner, _, code = self.local(quad.subject.value).partition("/objective/")
                said.append(self._say(quad.subject, CHECK.reference, f"{owner}#{code}"))
        for plan in (*uppers, *lower):
            said += self._parts(plan)
        said += self._periods(lower)
        said += self._measures(uppers, lower)
        self.engine.extend(said)

    def _say(self, subject: NamedNode, predicate: NamedNode, value: object) -> Quad:
        term = Literal(value) if isinstance(value, str) else value
        return Quad(subject, predicate, term, self.working)  # type: ignore[arg-type]

    def _territory(self, lower: list[NamedNode]) -> Iterator[Quad]:
        truth = self.names.graph("territory")
        comuni_of: dict[NamedNode, set[NamedNode]] = defaultdict(set)
        for predicate, name in ((TRAMA.inZone, CHECK.zone), (TRAMA.inUnion, CHECK.union)):
            for quad in self.engine.quads_for_pattern(None, predicate, None, truth):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    comuni_of[quad.object].add(quad.subject)
                    comuni_of[quad.subject].add(quad.subject)
                    yield self._say(quad.subject, name, quad.object)
        self.comuni_of = comuni_of
        for place, comuni in comuni_of.items():
            for comune in comuni:
                yield self._say(place, CHECK.holds, comune)
        for plan in lower:
            for comune in self.territory(plan):
                yield self._say(plan, CHECK.actsIn, comune)

    def territory(self, plan: NamedNode) -> set[NamedNode]:
        """Return the comuni of a plan's territory: those it states, or lists in `comuni.csv`."""
        if plan not in self._territories:
            self._territories[plan] = self._comuni(plan)
        return self._territories[plan]

    def _comuni(self, plan: NamedNode) -> set[NamedNode]:
        places = self.values(plan, TRAMA.territory)
        package = self.plans.get(self.local(plan.value))
        if not places and package:
            rows = package.rows(Municipality)
            places = [self.names.thing(row.local(package.plan)) for row in rows]
        return {comune for place in places for comune in self.comuni_of.get(place, {place})}

    def zones(self, plan: NamedNode) -> set[NamedNode]:
        """Return the zones on which a plan acts."""
        comuni = self.territory(plan)
        truth = self.names.graph("territory")
        return {
            quad.object
            for comune in comuni
            for quad in self.engine.quads_for_pattern(comune, TRAMA.inZone, None, truth)
            if isinstance(quad.object, NamedNode)
        }

    def _references(self, lower: set[str]) -> Iterator[Quad]:
        """What is referred to but nowhere described, by the plans being checked."""
        known: dict[str, bool] = {}
        for subject, local, part, plan in self._dangling:
            if self.names.thing(plan).value not in lower:
                continue
            if local not in known:
                known[local] = self._described(local)
            if known[local]:
                continue
            source, target = NamedNode(subject), self.names.thing(local)
            kind = kind_of(local)
            owner = self.names.thing(local.split("/")[0])
            # What a plan that is not here holds, nobody can say.
            if kind in _PARTS and not self.known(owner):
                kind = "plan"
            yield self._say(source, CHECK.ownedBy, self.names.thing(plan))
            yield self._say(source, CHECK.refersTo, target)
            yield self._say(target, CHECK.kind, kind)
            yield self._say(target, CHECK.reference, part)
            if kind == "plan" or kind in _PARTS:
                yield self._say(target, CHECK.ofPlan, owner)

    def _described(self, local: str) -> bool:
        owner, _, mark = local.partition("/passage/")
        package = self.plans.get(owner)
        if mark and package:
            return package.text is not None and mark in package.text.by_id
        return self.known(self.names.thing(local))

    def _services(self, plan: NamedNode, uppers: Sequence[NamedNode]) -> Iterator[Quad]:
        objectives = self.parts(plan, TRAMA.StrategicObjective)
        for objective in objectives:
            for relation in SERVING:
                for target in self.values(objective, relation):
                    owners = self.values(target, TRAMA.inPlan)
                    if not owners:
                        continue
                    yield self._say(objective, CHECK.serves, target)
                    if owners[0] in uppers:
                        yield self._say(plan, CHECK.serves, target)

    def parts(self, plan: NamedNode, class_: NamedNode) -> list[NamedNode]:
        """Return the parts of a plan that are of a class, in order of IRI."""
        parts = self.engine.quads_for_pattern(None, TRAMA.inPlan, plan)
        found = {
            quad.subject
            for quad in parts
            if isinstance(quad.subject, NamedNode)
            and next(self.engine.quads_for_pattern(quad.subject, RDF.type, class_), None)
        }
        return sorted(found, key=lambda node: node.value)

    def _parts(self, plan: NamedNode) -> Iterator[Quad]:
        """Words and places of a plan's objectives, and where targets and tasks meet."""
        territory = self.territory(plan)
        for objective in self.parts(plan, TRAMA.StrategicObjective):
            yield self._say(objective, CHECK.words, plain_words(self._words(objective)))
            places = self.values(objective, TRAMA.place)
            comuni = {c for place in places for c in self.comuni_of.get(place, {place})}
            for comune in comuni or territory:
                yield self._say(objective, CHECK.takesPlaceIn, comune)
            if self.values(objective, TRAMA.responsible):
                yield from self._tasks(objective, comuni or territory)
        for target in self.parts(plan, TRAMA.Target):
            for place in self.values(target, TRAMA.place):
                for comune in self.comuni_of.get(place, {place}):
                    yield self._say(target, CHECK.takesPlaceIn, comune)
            yield from self._point(target, plan)

    def _words(self, objective: NamedNode) -> str:
        return self.literal(objective, DCTERMS.description, "it") or self.literal(
            objective, RDFS.label, "it"
        )

    def _tasks(self, objective: NamedNode, comuni: set[NamedNode]) -> Iterator[Quad]:
        for task in self.values(objective, TRAMA.implements):
            for comune in comuni:
                spot = self._node("task", task.value, comune.value)
                yield self._say(objective, CHECK.at, spot)
                yield self._say(spot, CHECK.of, task)
                yield self._say(spot, CHECK.comune, comune)

    def _point(self, target: NamedNode, plan: NamedNode) -> Iterator[Quad]:
        """Where a target stands: the shared indicator, the year and the place.

        A target without a place is about its plan's whole territory; if the plan does not state that,
        about the whole metropolitan territory.
        """
        year = self.literal(target, TRAMA.year)
        stated = self.values(target, TRAMA.place)
        whole = self.values(plan, TRAMA.territory)
        if stated:
            place = stated[0].value
        elif len(whole) == 1:
            place = whole[0].value
        else:
            place = plan.value if self.territory(plan) else "everywhere"
        for indicator in self.values(target, TRAMA.ofIndicator):
            shared = self.shared(indicator)
            yield self._say(target, CHECK.at, self._node("point", shared.value, year, place))
            # Days of several steps of one indicator are not one day told twice.
            if self.literal(target, TRAMA.dueDate) and len(self._targets(indicator)) == 1:
                yield self._say(target, CHECK.awaitedAt, self._node("due", shared.value, place))

    def _measures(self, uppers: Sequence[NamedNode], lower: list[NamedNode]) -> Iterator[Quad]:
        """Units as measures, values as amounts of them, and indicators of two plans that seem the same."""
        named: dict[tuple[str, str], list[tuple[NamedNode, NamedNode]]] = defaultdict(list)
        for plan in (*uppers, *lower):
            for indicator in self.parts(plan, TRAMA.Indicator):
                measure, factor = measure_of(self.literal(indicator, TRAMA.unit))
                words = plain_words(self.literal(indicator, RDFS.label))
                yield self._say(indicator, CHECK.measure, measure)
                yield self._say(indicator, CHECK.words, words)
                owner, _, code = self.local(indicator.value).partition("/indicator/")
                yield self._say(indicator, CHECK.reference, f"{owner}#{code}")
                named[words, measure].append((plan, indicator))
                for target in self._targets(indicator):
                    yield self._say(target, CHECK.measure, measure)
                    yield from self._amounts(target, factor)
        rank = {plan: number for number, plan in enumerate((*uppers, *lower))}
        for alike in named.values():
            for plan, indicator in alike:
                # Of many plans with one name the first is told: to name each pair would grow with the square.
                others = (
                    same
                    for other, same in alike
                    if rank[other] < rank[plan] and self.shared(indicator) != self.shared(same)
                )
                if (first := next(others, None)) is not None:
                    yield self._say(indicator, CHECK.alike, first)

    def _amounts(self, target: NamedNode, factor: Decimal) -> Iterator[Quad]:
        """What a target wants in the common measure: from where to where, and the amount where it is one."""
        value, least, most = (
            self.literal(target, name) for name in (TRAMA.value, TRAMA.leastValue, TRAMA.mostValue)
        )
        bound = bool(least or most)
        for name, number in (
            (CHECK.amount, value),
            (CHECK.least, least if bound else value),
            (CHECK.most, most if bound else value),
        ):
            if number:
                amount = (Decimal(number) * factor).normalize()
                yield self._say(target, name, Literal(f"{amount:f}", datatype=XSD.decimal))

    def _targets(self, indicator: NamedNode) -> list[NamedNode]:
        found = self.engine.quads_for_pattern(None, TRAMA.ofIndicator, indicator)
        return [quad.subject for quad in found if isinstance(quad.subject, NamedNode)]

    def shared(self, indicator: NamedNode) -> NamedNode:
        """Return the indicator that this one is declared to be the same as, however far away."""
        seen = {indicator}
        while following := self.values(indicator, TRAMA.sameIndicatorAs):
            if following[0] in seen:
                break
            indicator = following[0]
            seen.add(indicator)
        return indicator

    def _node(self, *key: str) -> NamedNode:
        """A node for a place in the comparison, the same for the same key."""
        return self.names.thing(f"check/{digest('|'.join(key), 16)}")

    def _periods(self, lower: list[NamedNode]) -> Iterator[Quad]:
        days = {TRAMA.startDate: first_day, TRAMA.endDate: last_day, TRAMA.inForceFrom: first_day}
        days[TRAMA.dueDate] = last_day
        for predicate, day in days.items():
            name = CHECK.lastDay if day is last_day else CHECK.firstDay
            for quad in self.engine.quads_for_pattern(None, predicate, None):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                    yield self._say(quad.subject, name, _date(day(quad.object.value)))
        for plan in lower:
            for objective in self.parts(plan, TRAMA.StrategicObjective):
                for predicate, name in (
                    (TRAMA.startDate, CHECK.since),
                    (TRAMA.endDate, CHECK.until),
                ):
                    stated = self.literal(objective, predicate) or self.literal(plan, predicate)
                    if stated:
                        yield self._say(objective, name, _date(days[predicate](stated)))


def kind_of(local: str) -> str:
    """Return the kind of thing that a local name names, such as `objective` or `place`."""
    first, *rest = local.split("/")
    if len(rest) > 1 and rest[0] in _PARTS:
        return rest[0]
    if not rest:
        return "plan"
    return "place" if first in _PLACES else first


def _date(day: str) -> Literal:
    return Literal(day, datatype=XSD.date)
