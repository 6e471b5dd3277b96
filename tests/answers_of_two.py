"""The true answers of the queries that hold objectives to two things at once: a Driver or Mission, and another."""

from __future__ import annotations

from collections.abc import Iterable

from answers import Rows, answer
from answers_of_links import Made, driver, ends, how, naming, objective, quoted
from plan_tables import Link, Tables


def told(t: Tables, links: Iterable[Link], name: str) -> Made:
    """Links from objectives to the things called `name`, quote by quote."""
    for link in links:
        there = {name: link.target, f"{name}_it": t.labels[link.target]}
        there |= {"relation": f"trama:{link.relation}"}
        for words in quoted(link):
            yield objective(t, link.source) | there | how(link) | words


def within_drivers(t: Tables, rows: Iterable[dict[str, object]]) -> Made:
    """Rows on objectives, once for each quote by which a Driver combines the objective."""
    combined = t.of("combines")
    for row in rows:
        for link in combined:
            if link.target.endswith(f"/objective/{row['objective']}"):
                for words in quoted(link, "combines_passage", "combines_quote"):
                    yield {**row, **driver(t, link.source), **words}


answer(
    "objectives-of-driver-involving-actor",
    "plan _driver actor objective combines_passage combines_quote passage quote",
)(lambda t: within_drivers(t, ends("involves", "actor")(t)))
answer(
    "objectives-of-driver-naming-instrument",
    "plan _driver instrument objective relation combines_passage combines_quote passage quote",
)(lambda t: within_drivers(t, told(t, naming(t), "instrument")))
answer("objectives-of-mission-involving-actor", "plan mission actor objective passage quote")(
    ends("involves", "actor")
)
answer(
    "objectives-of-mission-naming-instrument",
    "plan mission instrument objective relation passage quote",
)(lambda t: told(t, naming(t), "instrument"))


@answer("objectives-of-mission-on-keyword", "plan mission keyword objective passage quote")
def _(t: Tables) -> Rows:
    keywords = t.by_name("keywords")
    return (row for row in ends("concerns", "keyword")(t) if row["keyword"] in keywords)


@answer("objectives-of-mission-for-goal", "plan mission _concept objective passage quote")
def _(t: Tables) -> Rows:
    goals = t.scheme("sdg")
    for row in ends("contributesTo", "concept")(t):
        if row["concept"] in goals:
            goal = goals[row["concept"]]
            yield (
                row
                | {"_concept": row["concept"], "goal": goal["notation"]}
                | {"goal_it": goal["label_it"]}
            )
