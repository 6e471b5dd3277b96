"""What is known of a plan that came without a description of itself: the name of its file, no more."""

from __future__ import annotations

import re
from pathlib import Path

from trama.model import Plan
from trama.model.element import Element
from trama.plans.defaults import slug
from trama.plans.place import place


def plan_of(name: str) -> Plan:
    """Return the plan that a file's name stands for; what it does not say is left empty."""
    stem = Path(name).stem
    title = " ".join(re.sub(r"[_-]+", " ", stem).split()) or "Piano"
    # The importer insists on a period and a publisher; a bare list of objectives has neither.
    return Plan(
        line=1,
        file=place(name),
        id=slug(stem),
        title_it=title,
        kind="dup",
        start="",
        end="",
        publisher=(),
    )


def with_plan(tables: dict[str, list[Element]], plan: Plan) -> dict[str, list[Element]]:
    """Return checked tables together with the plan that they are of."""
    rows: list[Element] = [plan]
    return {Plan.table: rows} | tables
