"""The two sides of a finding: what a thing is called, and its plan's exact words about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from trama.check.codes import LIKENESS, like
from trama.check.dates import spoken
from trama.check.findings import Side
from trama.check.workbench import Workbench, kind_of
from trama.model import Indicator, StrategicObjective, Target
from trama.model.element import Element
from trama.namespaces import DCTERMS, OA, PROV, RDF, RDFS, SKOS, TRAMA, XSD
from trama.plans.package import Package

_LIKENESS_OF_PLANS = 0.8
_DATES = (XSD.date, XSD.gYearMonth)
_CLASSES = {
    "objective": (TRAMA.StrategicObjective,),
    "mission": (TRAMA.Mission,),
    "driver": (TRAMA.Driver,),
    "indicator": (TRAMA.Indicator,),
    "instrument": (TRAMA.Instrument,),
    "actor": (TRAMA.Actor,),
    "programme": (TRAMA.Programme,),
    "plan": (TRAMA.Plan,),
    "act": (TRAMA.LegalAct,),
    "agent": (PROV.Agent,),
    "place": (TRAMA.Municipality, TRAMA.TerritorialArea, TRAMA.MunicipalUnion),
}


class Sides:
    """Finds the sides of findings in a dataset under comparison, each only once."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._found: dict[str, Side] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._candidates: dict[str, list[str]] = {}

    def side(self, thing: NamedNode) -> Side:
        """Return the side that a thing makes, in the words of the plan that it was read from."""
        if thing.value not in self._found:
            row = self._bench.elements.get(thing.value)
            self._found[thing.value] = _of_row(thing.value, *row) if row else self._of_graph(thing)
        return self._found[thing.value]

    def above(self, thing: NamedNode) -> Side:
        """Return the upper side that a thing makes: a place is what the territory says it is."""
        place = kind_of(self._local(thing)) == "place"
        return self._of_graph(thing) if place else self.side(thing)

    def text(self, term: NamedNode | Literal, lang: str) -> str:
        """Return how a sentence calls a thing, or a literal's value."""
        if isinstance(term, Literal):
            return spoken(term.value, lang) if term.datatype in _DATES else term.value
        key = (term.value, lang)
        if key not in self._texts:
            self._texts[key] = self._text(term, lang)
        return self._texts[key]

    def _text(self, thing: NamedNode, lang: str) -> str:
        local = self._local(thing)
        labels = [self._bench.literal(thing, RDFS.label, one) for one in (lang, "it")]
        label = next((one for one in labels if one), "")
        first, last = "“”" if lang == "en" else "«»"
        if not label:
            return f"{first}{self.written(thing)}{last}"
        code = self._bench.literal(thing, SKOS.notation)
        kind = kind_of(local)
        if kind in ("objective", "indicator", "mission", "driver", "target") or kind == "place":
            return f"{code} {first}{label}{last}" if code else f"{first}{label}{last}"
        return f"{first}{label}{last}"

    def written(self, thing: NamedNode, like: str = "") -> str:
        """Return how a table writes a reference to a thing: as a local name if `like` is one."""
        local = self._local(thing)
        if "/" in like:
            return local
        owner, _, rest = local.partition("/")
        kind, _, code = rest.partition("/")
        if kind in ("objective", "indicator") and code:
            return f"{owner}#{code}"
        return local.rpartition("/")[2] if kind_of(local) != "place" else local

    def nearest(
        self, unknown: NamedNode, plan: NamedNode, uppers: Sequence[NamedNode]
    ) -> NamedNode | None:
        """Return the known thing most like one that does not exist, or None if none is like it.

        A part of a plan is looked for in the plan that the reference names, or in those above; a plan
        among those other than `plan`, which refers to it.
        """
        local = self._local(unknown)
        owner, _, rest = local.partition("/")
        kind = kind_of(local)
        known = self._known(kind)
        if kind == "plan":
            others = [name for name in known if name != self._local(plan)]
            return self._like(local, "", others, _LIKENESS_OF_PLANS)
        if kind in ("objective", "mission", "driver", "indicator"):
            for place in (owner, *map(self._local, uppers)):
                prefix = f"{place}/{kind}/"
                found = self._like(rest.partition("/")[2], prefix, known)
                # A plan that is known has its own codes, and no other's.
                if found or (place == owner and any(name.startswith(prefix) for name in known)):
                    return found
            return None
        return self._like(rest, f"{owner}/", known)

    def _like(
        self, code: str, prefix: str, known: list[str], likeness: float = LIKENESS
    ) -> NamedNode | None:
        codes = [name.removeprefix(prefix) for name in known if name.startswith(prefix)]
        found = like(code, codes, likeness)
        return self._bench.names.thing(prefix + found) if found else None

    def _known(self, kind: str) -> list[str]:
        if kind not in self._candidates:
            subjects = {
                quad.subject.value
                for class_ in _CLASSES.get(kind, ())
                for quad in self._bench.engine.quads_for_pattern(None, RDF.type, class_)
                if isinstance(quad.subject, NamedNode)
            }
            self._candidates[kind] = sorted(map(self._bench.local, subjects))
        return self._candidates[kind]

    def _local(self, thing: NamedNode) -> str:
        return self._bench.local(thing.value)

    def _of_graph(self, thing: NamedNode) -> Side:
        bench = self._bench
        label = bench.literal(thing, RDFS.label, "it")
        words = bench.literal(thing, DCTERMS.description, "it") or label
        code = bench.literal(thing, SKOS.notation) or self._local(thing).rpartition("/")[2]
        found = []
        for passage in bench.values(thing, TRAMA.statedIn):
            exact, start = self._selected(passage)
            # The passage that says the thing's own words tells more than one that only names it.
            found.append(
                (words not in exact, start, bench.literal(passage, SKOS.notation), exact, passage)
            )
        if not found:
            owner = bench.values(thing, TRAMA.inPlan)
            return Side(
                thing.value, code, label, "", words, bench.local(owner[0].value) if owner else ""
            )
        _, _, mark, exact, passage = min(found, key=lambda one: one[:3])
        plan = bench.local(passage.value).partition("/")[0]
        return Side(thing.value, code, label, mark, exact, plan)

    def _selected(self, passage: NamedNode) -> tuple[str, int]:
        exact, start = "", 0
        for selector in self._bench.values(passage, OA.hasSelector):
            exact = self._bench.literal(selector, OA.exact) or exact
            start = int(self._bench.literal(selector, OA.start) or start)
        return exact, start


