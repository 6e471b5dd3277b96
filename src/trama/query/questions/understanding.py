"""From spans to a ready query with its parameters, or the reason why there is none and the queries that are near."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trama.errors import QueryError
from trama.messages import Message
from trama.query.library import Query
from trama.query.questions.names import Directory, Named
from trama.query.questions.spans import Span, spans_of
from trama.query.questions.tables import FILLER, Frame, frames, tokens

LONGEST = 300
NEAR = 5
# Which of two linked things the links begin at.
_FROM = ("programme", "driver", "objective", "mission", "instrument", "actor")
_SILENT = frozenset((FILLER,))


@dataclass(frozen=True, slots=True)
class Near:
    """A ready query that may have been meant, with the parameters that the question gives."""

    query: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question was taken to mean: a ready query and its parameters; or no query, a reason, and what is near."""

    question: str
    query: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    things: tuple[Named, ...] = ()
    reason: Message | None = None
    near: tuple[Near, ...] = ()


def understand(question: str, directory: Directory, ready: Mapping[str, Query]) -> Understood:
    """Return what a question in Italian asks: one ready query, where every word fits it and no other fits as well.

    Raises QueryError for a question of more than LONGEST characters, or of none.
    """
    if len(question) > LONGEST:
        raise QueryError("questions.long", most=LONGEST)
    words = tokens(question)
    if not words:
        raise QueryError("questions.none")
    for query in ready.values():
        # Whoever repeats the title of a ready query wants that one, as the gallery gives it.
        if words == tokens(query.title.get("it", "")):
            return Understood(question, query.name)
    spans = spans_of(question, directory)
    near = tuple(_near(spans, ready))
    unknown = [span.words for span in spans if not span.known]
    if unknown:
        return Understood(question, reason=Message("questions.words", words=unknown), near=near)
    fits = [
        (frame.weight, frame.query, _all_else(ready[frame.query], given), things)
        for frame in frames()
        if frame.query in ready
        for given, things in _fitting(frame, spans)
    ]
    heaviest = max((weight for weight, *_ in fits), default=0)
    best = {
        (name, tuple(sorted(given.items()))): Understood(question, name, given, things)
        for weight, name, given, things in fits
        if weight == heaviest
    }
    if len(best) == 1:
        return next(iter(best.values()))
    if best:
        several = tuple(Near(one.query, one.parameters) for one in best.values())
        return Understood(question, reason=Message("questions.several"), near=several[:NEAR])
    return Understood(question, reason=Message("questions.no-query"), near=near)


def _fitting(
    frame: Frame, spans: Sequence[Span]
) -> Iterator[tuple[dict[str, str], tuple[Named, ...]]]:
    """Every way in which each word of a question has a place in a frame."""
    wanted = {*frame.needs, *frame.may}
    if frame.first and next(_nouns(spans), "") != frame.first:
        return
    said = {m for span in spans for m in span.meanings}
    if not said.issuperset(frame.needs):
        return
    for named in _named(spans, wanted, len(frame.slots), []):
        filled = _filled(frame, named)
        if filled is not None and _needs_met(frame, spans, named):
            yield filled, tuple(thing for _, thing in named)


def _named(
    spans: Sequence[Span], wanted: set[str], slots: int, taken: list[tuple[int, Named]]
) -> Iterator[list[tuple[int, Named]]]:
    """Every choice of as many things as there are slots, the words of all other spans being wanted or fillers."""
    start = taken[-1][0] + 1 if taken else 0
    for at in range(start, len(spans) + 1):
        if at == len(spans):
            if len(taken) == slots:
                yield list(taken)
            return
        if len(taken) < slots:
            for thing in spans[at].things:
                yield from _named(spans, wanted, slots, [*taken, (at, thing)])
        if not spans[at].meanings & (wanted | _SILENT):
            return


def _needs_met(frame: Frame, spans: Sequence[Span], named: Sequence[tuple[int, Named]]) -> bool:
    """Whether each needed word is said by a span of its own, apart from those that name things."""
    things = {at for at, _ in named}
    rest = [span.meanings for at, span in enumerate(spans) if at not in things]
    return all(any(need in meanings for meanings in rest) for need in frame.needs)


def _filled(frame: Frame, named: Sequence[tuple[int, Named]]) -> dict[str, str] | None:
    """The parameters of a frame from things in their order, or nothing if a thing is not of its kind."""
    things = [thing for _, thing in named]
    if len({thing.local for thing in things}) < len(things):
        return None
    kinds = [kind for _, kind in frame.slots]
    if set(kinds) == {"thing"}:
        things.sort(key=lambda t: _FROM.index(t.kind) if t.kind in _FROM else len(_FROM))
        return {name: t.local for (name, _), t in zip(frame.slots, things, strict=True)}
    given: dict[str, str] = {}
    for name, kind in frame.slots:
        thing = next((t for t in things if t.kind == kind), None)
        if thing is None:
            return None
        things.remove(thing)
        given[name] = thing.value
    return given


def _all_else(query: Query, given: dict[str, str]) -> dict[str, str]:
    """Parameters with an empty value, which means any, for what a question leaves open but the plan."""
    left = (p.name for p in query.parameters if p.default and p.name != "plan")
    return {**given, **dict.fromkeys((name for name in left if name not in given), "")}


_NOUNS = frozenset(
    (
        *(
            "objective",
            "driver",
            "mission",
            "actor",
            "instrument",
            "programme",
            "comune",
            "zone",
            "union",
        ),
        *("keyword", "theme", "goal"),
    )
)


def _nouns(spans: Sequence[Span]) -> Iterator[str]:
    for span in spans:
        yield from sorted(span.meanings & _NOUNS)


def _near(spans: Sequence[Span], ready: Mapping[str, Query]) -> Iterator[Near]:
    """The ready queries that share most with a question, the most alike first."""
    said = {m for span in spans for m in span.meanings if m}
    things = {thing.kind: thing for span in reversed(spans) for thing in span.things}
    best: dict[str, tuple[float, Near]] = {}
    for frame in frames():
        slots = [(name, kind) for name, kind in frame.slots if kind in things]
        shared = len(said & {*frame.needs}) + 0.5 * len(said & frame.may) + len(slots)
        score = shared - 0.3 * (frame.weight - len(said & {*frame.needs}) - len(slots))
        if shared >= 1 and frame.query in ready and score > best.get(frame.query, (0.0,))[0]:
            given = {name: things[kind].value for name, kind in slots}
            best[frame.query] = score, Near(frame.query, given)
    ordered = sorted(best.values(), key=lambda one: (-one[0], one[1].query))
    yield from (near for _, near in ordered[:NEAR])
