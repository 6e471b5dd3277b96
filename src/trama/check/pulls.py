"""What lower objectives seem to pull against, and declared relations that their words do not show.

Working statements, which the checks CON-07, CON-08 and COV-05 read. They ask a person; nothing is
asserted by them (`docs/checks.md`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad

from trama.check.shares import copies, shared, worth
from trama.check.spread import Found, against
from trama.check.workbench import CHECK, SERVING, Workbench
from trama.language.contrast import Contrast, Contrasts
from trama.model import Link
from trama.namespaces import DCTERMS, RDFS, TRAMA, digest

MOST = 4
"""The most objectives that one is told to pull against: those nearest in words."""

WANTED = {
    "words": ("ciò che il tema vuole", "what the theme wants"),
    "more": ("di più", "more"),
    "less": ("di meno", "less"),
    "kept": ("da conservare", "to be kept"),
    "unified": ("da fare insieme", "to be done together"),
    "opened": ("da aprire", "to be opened"),
    "": ("in senso opposto", "the opposite way"),
}
_SAME_WORDS = {"it": "le stesse parole", "en": "the same words"}

Answered = Collection[tuple[str, str]]
"""The pairs that a person has answered about: lower code, and upper code with its plan before it."""


def pulls(
    bench: Workbench,
    uppers: Sequence[NamedNode],
    lower: Sequence[NamedNode],
    answered: Answered = (),
    *,
    processes: int = 1,
) -> Iterator[Quad]:
    """Yield the working statements on what the objectives of lower plans pull against.

    They are held against the objectives of each upper plan, and against those of the other plans that act
    in a comune where their own does. A pair that is declared to be in conflict, or answered, is left out.
    `processes` is how many may work at once where there are many.
    """
    above = [(plan, one) for one in (_Objectives(bench, [up]) for up in uppers) for plan in lower]
    meeting = list(_meeting(bench, lower).items())

    def of(number: int) -> list[Quad]:
        if number < len(above):
            return list(_of(bench, *above[number], answered))
        plan, others = meeting[number - len(above)]
        return list(_of(bench, plan, _Objectives(bench, others), answered))

    many = worth(processes, len(lower))
    if processes > 1 and not copies(many):
        parts = (bench.parts(plan, TRAMA.StrategicObjective) for plan in lower)
        texts = [words(bench, one) for objectives in parts for one in objectives]
        for one in dict.fromkeys(one for _, one in above):
            one.prepare(texts, processes)
    for found in shared(of, len(above) + len(meeting), many):
        yield from found


class _Objectives:
    """The objectives of some plans, ready to be pulled against."""

    def __init__(self, bench: Workbench, plans: Iterable[NamedNode]) -> None:
        self.nodes = [
            node for plan in plans for node in bench.parts(plan, TRAMA.StrategicObjective)
        ]
        self.place = {node: place for place, node in enumerate(self.nodes)}
        self._texts = [words(bench, node) for node in self.nodes]
        self._places = [bench.local(node.value) for node in self.nodes]
        self.contrasts = Contrasts(self._texts, places=self._places)
        self._found: Found = {}

    def prepare(self, texts: Sequence[str], processes: int) -> None:
        """Work out what some texts pull against, in several processes."""
        self._found = against(self.contrasts, (self._texts, self._places), texts, processes)

    def against(self, text: str) -> list[Contrast]:
        """Return what a text pulls against, the strongest first."""
        known = self._found.get(text)
        return self.contrasts.against(text) if known is None else known


def words(bench: Workbench, objective: NamedNode) -> str:
    """Return the words of an objective: its label and its text, once if one holds the other."""
    label = bench.literal(objective, RDFS.label, "it")
    text = bench.literal(objective, DCTERMS.description, "it")
    return text if label in text else f"{label}. {text}".strip(". ")


def _meeting(bench: Workbench, lower: Sequence[NamedNode]) -> dict[NamedNode, list[NamedNode]]:
    """The plans that act in the same comuni; of two, the first is held against the second and back."""
    acting: dict[NamedNode, list[NamedNode]] = {}
    for plan in lower:
        for comune in bench.territory(plan):
            acting.setdefault(comune, []).append(plan)
    found: dict[NamedNode, list[NamedNode]] = {}
    for plans in acting.values():
        for plan in plans if len(plans) > 1 else ():
            others = found.setdefault(plan, [])
            others += [other for other in plans if other != plan and other not in others]
    return found


def _of(
    bench: Workbench, plan: NamedNode, above: _Objectives, answered: Answered
) -> Iterator[Quad]:
    for objective in bench.parts(plan, TRAMA.StrategicObjective):
        text = words(bench, objective)
        told = set(bench.values(objective, TRAMA.conflictsWith))
        told |= set(_conflicting(bench, objective))
        serving = {target for relation in SERVING for target in bench.values(objective, relation)}
        explained = _explained(bench, objective)
        shown = 0
        for contrast in above.against(text):
            target = above.nodes[contrast.place]
            known = target in told or _is_answered(bench, objective, target, answered)
            if known or (target in serving and target in explained):
                continue
            if shown < MOST or target in serving:
                yield from _statements(bench, objective, target, contrast, target in serving)
            shown += 1
        for target in serving & above.place.keys():
            place = above.place[target]
            asked = target in explained or _is_answered(bench, objective, target, answered)
            if not asked and not above.contrasts.in_common(text, place):
                yield Quad(objective, CHECK.unlike, target, bench.working)


def _conflicting(bench: Workbench, objective: NamedNode) -> Iterator[NamedNode]:
    for quad in bench.engine.quads_for_pattern(None, TRAMA.conflictsWith, objective):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _explained(bench: Workbench, objective: NamedNode) -> set[NamedNode]:
    """What a plan says of an objective in `links.csv`, where each relation has its reason."""
    local = bench.local(objective.value)
    package = bench.plans.get(local.partition("/")[0])
    rows = package.rows(Link) if package else ()
    return {bench.names.thing(row.target[0]) for row in rows if row.source[0] == local}


def _is_answered(
    bench: Workbench, objective: NamedNode, target: NamedNode, answered: Answered
) -> bool:
    code = bench.local(objective.value).rpartition("/")[2]
    owner, _, theirs = bench.local(target.value).partition("/objective/")
    return (code, f"{owner}#{theirs}") in answered


def _statements(
    bench: Workbench, objective: NamedNode, target: NamedNode, contrast: Contrast, serving: bool
) -> Iterator[Quad]:
    place = digest(f"pull {objective.value} {target.value}", 16)
    pull = bench.names.thing(f"check/{place}")
    graph = bench.working
    yield Quad(objective, CHECK.servesAgainst if serving else CHECK.pullsAgainst, pull, graph)
    yield Quad(pull, CHECK.on, target, graph)
    lower, upper = contrast.lower, contrast.upper
    theme = contrast.label
    way = {lang: lower.by.label[lang] for lang in ("it", "en")} if lower.by else None
    for number, lang in enumerate(("it", "en")):
        literals = {
            CHECK.theme: theme[lang] if theme else _SAME_WORDS[lang],
            CHECK.way: (way or {"it": WANTED["less"][0], "en": WANTED["less"][1]})[lang],
            CHECK.wants: WANTED[upper.want][number],
        }
        for predicate, value in literals.items():
            yield Quad(pull, predicate, Literal(value, language=lang), graph)
    yield Quad(pull, CHECK.lowerWords, Literal(lower.passage), graph)
    yield Quad(pull, CHECK.upperWords, Literal(upper.passage), graph)