def _of_row(iri: str, element: Element, package: Package, plan: str) -> Side:
    """The side of a thing that stands in a plan's own tables, with that plan's own text."""
    mark, quote = _passage(element, package)
    label = _label(element, package)
    quote = quote or getattr(element, "text_it", "") or label
    return Side(iri, _code(element), label, mark, quote, plan)


def _code(element: Element) -> str:
    for name in ("code", "istat", "number", "id"):
        if hasattr(element, name):
            return str(getattr(element, name))
    return ""


def _label(element: Element, package: Package) -> str:
    if isinstance(element, Target):
        indicator = _indicators(package).get(element.indicator[0])
        return f"{indicator.label_it} ({element.year})" if indicator else element.id
    return str(getattr(element, "label_it", "") or getattr(element, "title_it", ""))


def _passage(element: Element, package: Package) -> tuple[str, str]:
    """The first passage of a row; that of its indicator or objective if it has none of its own."""
    words = getattr(element, "text_it", "")
    passages = package.text.by_id if package.text else {}
    held = [passages[mark] for mark in getattr(element, "passages", ()) if mark in passages]
    if held:
        best = next((passage for passage in held if words and words in passage.text), held[0])
        return best.id, best.text
    if isinstance(element, Target):
        above: Element | None = _indicators(package).get(element.indicator[0])
    elif isinstance(element, Indicator) and element.objective:
        above = _objectives(package).get(element.objective[0])
    else:
        above = None
    return _passage(above, package) if above else ("", "")


def _indicators(package: Package) -> Mapping[str, Indicator]:
    return {row.id: row for row in package.rows(Indicator)}


def _objectives(package: Package) -> Mapping[str, StrategicObjective]:
    return {row.code: row for row in package.rows(StrategicObjective)}
