"""What became of objectives in the next edition as links between two plans, each with its rule, quotes and reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from trama.check.dates import first_day
from trama.check.editions import Step
from trama.check.findings import Side
from trama.model import Link, Plan
from trama.model.cells import Quote
from trama.namespaces import DCTERMS, PROV, RDF, RDFS, SKOS, TRAMA, Names
from trama.plans.package import Package
from trama.plans.statements import package_quads, texts_of

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
_REWORDED = {
    "revised": (
        "Dice in altre parole quel che dice {old} (sicurezza {share}): {words}.",
        "It says in other words what {old} says (sure to {share}): {words}.",
    ),
    "merged": (
        "Raccoglie in altre parole {old} (sicurezza {share}) insieme a {others}: {words}.",
        "It takes in {old}, in other words (sure to {share}), together with {others}: {words}.",
    ),
    "split": (
        "Viene da {old}, in altre parole (sicurezza {share}), diviso fra questo e {others}: {words}.",
        "It comes from {old}, in other words (sure to {share}), which is split into this and {others}: {words}.",
    ),
}
_NO_WORDS = ("il senso dell'insieme", "the sense of the whole")
_RULE = {
    "continued": "edition-continues",
    "revised": "edition-revises",
    "merged": "edition-merges",
    "split": "edition-splits",
    "dropped": "edition-drops",
}


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
        if step.reworded or step.kind in _TOLD:
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
    told = []
    table = _REWORDED if step.reworded else _TOLD
    for sentence, nothing in zip(table[step.kind], _NO_WORDS, strict=True):
        words = (
            [
                f"«{run.old}» → «{run.new}»" if run.old != run.new else f"«{run.new}»"
                for run in step.shared
            ]
            if step.reworded
            else [f"«{run.new}»" for run in step.shared]
        )
        told.append(
            sentence.format(
                old=old.code,
                others=", ".join(side.code for side in (*step.merged_with, *step.split_with)),
                share=f"{step.share or step.similarity:.2f}",
                words=" … ".join(words) or nothing,
            )
        )
    it, en = told
    return it, en


def edition_statements(
    steps: Sequence[Step], new_plan: NamedNode, graph: NamedNode
) -> Iterator[Quad]:
    """Yield the bare statements of an edition's steps, as checks need them."""
    for step in steps:
        if step.old is not None and step.kind in _RELATION:
            source = NamedNode(step.new.iri) if step.new else new_plan
            yield Quad(source, TRAMA[_RELATION[step.kind]], NamedNode(step.old.iri), graph)
