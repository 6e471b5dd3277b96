"""The true answers of the queries across drivers, missions, instruments and actors."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

from answers import Rows, answer
from plan_tables import PLAN, Link, Tables, last, marks, named_link

Made = Iterator[dict[str, Any]]


def quoted(link: Link, passage: str = "passage", quote: str = "quote") -> Made:
    for mark, words in link.quotes:
        yield {passage: mark, quote: words}


def how(link: Link) -> dict[str, Any]:
    return {"basis": f"trama:{link.basis.capitalize()}", "confidence": link.confidence} | {
        "rationale_it": link.rationale_it,
        "rationale_en": link.rationale_en,
    }


def quotes(links: Iterable[Link]) -> int:
    """How many different quotes bear out some links."""
    return len({quote for link in links for quote in link.quotes})


def driver(t: Tables, local: str, name: str = "driver") -> dict[str, Any]:
    return {name: last(local), f"{name}_it": t.labels[local], f"_{name}": int(last(local))}


def objective(t: Tables, local: str) -> dict[str, Any]:
    return {"objective": last(local), "objective_it": t.labels[local], "plan": PLAN} | {
        "mission": t.mission(local)
    }


def named(t: Tables, local: str) -> dict[str, Any]:
    return {name: t.things[local][name] for name in ("label_it", "label_en")}


def grouped(links: Iterable[Link], key: Callable[[Link], Any]) -> dict[Any, list[Link]]:
    groups: dict[Any, list[Link]] = defaultdict(list)
    for link in links:
        groups[key(link)].append(link)
    return groups


@answer("drivers-and-missions", "plan _driver mission")
def _(t: Tables) -> Rows:
    pairs = grouped(t.of("combines"), lambda link: (link.source, t.mission(link.target)))
    for (source, mission), links in pairs.items():
        yield {**driver(t, source), "mission": mission, "objectives": len(links)} | {
            "mission_it": t.labels[f"{PLAN}/mission/{mission}"],
            "quotes": quotes(links),
            "plan": PLAN,
        }


@answer("driver-profiles", "plan _driver")
def _(t: Tables) -> Rows:
    for local in t.by_name("drivers"):
        links = [link for link in t.of("combines") if link.source == local]
        targets = {link.target for link in links}
        yield {**driver(t, local), "objectives": len(targets), "quotes": quotes(links)} | {
            "missions": len({t.mission(target) for target in targets}),
            "instruments": len({x.target for x in t.of("carriedBy") if x.source in targets}),
            "actors": len({x.target for x in t.of("involves") if x.source in targets}),
            "plan": PLAN,
        }


def combinations_told(t: Tables) -> Made:
    for link in t.of("combines"):
        for words in quoted(link):
            yield driver(t, link.source) | objective(t, link.target) | how(link) | words


answer("objectives-of-driver", "plan _driver objective passage quote")(combinations_told)
answer("drivers-of-objective", "plan objective _driver passage quote")(combinations_told)
answer("objectives-of-driver-in-mission", "plan _driver mission objective passage quote")(
    combinations_told
)


@answer("driver-overlap", "-objectives plan _driver _other")
def _(t: Tables) -> Rows:
    combined = t.combined()
    for one, two in combinations(sorted(combined, key=lambda local: int(last(local))), 2):
        shared = {a.target for a in combined[one]} & {b.target for b in combined[two]}
        if shared:
            yield (
                driver(t, one)
                | driver(t, two, "other")
                | {
                    "objectives": len(shared),
                    "quotes": quotes(link for link in combined[one] if link.target in shared),
                    "other_quotes": quotes(link for link in combined[two] if link.target in shared),
                    "plan": PLAN,
                }
            )


@answer("objectives-shared-by-most-drivers", "-drivers plan objective")
def _(t: Tables) -> Rows:
    for target, links in grouped(t.of("combines"), lambda link: link.target).items():
        yield objective(t, target) | {"drivers": len(links), "quotes": quotes(links)}


def left_out(relation: str, end: str) -> Callable[[Tables], Rows]:
    """The objectives that stand at no end of a relation."""

    def rows(t: Tables) -> Made:
        reached = {getattr(link, end) for link in t.of(relation)}
        for local, row in t.by_name("objectives").items():
            if local not in reached:
                for mark in marks(row):
                    words = t.passages[mark].words
                    yield objective(t, local) | {"passage": mark, "words": words}

    return rows


answer("objectives-without-driver", "plan objective passage")(left_out("combines", "target"))
answer("objectives-without-instrument", "plan objective passage")(left_out("carriedBy", "source"))
answer("objectives-without-actor", "plan objective passage")(left_out("involves", "source"))


def ends(relation: str, name: str, basis: str = "") -> Callable[[Tables], Rows]:
    """The links from objectives to the things called `name`, told quote by quote."""

    def rows(t: Tables) -> Made:
        for link in t.of(relation):
            if link.source in t.by_name("objectives") and (not basis or link.basis == basis):
                there = {name: link.target, f"{name}_it": t.labels[link.target]}
                for words in quoted(link):
                    yield objective(t, link.source) | there | how(link) | words

    return rows


def counted(relation: str, name: str, basis: str = "") -> Callable[[Tables], Rows]:
    """The things that objectives are linked to, with how many objectives and missions link."""

    def rows(t: Tables) -> Made:
        links = [
            link
            for link in t.of(relation)
            if link.source in t.by_name("objectives") and (not basis or link.basis == basis)
        ]
        for target, group in grouped(links, lambda link: link.target).items():
            yield {name: target, **named(t, target), "quotes": quotes(group), "plan": PLAN} | {
                "objectives": len({link.source for link in group}),
                "missions": len({t.mission(link.source) for link in group}),
            }

    return rows


def naming(t: Tables) -> list[Link]:
    """The links by which the text of an objective names an instrument, in any part."""
    return [
        link
        for relation in ("carriedBy", "actsOn", "refersTo")
        for link in t.of(relation)
        if link.basis == "stated"
        and link.source in t.by_name("objectives")
        and link.target in t.by_name("instruments")
    ]


@answer("objectives-naming-instrument", "instrument plan objective relation passage quote")
def _(t: Tables) -> Rows:
    for link in naming(t):
        there = {"instrument": link.target, "instrument_it": t.labels[link.target]}
        there |= {"relation": f"trama:{link.relation}"}
        for words in quoted(link):
            yield objective(t, link.source) | there | how(link) | words


@answer("instruments-named-by-objectives", "-objectives plan instrument")
def _(t: Tables) -> Rows:
    for target, group in grouped(naming(t), lambda link: link.target).items():
        yield {"instrument": target, **named(t, target), "quotes": quotes(group), "plan": PLAN} | {
            "objectives": len({link.source for link in group})
        }


@answer("reach-of-objectives", "plan objective relation place passage quote")
def _(t: Tables) -> Rows:
    for relation in ("extendsTo", "actsOn", "refersTo"):
        for link in t.of(relation):
            if link.source in t.by_name("objectives") and link.target in t.by_name("places"):
                there = {"place": link.target, "place_it": t.labels[link.target]}
                for words in quoted(link):
                    yield (
                        objective(t, link.source)
                        | there
                        | {"relation": f"trama:{relation}"}
                        | how(link)
                        | words
                    )


@answer("beneficiaries", "actor plan source passage quote")
def _(t: Tables) -> Rows:
    for link in t.of("benefits"):
        for words in quoted(link):
            yield (
                how(link)
                | words
                | {
                    "actor": link.target,
                    "actor_it": t.labels[link.target],
                    "source": link.source,
                    "source_it": t.labels[link.source],
                    "plan": PLAN,
                }
            )


@answer("parties-of-instruments", "instrument actor passage quote")
def _(t: Tables) -> Rows:
    for link in t.of("hasParty"):
        for words in quoted(link):
            yield (
                how(link)
                | words
                | {
                    "instrument": link.source,
                    "instrument_it": t.labels[link.source],
                    "actor": link.target,
                    "actor_it": t.labels[link.target],
                }
            )


@answer("implementation-of-plan", "plan relation other passage quote")
def _(t: Tables) -> Rows:
    for link in t.links:
        if link.source == PLAN:
            for words in quoted(link):
                yield (
                    how(link)
                    | words
                    | {
                        "relation": f"trama:{link.relation}",
                        "other": link.target,
                        "other_it": t.labels[link.target],
                        "plan": PLAN,
                    }
                )


@answer("changes-of-links", "source relation target change_it")
def _(t: Tables) -> Rows:
    for row in t.rows("changes"):
        if row["change"] != "removed":
            was = [row[f"was_{part}"] or "" for part in ("source", "relation", "target")]
            now = [row[part] or "" for part in ("source", "relation", "target")]
            yield {
                "source": now[0],
                "relation": f"trama:{now[1]}",
                "target": now[2],
                "change_it": f"{row['date']}: {row['reason_it']}",
                "change_en": f"{row['date']}: {row['reason_en']}",
                "was": named_link(*was) if any(was) else None,
                "link": named_link(*now),
            }


answer("instruments-of-mission", "plan mission instrument objective passage quote")(
    ends("carriedBy", "instrument")
)
answer("instruments-serving-most-missions", "-missions -objectives plan instrument")(
    counted("carriedBy", "instrument")
)
answer("actors-of-mission", "plan mission actor objective passage quote")(ends("involves", "actor"))
answer("objectives-involving-actor", "actor plan objective passage quote")(
    ends("involves", "actor")
)
answer("actors-in-most-missions", "-missions -objectives plan actor")(counted("involves", "actor"))


@answer("single-instrument-objectives", "plan objective passage quote")
def _(t: Tables) -> Rows:
    number = Counter(link.source for link in t.of("carriedBy"))
    alone = {last(source) for source, carriers in number.items() if carriers == 1}
    for row in ends("carriedBy", "instrument")(t):
        if row["objective"] in alone:
            yield row


@answer("instruments-of-driver", "plan _driver instrument relation objective passage quote")
def _(t: Tables) -> Rows:
    def told(source: str, link: Link, objective: str | None) -> Made:
        for words in quoted(link):
            yield (
                driver(t, source)
                | how(link)
                | words
                | {
                    "instrument": link.target,
                    "instrument_it": t.labels[link.target],
                    "relation": f"trama:{link.relation}",
                    "objective": objective,
                    "plan": PLAN,
                }
            )

    for link in t.of("guides"):
        if link.source in t.by_name("drivers"):
            yield from told(link.source, link, None)
    for combining in t.of("combines"):
        for link in t.of("carriedBy"):
            if link.source == combining.target:
                yield from told(combining.source, link, last(link.source))


@answer(
    "actors-of-driver",
    "plan _driver actor objective combines_passage combines_quote involves_passage involves_quote",
)
def _(t: Tables) -> Rows:
    for combining in t.of("combines"):
        for involving in t.of("involves"):
            if involving.source == combining.target:
                for first in quoted(combining, "combines_passage", "combines_quote"):
                    for then in quoted(involving, "involves_passage", "involves_quote"):
                        yield (
                            driver(t, combining.source)
                            | first
                            | then
                            | {
                                **objective(t, combining.target),
                                "actor": involving.target,
                                "actor_it": t.labels[involving.target],
                            }
                        )


@answer(
    "actors-and-instruments",
    "plan actor instrument objective involves_passage involves_quote carried_passage carried_quote",
)
def _(t: Tables) -> Rows:
    for involving in t.of("involves"):
        for carrying in t.of("carriedBy"):
            if carrying.source == involving.source:
                for first in quoted(involving, "involves_passage", "involves_quote"):
                    for then in quoted(carrying, "carried_passage", "carried_quote"):
                        yield (
                            objective(t, carrying.source)
                            | first
                            | then
                            | {
                                "actor": involving.target,
                                "instrument": carrying.target,
                                "instrument_it": t.labels[carrying.target],
                            }
                        )


@answer("keywords-of-objectives", "plan _order keyword objective passage quote")
def _(t: Tables) -> Rows:
    keywords = t.by_name("keywords")
    for row in ends("concerns", "keyword")(t):
        if row["keyword"] in keywords:
            yield row | {"_order": int(keywords[row["keyword"]]["number"] or 0)}


@answer("keyword-coverage", "plan _order keyword")
def _(t: Tables) -> Rows:
    found = {row["keyword"]: row for row in counted("concerns", "keyword")(t)}
    for local, row in t.by_name("keywords").items():
        none = {"keyword": local, **named(t, local), "plan": PLAN} | dict.fromkeys(
            ("objectives", "missions", "quotes"), 0
        )
        yield found.get(local, none) | {"_order": int(row["number"] or 0)}


@answer("objectives-of-theme", "plan theme objective passage quote")
def _(t: Tables) -> Rows:
    themes = t.by_name("themes")
    for row in ends("concerns", "theme")(t):
        if row["theme"] in themes:
            yield row | {"mission": themes[row["theme"]]["mission"]}


@answer("programmes-and-objectives", "programme plan objective passage quote")
def _(t: Tables) -> Rows:
    for link in t.of("advances"):
        for words in quoted(link):
            yield (
                objective(t, link.target)
                | how(link)
                | words
                | {
                    "programme": link.source,
                    "programme_it": t.labels[link.source],
                }
            )


@answer("relations-between-instruments", "instrument other passage quote")
def _(t: Tables) -> Rows:
    instruments = t.by_name("instruments")
    for link in (x for x in t.of("relatesTo") if x.source in instruments):
        for words in quoted(link):
            yield (
                how(link)
                | words
                | {
                    "instrument": link.source,
                    "instrument_it": t.labels[link.source],
                    "other": link.target,
                    "other_it": t.labels[link.target],
                }
            )


@answer("threads-of-objective", "plan objective relation other passage quote")
def _(t: Tables) -> Rows:
    for link in t.links:
        for here, there in ((link.source, link.target), (link.target, link.source)):
            if here.startswith(f"{PLAN}/objective/"):
                for words in quoted(link):
                    yield (
                        objective(t, here)
                        | how(link)
                        | words
                        | {
                            "relation": f"trama:{link.relation}",
                            "other": there,
                            "other_it": t.labels[there],
                        }
                    )


@answer("mission-bridges", "plan mission other kind bridge")
def _(t: Tables) -> Rows:
    met: dict[tuple[str, str], dict[str, list[tuple[str, Link]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for link in t.of("combines"):
        met["Driver", link.source][t.mission(link.target)].append((link.target, link))
    for relation, kind in (("carriedBy", "Instrument"), ("involves", "Actor")):
        for link in t.of(relation):
            met[kind, link.target][t.mission(link.source)].append((link.source, link))
    for (kind, bridge), missions in met.items():
        for one, two in combinations(sorted(missions), 2):
            yield {"mission": one, "other": two, "kind": f"trama:{kind}", "plan": PLAN} | {
                "bridge": bridge,
                "bridge_it": t.labels[bridge],
                "objectives": len({local for local, _ in missions[one]}),
                "other_objectives": len({local for local, _ in missions[two]}),
                "quotes": quotes(link for _, link in missions[one]),
                "other_quotes": quotes(link for _, link in missions[two]),
            }


@answer("sdg-goals-of-objectives", "goal concept plan objective passage quote")
def _(t: Tables) -> Rows:
    goals = t.scheme("sdg")
    for row in ends("contributesTo", "concept")(t):
        if row["concept"] in goals:
            goal = goals[row["concept"]]
            yield row | {"goal": goal["notation"], "goal_it": goal["label_it"]}


@answer("goals-of-drivers", "plan _driver -objectives goal")
def _(t: Tables) -> Rows:
    goals = t.scheme("sdg")
    pairs: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for combining in t.of("combines"):
        for link in t.of("contributesTo"):
            if link.source == combining.target and link.target in goals:
                pairs[combining.source, link.target].append(link)
    for (source, target), links in pairs.items():
        goal = goals[target]
        yield driver(t, source) | {
            "goal": goal["notation"],
            "goal_it": goal["label_it"],
            "goal_en": goal["label_en"],
            "objectives": len({link.source for link in links}),
            "quotes": quotes(links),
            "plan": PLAN,
        }


@answer("eurovoc-concepts-of-objectives", "plan objective eurovoc _concept passage quote")
def _(t: Tables) -> Rows:
    concepts = t.scheme("eurovoc")
    for row in ends("concerns", "_concept")(t):
        if row["_concept"] in concepts:
            concept = concepts[row["_concept"]]
            yield row | {
                "concept_it": concept["label_it"],
                "concept_en": concept["label_en"],
                "eurovoc": concept["exact_match"],
            }


@answer("passages-with-links", "-links plan passage iri")
def _(t: Tables) -> Rows:
    borne: dict[str, set[str]] = defaultdict(set)
    parts: dict[str, set[str]] = defaultdict(set)
    for link in t.links:
        for mark, words in link.quotes:
            borne[mark].add(link.local)
            parts[mark].add(words)
    for mark, links in borne.items():
        yield {"passage": mark, "iri": f"{PLAN}/passage/{mark}", "plan": PLAN} | {
            "links": len(links),
            "quotes": len(parts[mark]),
        }


@answer("why", "source target _link step rule passage quote")
def _(t: Tables) -> Rows:
    known = {link.local: link for link in t.links + t.inferred}
    for link in known.values():
        steps, new = {link.local}, [link.local]
        while new:
            new = [rest for name in new for rest in known[name].rests_on if rest not in steps]
            steps.update(new)
        for step in (known[name] for name in steps):
            for rule in step.rules or (None,):
                for words in quoted(step):
                    yield (
                        how(step)
                        | words
                        | {
                            "source": link.source,
                            "target": link.target,
                            "step": step.local,
                            "step_source": step.source,
                            "relation": f"trama:{step.relation}",
                            "step_target": step.target,
                            "rule": rule,
                            "_link": link.local,
                        }
                    )


@answer("links-by-basis", "basis relation")
def _(t: Tables) -> Rows:
    pairs = grouped(t.links + t.inferred, lambda link: (link.basis, link.relation))
    for (basis, relation), links in pairs.items():
        yield {"basis": f"trama:{basis.capitalize()}", "relation": f"trama:{relation}"} | {
            "links": len(links),
            "least": min(link.confidence for link in links),
            "greatest": max(link.confidence for link in links),
            "with_evidence": sum(bool(link.quotes) for link in links),
        }


@answer("weakest-links", "confidence source relation target passage quote")
def _(t: Tables) -> Rows:
    for link in t.links:
        if link.confidence < Decimal("0.6"):
            for words in quoted(link):
                yield (
                    how(link)
                    | words
                    | {
                        "source": link.source,
                        "source_it": t.labels[link.source],
                        "relation": f"trama:{link.relation}",
                        "target": link.target,
                        "target_it": t.labels[link.target],
                    }
                )


@answer("inferred-links", "rule source relation target rests_on")
def _(t: Tables) -> Rows:
    known = {link.local: link for link in t.links + t.inferred}
    for link in t.inferred:
        for rule in link.rules:
            for rest in (known[name] for name in link.rests_on):
                yield {"rule": rule, "source": link.source, "target": link.target} | {
                    "relation": f"trama:{link.relation}",
                    "confidence": link.confidence,
                    "rests_on": rest.local,
                    "rests_on_source": rest.source,
                    "rests_on_relation": f"trama:{rest.relation}",
                    "rests_on_target": rest.target,
                }


def none(t: Tables) -> Rows:
    """What a sound graph answers to a query that looks for what is wrong."""
    return []


answer("links-without-evidence", "source relation target link")(none)
answer("crossing-statements-without-link", "source relation target")(none)
answer("links-without-statement", "source relation target link")(none)
