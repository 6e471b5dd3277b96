"""What became of the objectives of a plan in its next edition: continued, revised, dropped, new.

Every objective of the old edition is compared with every one of the new. Pairs are taken in order of
likeness, the same code first among equals, each objective once. A pair with the same words is `continued`;
one that is alike enough is `revised`; what is left is `dropped` or `new`. Where the code changed it is also
renumbered, where the Mission did, moved. The measure is that of `trama.language.similarity.Words`.

What is left may have gone into one objective together with another (`merged`), or come from one that was
divided (`split`): `trama.check.merges` tells by the words that went over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from trama.check.dates import first_day
from trama.check.findings import Side
from trama.check.merges import Groups, Matches, Part, Shared, Telling, groups_of, note
from trama.check.reworded import FLOOR, Near, reworded, take_up
from trama.language.similarity import Change, Words, changes
from trama.model import Link, Mission, Plan, StrategicObjective
from trama.model.cells import Quote
from trama.namespaces import DCTERMS, PROV, RDF, RDFS, SKOS, TRAMA, Names
from trama.plans.declared import own_words
from trama.plans.package import Package
from trama.plans.statements import package_quads, texts_of

REVISED = 0.55
"""The least likeness of two objectives with different codes for one to be the other, revised."""

REVISED_SAME_CODE = 0.40
"""The same for two objectives with the same code."""

SAME_MISSION = 0.60
"""The least likeness of the names of two Missions for them to be the same Mission."""

RULES = {
    "edition-continues": {
        "it": "Un obiettivo con le stesse parole di uno dell'edizione precedente lo continua",
        "en": "An objective with the same words as one of the edition before continues it",
    },
    "edition-revises": {
        "it": "Un obiettivo abbastanza simile a uno dell'edizione precedente lo aggiorna",
        "en": "An objective alike enough to one of the edition before revises it",
    },
    "edition-merges": {
        "it": "Un obiettivo fatto con le parole di due o più dell'edizione precedente li unisce",
        "en": "An objective made of the words of two or more of the edition before merges them",
    },
    "edition-splits": {
        "it": "Due o più obiettivi fatti con le parole di uno dell'edizione precedente lo dividono",
        "en": "Two or more objectives made of the words of one of the edition before split it",
    },
    "edition-drops": {
        "it": "Un'edizione abbandona gli obiettivi della precedente a cui nessuno dei suoi somiglia",
        "en": "An edition drops the objectives of the one before that none of its own is like",
    },
}
KINDS = ("continued", "revised", "merged", "split", "new", "dropped")
_RELATION = {
    "continued": "continues",
    "revised": "revises",
    "merged": "revises",
    "split": "revises",
    "dropped": "drops",
}
_TOLD = {
    "merged": (
        "Raccoglie {old} ({share} delle sue parole) insieme a {others}: {words}.",
        "It takes in {old} ({share} of its words) together with {others}: {words}.",
    ),
    "split": (
        "Viene da {old} ({share} delle sue parole), diviso fra questo e {others}: {words}.",
        "It comes from {old} ({share} of its words), which is split into this and {others}: {words}.",
    ),
}
_RULE = {
    "continued": "edition-continues",
    "revised": "edition-revises",
    "merged": "edition-merges",
    "split": "edition-splits",
    "dropped": "edition-drops",
}


@dataclass(frozen=True)
class Item:
    """An objective to be compared: its side, its Mission's name, its words."""

    side: Side
    mission: Words
    words: Words


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one objective, from one edition to the next.

    `kind` is one of KINDS. Where one side is missing, `nearest` is the most similar objective of the other
    edition, which was not like enough or was taken by another. `changes` are the runs of words of a
    revision.

    A merge is a step for each old objective, with the others in `merged_with`; a split one for each new
    objective, with the others in `split_with`. `shared` are the runs of words that went over, and `share`
    is how much of the part they are, from 0 to 1: of the old objective in a merge, of the new in a split;
    there are none where it was told by what the two mean, and `share` is how alike they are. A dropped or
    new objective is `unsure` if `nearest` may yet be the same in other words.
    """

    kind: str
    old: Side | None
    new: Side | None
    similarity: float
    renumbered: bool = False
    moved: bool = False
    changes: tuple[Change, ...] = ()
    nearest: Side | None = None
    share: float = 0.0
    shared: tuple[Shared, ...] = ()
    merged_with: tuple[Side, ...] = ()
    split_with: tuple[Side, ...] = ()
    unsure: bool = False


def compare_editions(old: Sequence[Item], new: Sequence[Item]) -> list[Step]:
    """Return what became of every objective: those of the new edition in order, then the dropped ones."""
    pairs = _pairs(old, new)
    matched_old: Matches = {}
    matched_new: Matches = {}
    for likeness, same_code, before, after in sorted(
        pairs, key=lambda p: (-p[0], not p[1], p[2], p[3])
    ):
        if before in matched_old or after in matched_new:
            continue
        if likeness >= (REVISED_SAME_CODE if same_code else REVISED):
            matched_old[before], matched_new[after] = (after, likeness), (before, likeness)
    merges, splits = _merges_and_splits(old, new, matched_old, matched_new)
    near = _match_reworded(old, new, (matched_old, matched_new), (merges, splits))
    split_from = {part.place: whole for whole, parts in splits.items() for part in parts}
    steps = []
    for number, item in enumerate(new):
        if number in merges:
            steps += _merged(old, item, merges[number])
        elif number in split_from:
            steps.append(_split(old[split_from[number]], new, number, splits[split_from[number]]))
        elif number in matched_new:
            before, likeness = matched_new[number]
            steps.append(_matched(old[before], item, likeness))
        else:
            nearest = next((one for one in near if one.new == number), None)
            may_be = nearest is not None and nearest.old not in matched_old
            steps.append(
                _alone("new", item, old[nearest.old] if nearest else None, nearest, may_be)
            )
    for number, item in enumerate(old):
        if number not in matched_old:
            nearest = next((one for one in near if one.old == number), None)
            may_be = nearest is not None and nearest.new not in matched_new
            steps.append(
                _alone("dropped", item, new[nearest.new] if nearest else None, nearest, may_be)
            )
    return steps


def _match_reworded(
    old: Sequence[Item],
    new: Sequence[Item],
    matched: tuple[Matches, Matches],
    groups: tuple[Groups, Groups],
) -> list[Near]:
    """Match what is left and speaks of the same thing in other words; return all that comes near."""
    near = reworded(
        [item.words.text for item in old],
        [item.words.text for item in new],
        [item.mission.plain for item in old],
        [item.mission.plain for item in new],
    )
    take_up(near, matched, groups)
    return near


def _merges_and_splits(
    old: Sequence[Item], new: Sequence[Item], matched_old: Matches, matched_new: Matches
) -> tuple[Groups, Groups]:
    """Find the merges, then the splits, and note in the matches what they take up."""
    before = [Telling(item.words.text) for item in old]
    after = [Telling(item.words.text) for item in new]
    merges = groups_of(after, before, matched_new, matched_old, REVISED)
    note(merges, matched_new, matched_old)
    # An objective is told of once: what was merged is not split as well.
    gone = {part.place for parts in merges.values() for part in parts}
    splits = groups_of(before, after, matched_old, matched_new, REVISED, gone)
    note(splits, matched_old, matched_new)
    return merges, splits


def _merged(old: Sequence[Item], new: Item, parts: Sequence[Part]) -> list[Step]:
    return [
        replace(
            _matched(old[part.place], new, old[part.place].words.similarity(new.words)),
            kind="merged",
            changes=(),
            share=round(part.share, 3),
            shared=tuple(Shared(run[0], run[1]) for run in part.runs),
            merged_with=tuple(old[other.place].side for other in parts if other != part),
        )
        for part in parts
    ]


def _split(old: Item, new: Sequence[Item], number: int, parts: Sequence[Part]) -> Step:
    part = next(part for part in parts if part.place == number)
    return replace(
        _matched(old, new[number], old.words.similarity(new[number].words)),
        kind="split",
        changes=(),
        share=round(part.share, 3),
        shared=tuple(Shared(run[1], run[0]) for run in part.runs),
        split_with=tuple(new[other.place].side for other in parts if other != part),
    )


def _pairs(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[float, bool, int, int]]:
    pairs = []
    for before, left in enumerate(old):
        for after, right in enumerate(new):
            likeness = left.words.overlap(right.words)
            # The mean with the order of words cannot reach the threshold from below this.
            if (likeness + 1) / 2 >= REVISED_SAME_CODE and likeness > 0.2:
                likeness = left.words.similarity(right.words)
            same = bool(left.side.code) and left.side.code == right.side.code
            pairs.append((likeness, same, before, after))
    return pairs


def _matched(old: Item, new: Item, likeness: float) -> Step:
    same = old.words.plain == new.words.plain
    return Step(
        kind="continued" if same else "revised",
        old=old.side,
        new=new.side,
        similarity=round(likeness, 3),
        renumbered=old.side.code != new.side.code,
        moved=old.mission.similarity(new.mission) < SAME_MISSION,
        changes=() if same else changes(old.words.text, new.words.text),
    )


def _alone(kind: str, item: Item, nearest: Item | None, near: Near | None, may_be: bool) -> Step:
    old, new = (None, item.side) if kind == "new" else (item.side, None)
    likeness = near.likeness if near else 0.0
    unsure = may_be and near is not None and near.mutual and near.likeness >= FLOOR
    return Step(kind, old, new, likeness, nearest=nearest.side if nearest else None, unsure=unsure)


def items_of(package: Package, names: Names) -> list[Item]:
    """Return the objectives of a plan, ready to be compared."""
    missions = {str(row.number): Words(row.label_it) for row in package.rows(Mission)}
    items = []
    for row in package.rows(StrategicObjective):
        quote = own_words(row, package)
        side = Side(
            names.thing(row.local(package.plan)).value,
            row.code,
            row.label_it,
            quote.mark if quote else "",
            quote.exact if quote else row.text_it,
            package.plan,
        )
        mission = missions.get(row.mission[0]) or Words(row.mission[0])
        items.append(Item(side, mission, Words(row.text_it)))
    return items


def edition_links(
    steps: Sequence[Step], old: Package, new: Package, names: Names
) -> Iterator[Quad]:
    """Yield a link for each objective that the new edition continues, revises or drops.

    A dropped objective is quoted beside the one of the new edition that comes nearest to it. The links
    are inferred: each names its rule, and how alike the two are is its confidence.
    """
    found = [(step, link) for step in steps if (link := _link(step, old, new)) is not None]
    made = [link for _, link in found]
    texts = texts_of((old, new))
    carrier = Package(new.plan, new.path, new.shown, {Link.table: list(made)}, None)
    graph = f"plan/{new.plan}"
    for quad in package_quads(carrier, names, texts=texts, graph=graph, links=graph):
        if quad.predicate != PROV.wasAttributedTo:
            yield quad
    place = names.graph(graph)
    for step, link in found:
        node = names.link(link.source[0], link.relation, link.target[0])
        rule = names.thing(f"rule/{_RULE[step.kind]}")
        yield Quad(node, TRAMA.byRule, rule, place)
        yield Quad(node, PROV.wasAttributedTo, rule, place)
    for name in sorted({_RULE[step.kind] for step, _ in found}):
        yield from _rule(name, names, place)


def _rule(name: str, names: Names, place: NamedNode) -> Iterator[Quad]:
    rule = names.thing(f"rule/{name}")
    yield Quad(rule, RDF.type, TRAMA.Rule, place)
    yield Quad(rule, RDF.type, PROV.SoftwareAgent, place)
    yield Quad(rule, SKOS.notation, Literal(name), place)
    for lang, text in RULES[name].items():
        for predicate in (RDFS.label, SKOS.prefLabel, DCTERMS.description):
            yield Quad(rule, predicate, Literal(text, language=lang), place)


def _link(step: Step, old: Package, new: Package) -> Link | None:
    if step.kind not in _RELATION or step.old is None:
        return None
    relation = _RELATION[step.kind]
    after = step.new or step.nearest
    source = f"{new.plan}/objective/{step.new.code}" if step.new else new.plan
    quotes = [
        Quote(f"{side.plan}#{side.mark}", side.quote)
        for side in (after, step.old)
        if side and side.mark
    ]
    it, en = _rationale(step)
    plan = new.rows(Plan)[0]
    # Dropping is the surer, the less the nearest is like; a merge or split, the more words went over;
    # the other two, the more alike they are.
    sure = 1 - step.similarity if relation == "drops" else step.share or step.similarity
    return Link(
        line=1,
        file=f"{new.shown}/links.csv",
        source=(source,),
        relation=relation,
        target=(f"{old.plan}/objective/{step.old.code}",),
        basis="inferred",
        confidence=Decimal(str(round(max(0.01, sure), 2))),
        evidence=tuple(quotes),
        rationale_it=it,
        rationale_en=en,
        attributed_to=("rule",),
        date=first_day(plan.approved or plan.adopted or plan.start),
    )


def _rationale(step: Step) -> tuple[str, str]:
    old, new = step.old, step.new
    if old and new:
        alike = f"{step.similarity:.2f}"
        if step.kind in _TOLD:
            return _told(step, old)
        if step.kind == "continued":
            it, en = "Ha le stesse parole di {old}", "It has the same words as {old}"
        else:
            it, en = "Somiglia a {old} ({alike})", "It is like {old} ({alike})"
        if step.renumbered:
            it, en = it + " e ne cambia il codice in {new}", en + " and changes its code to {new}"
        if step.moved:
            it, en = it + ", sotto un'altra Missione", en + ", under another Mission"
        values = {"old": old.code, "new": new.code, "alike": alike}
        return it.format(**values) + ".", en.format(**values) + "."
    code = step.nearest.code if step.nearest else "-"
    return (
        f"Nessun obiettivo della nuova edizione gli somiglia abbastanza: il più vicino è {code} ({step.similarity:.2f}).",
        f"No objective of the new edition is like it enough: the nearest is {code} ({step.similarity:.2f}).",
    )


def _told(step: Step, old: Side) -> tuple[str, str]:
    """How an objective was merged or split, with the words that went over."""
    values = {
        "old": old.code,
        "others": ", ".join(side.code for side in (*step.merged_with, *step.split_with)),
        "share": f"{step.share:.2f}",
        "words": " … ".join(f"«{run.new}»" for run in step.shared),
    }
    it, en = _TOLD[step.kind]
    return it.format(**values), en.format(**values)


def edition_statements(
    steps: Sequence[Step], new_plan: NamedNode, graph: NamedNode
) -> Iterator[Quad]:
    """Yield the bare statements of an edition's steps, as checks need them."""
    for step in steps:
        if step.old is not None and step.kind in _RELATION:
            source = NamedNode(step.new.iri) if step.new else new_plan
            yield Quad(source, TRAMA[_RELATION[step.kind]], NamedNode(step.old.iri), graph)
