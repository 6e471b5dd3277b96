"""Which plans the weave is of: that in force, and those that a visitor chose beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from pyoxigraph import Literal

from trama.errors import QueryError
from trama.language.nearest import nearest
from trama.network.network import (
    Network,
    is_large,
    plans_in_force,
    read_beside,
    read_network,
)
from trama.store import Store
from trama.store.select import select
from trama.web.cache import Cache
from trama.web.replies import language
from trama.web.state import current

PARAMETER = "piano"
MOST = 12
"""How many plans may be chosen at once."""
LINKS = 5_000
"""How many links of chosen plans are drawn at most, each plan whole or not at all."""
LISTED = 24
"""How many plans the page lists to be ticked, beside those that are chosen."""
NAMED = 200
"""How many more it offers while one writes a name."""
_KEPT = 8
_PLANS = """
SELECT DISTINCT ?plan ?title WHERE {
  { SELECT DISTINCT ?plan WHERE { ?objective a trama:StrategicObjective ; trama:inPlan ?plan } }
  ?plan a trama:Plan ; dcterms:title ?title .
}"""
_COUNTS = """
SELECT ?plan (COUNT(DISTINCT ?link) AS ?n) WHERE {{
  VALUES ?plan {{ {plans} }} ?thing trama:inPlan ?plan . ?link trama:source ?thing ; a trama:Link .
}} GROUP BY ?plan"""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that may be chosen: its IRI, the name that an address gives it, and its titles by language."""

    iri: str
    name: str
    titles: Mapping[str, str] = field(hash=False)

    def title(self, lang: str) -> str:
        """The title in a language, or in Italian, or any."""
        return self.titles.get(lang) or self.titles.get("it") or next(iter(self.titles.values()))


@dataclass(frozen=True, slots=True)
class Choice:
    """The plans that an address asks for: those that are drawn, and those that are one too many."""

    drawn: tuple[Plan, ...] = ()
    left: tuple[Plan, ...] = ()


def plans() -> Sequence[Plan]:
    """Return the plans beside that in force of which something can be drawn, by title; read once a release."""
    state = current()
    return state.once.get(
        "weave-plans", lambda: _read(state.store, state.settings.names.thing("").value)
    )


def chosen() -> Choice:
    """Return the plans that the query string names, by identifier or by title.

    Raises QueryError, with what is like it, if there is none of a name, or several.
    """
    wanted = dict.fromkeys(text.strip() for text in request.args.getlist(PARAMETER))
    found = list(dict.fromkeys(_named(text) for text in wanted if text))
    if not found:
        return Choice()
    iris = " ".join(f"<{plan.iri}>" for plan in found)
    rows = select(current().store, _COUNTS.format(plans=iris))
    counts = {row["plan"].value: int(row["n"].value) for row in rows}
    drawn: list[Plan] = []
    room = LINKS
    for plan in found[:MOST]:
        room -= counts.get(plan.iri, 0)
        if room >= 0 or not drawn:
            drawn.append(plan)
    return Choice(tuple(drawn), tuple(plan for plan in found if plan not in drawn))


def network() -> Network:
    """Return the network of the release being served, which is read once.

    Of a few links that is all plans, and of many the one in force (`trama.network.network.read_network`).
    """
    state = current()
    return state.once.get("network", lambda: read_network(state.store))


def network_of(choice: Choice) -> Network:
    """Return the network of the plan in force and of the plans that are drawn beside it; of none the whole."""
    if not choice.drawn:
        return network()
    state = current()
    kept: Cache[Network] = state.once.get("weave-networks", lambda: Cache(_KEPT))
    key = tuple(sorted(plan.iri for plan in choice.drawn))
    found = kept.get(key)
    if found is None:
        above = plans_in_force(state.store)
        if is_large(state.store):
            found = read_beside(state.store, above, key, network())
        else:
            found = read_network(state.store, [*above, *key])
        kept.put(key, found, 1)
    return found


def offered(choice: Choice) -> dict[str, object]:
    """Return what the page shows of the choice: boxes, names to be written, how many there are, what is left out."""
    lang, every = language(), plans()
    picked = (*choice.drawn, *choice.left)
    rest = [plan for plan in every if plan not in picked]
    names = [plan.title(lang) for plan in rest[LISTED : LISTED + NAMED]]
    return {
        "boxes": [
            (plan.name, plan.title(lang), plan in choice.drawn)
            for plan in (*picked, *rest[:LISTED])
        ],
        "names": names,
        "more": len(rest) > LISTED,
        "listed": len(picked) + len(rest[:LISTED]),
        "count": len(every),
        "drawn": [plan.name for plan in choice.drawn],
        "left": [plan.title(lang) for plan in choice.left],
        "most": MOST,
        "links": LINKS,
    }


def _read(store: Store, base: str) -> tuple[Plan, ...]:
    above = set(plans_in_force(store))
    titles: dict[str, dict[str, str]] = {}
    for row in select(store, _PLANS):
        title = row["title"]
        if isinstance(title, Literal) and row["plan"].value not in above:
            titles.setdefault(row["plan"].value, {})[title.language or "it"] = title.value
    found = (Plan(iri, iri.removeprefix(base), names) for iri, names in titles.items())
    return tuple(sorted(found, key=lambda plan: (plan.title("it").casefold(), plan.iri)))


def _named(text: str) -> Plan:
    wanted = text.casefold()
    every = plans()
    exact = [plan for plan in every if wanted in _called(plan)]
    found = exact or [plan for plan in every if any(wanted in name for name in _called(plan))]
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{plan.title(language())} ({plan.name})" for plan in found[:4])
        raise QueryError("weave.several", text=text, several=several)
    raise QueryError("name.no-plan", plan=text, near=nearest(text, [plan.name for plan in every]))


def _called(plan: Plan) -> tuple[str, ...]:
    return tuple(name.casefold() for name in (plan.name, *plan.titles.values()))
