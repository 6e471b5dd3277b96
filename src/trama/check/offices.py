"""Who answers for what a finding is about: the office that the plan names, or the programme of the budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pyoxigraph import NamedNode

from trama.check.findings import Words
from trama.model import Actor, Indicator, StrategicObjective, Target
from trama.model.dup import MISSIONS, PROGRAMMES
from trama.namespaces import Names
from trama.plans.package import Package

PLAN: Words = {"it": "Chi redige il piano", "en": "Whoever draws up the plan"}
UNNAMED: Words = {
    "it": "Responsabile non indicato nel piano",
    "en": "No office named in the plan",
}
_PROGRAMME = {"it": "Programma {} – {}", "en": "Programme {} – {}"}
_MISSION = {"it": "Missione di bilancio {} – {}", "en": "Budget mission {} – {}"}

Known = Callable[[NamedNode, str], str]


class Offices:
    """Finds who answers for a thing of a plan, by its IRI.

    It is the actor that the objective names as responsible; without one, the programme or mission of the
    budget under which it stands, by which every town knows the office; PLAN for what is about a whole plan.
    """

    def __init__(self, plans: Mapping[str, Package], names: Names, label: Known) -> None:
        """Take the plans by their identifiers, and what gives the label of a thing in a language."""
        self._plans, self._names, self._label = plans, names, label
        self._of: dict[str, dict[str, Words]] = {}

    def of(self, plan: str, iri: str) -> Words:
        """Return who answers for the thing with an IRI in a plan."""
        if plan not in self._plans:
            return {}
        if plan not in self._of:
            self._of[plan] = dict(self._read(self._plans[plan]))
        return self._of[plan].get(iri, PLAN)

    def _read(self, package: Package) -> Iterator[tuple[str, Words]]:
        actors = {row.id: row for row in package.rows(Actor)}
        by_code: dict[str, Words] = {}
        for row in package.rows(StrategicObjective):
            by_code[row.code] = self._office(row, actors)
            yield self._names.thing(row.local(package.plan)).value, by_code[row.code]
        measured: dict[str, Words] = {}
        for one in package.rows(Indicator):
            measured[one.id] = by_code.get(one.objective[0], UNNAMED) if one.objective else UNNAMED
            yield self._names.thing(one.local(package.plan)).value, measured[one.id]
        for target in package.rows(Target):
            office = measured.get(target.indicator[0], UNNAMED) if target.indicator else UNNAMED
            yield self._names.thing(target.local(package.plan)).value, office

    def _office(self, row: StrategicObjective, actors: Mapping[str, Actor]) -> Words:
        # One that nobody knows is a finding of its own (REF-05), and no office.
        told = [one for actor in row.responsible if (one := self._named(actor, actors))]
        if told:
            return {lang: ", ".join(each[lang] for each in told) for lang in ("it", "en")}
        for known, code, said in (
            (PROGRAMMES, row.dup_programme, _PROGRAMME),
            (MISSIONS, row.dup_mission, _MISSION),
        ):
            if code in known:
                it, en = known[code]
                return {"it": said["it"].format(code, it), "en": said["en"].format(code, en)}
        return UNNAMED

    def _named(self, actor: str, actors: Mapping[str, Actor]) -> Words:
        if actor in actors:
            row = actors[actor]
            return {"it": row.label_it, "en": row.label_en or row.label_it}
        thing = self._names.thing(f"actor/{actor}")
        it = self._label(thing, "it")
        return {"it": it, "en": self._label(thing, "en") or it} if it else {}
