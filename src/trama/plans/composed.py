"""The source text of a plan that came as tables alone: its words, a passage each.

Links and findings quote a plan's own words from its text. A plan without `text.md` gets one made of the
words in its tables, in their order, so that they can be quoted in the same way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from trama.model import Actor, Indicator, Mission, Plan, StrategicObjective, Target
from trama.model.element import Element
from trama.plans.text import Passage, SourceText

_WORDS = ("label_it", "label_en", "text_it", "text_en", "title_it", "title_en")


def compose(tables: dict[str, list[Element]]) -> tuple[dict[str, list[Element]], SourceText]:
    """Return a plan's tables, their rows naming the passages of the text, and the text."""
    marks: dict[int, str] = {}
    passages: list[Passage] = []
    content = ""
    taken: set[str] = set()
    tidy = {name: [_tidy(row) for row in rows] for name, rows in tables.items()}
    for row, mark, words, before, after in _lines(tidy):
        while mark in taken:
            mark += ".2"
        taken.add(mark)
        start = len(content) + len(before)
        content += before + words + after
        passages.append(Passage(mark, words, start, start + len(words)))
        marks[id(row)] = mark
    named = {
        name: [
            replace(row, passages=(marks[id(row)],))  # type: ignore[call-arg]
            if id(row) in marks and not getattr(row, "passages", ())
            else row
            for row in rows
        ]
        for name, rows in tidy.items()
    }
    digest = hashlib.sha256(content.encode()).hexdigest()
    return named, SourceText(content, tuple(passages), digest)


def _tidy(row: Element) -> Element:
    """A passage is one line, so that words are kept with single spaces."""
    changed = {
        name: " ".join(value.split())
        for name in _WORDS
        if isinstance(value := getattr(row, name, None), str)
    }
    return replace(row, **changed) if any(getattr(row, n) != v for n, v in changed.items()) else row  # type: ignore[arg-type]


def _lines(
    tables: dict[str, list[Element]],
) -> Iterator[tuple[Element, str, str, str, str]]:
    def rows(kind: type[Element]) -> Sequence[Element]:
        return [row for row in tables.get(kind.table, ()) if type(row) is kind]

    for plan in rows(Plan):
        if isinstance(plan, Plan):
            yield plan, "titolo", plan.title_it, "# ", "\n"
    for mission in rows(Mission):
        if isinstance(mission, Mission):
            words = mission.text_it or mission.label_it
            yield mission, f"missione-{mission.number}", words, "\n## ", "\n"
    for objective in rows(StrategicObjective):
        if isinstance(objective, StrategicObjective):
            mark = objective.code.replace("_", "-")
            yield objective, mark, objective.text_it, "\n- ", "\n"
    units: dict[str, Indicator] = {}
    for indicator in rows(Indicator):
        if isinstance(indicator, Indicator):
            units[indicator.id] = indicator
            mark = "indicatore-" + indicator.id.replace("_", "-")
            yield indicator, mark, f"{indicator.label_it} ({indicator.unit})", "\n- ", "\n"
    for target in rows(Target):
        if isinstance(target, Target):
            of = units.get(target.indicator[0])
            unit, label = (of.unit, of.label_it) if of else ("", target.indicator[0])
            words = f"{label}: {target.said} {unit if target.bare else ''} nel {target.year}"
            words = " ".join(words.split())
            yield target, "valore-" + target.id.replace("_", "-"), words, "\n- ", "\n"
    for actor in rows(Actor):
        if isinstance(actor, Actor):
            yield actor, f"attore-{actor.id}", actor.label_it, "\n- ", "\n"
