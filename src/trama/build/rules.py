"""Inferring links by named rules: the CONSTRUCT queries in `queries/rules/`.

A rule's query constructs derivations. Each is a blank node that names the statement to infer and the
links that it rests on:

    CONSTRUCT { [] trama:source ?driver ; trama:relation trama:touches ; trama:target ?mission ;
                   trama:restsOn ?link ; trama:through ?objective . }

The rest is done here, the same way for every rule: derivations of one statement become one
`trama:Link` in `graph/inferred`, which names its rules and the links that it rests on. Its evidence is
that of its surest derivation, and its confidence the product of that derivation's confidences, times
the rule's own. Rules run again and again until nothing new is found, so that one may build on another.

A link says how sure it is; a plain statement cannot. So a link below LEAST_STATED, or found only by rules
that say `link_only`, is there without its plain statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import prod
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryTriples, Triple
from pyoxigraph import Store as Engine

from trama.errors import QueryError, SourceError
from trama.namespaces import DCTERMS, PROV, RDF, RDFS, SKOS, TRAMA, XSD, Names
from trama.rdf.header import Words, read_header, words

_WHOLE = Decimal(1)
_HUNDREDTH = Decimal("0.01")
LEAST_STATED = Decimal("0.5")
"""The confidence from which an inferred link is also a plain statement."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule, with what it says of itself in the header of its file.

    `rationale` is a sentence for each link it infers, in which `{source}`, `{target}` and `{through}`
    stand for labels and codes; `confidence` is how sure the rule is when what it rests on is certain, and
    `because` says why it is that. What a rule finds `link_only` is never a plain statement.
    """

    name: str
    text: str
    title: Words
    description: Words
    rationale: Words
    confidence: Decimal
    because: Words
    link_only: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Derivation:
    """One way in which a rule comes to a statement: what it rests on, and through what."""

    rule: str
    rests_on: tuple[str, ...]
    through: str


@dataclass(slots=True)
class _Known:
    """A link that others can rest on."""

    confidence: Decimal
    evidence: Collection[str]
    date: str


@dataclass(slots=True)
class _Inferred:
    """A statement being inferred, with its derivations so far."""

    source: NamedNode
    relation: NamedNode
    target: NamedNode
    derivations: set[Derivation] = field(default_factory=set)


def read_rules(folder: Path) -> list[Rule]:
    """Read the rules of a folder, in order of name; SourceError, with the file, if one is wrong."""
    rules = []
    for path in sorted(folder.glob("*.rq")):
        text, header = read_header(path)
        try:
            confidence = Decimal(str(header.get("confidence", 1)))
            if not 0 < confidence <= 1:
                raise ValueError(f"confidence must be above 0 and at most 1, not {confidence}")
            title, description, rationale, because = (
                words(header, key) for key in ("title", "description", "rationale", "because")
            )
            link_only = header.get("link_only", False)
            if not isinstance(link_only, bool):
                raise TypeError("link_only must be true or false")
            told = (title, description, rationale, confidence, because, link_only)
            rules.append(Rule(path.stem, text, *told))
        except (ValueError, TypeError, ArithmeticError) as error:
            raise SourceError("file.header", reason=error, path=path) from error
    return rules


def infer(quads: Iterable[Quad], rules: Sequence[Rule], names: Names) -> Iterator[Quad]:
    """Yield the statements of `graph/inferred` that the rules find in a dataset.

    Raises SourceError, naming the rule, if its query is not a CONSTRUCT of derivations.
    """
    engine = Engine()
    engine.bulk_extend(quads)
    yield from infer_in(engine, rules, names)


def infer_in(engine: Engine, rules: Sequence[Rule], names: Names) -> Iterator[Quad]:
    """Yield what `infer` does of the dataset in an engine, to which bare links are added on the way."""
    inferred = _fixpoint(engine, rules, names)
    known = _asserted(engine)
    by_name = {rule.name: rule for rule in rules}
    best = _weigh(inferred, known, by_name)
    graph = names.graph("inferred")
    for rule in rules:
        yield from _rule_quads(rule, names, graph)
    for link in sorted(inferred, key=str):
        yield from _link_quads(
            link, inferred[link], best[link], known, by_name, names, graph, engine
        )


def _fixpoint(engine: Engine, rules: Sequence[Rule], names: Names) -> dict[NamedNode, _Inferred]:
    inferred: dict[NamedNode, _Inferred] = {}
    graph = names.graph("inferred")
    growing = True
    while growing:
        growing = False
        for rule in rules:
            for statement, derivation in _derivations(rule, engine):
                source, relation, target = statement
                link = names.link(
                    _local(source, names), relation.value.rpartition("#")[2], _local(target, names)
                )
                entry = inferred.get(link)
                if entry is None:
                    entry = inferred[link] = _Inferred(source, relation, target)
                    engine.extend(_bones(link, entry, graph))
                growing |= derivation not in entry.derivations
                entry.derivations.add(derivation)
    return inferred


def _bones(link: NamedNode, entry: _Inferred, graph: NamedNode) -> Iterator[Quad]:
    """What a rule may ask of a link: that it is one, its parts, and that it is inferred."""
    yield Quad(entry.source, entry.relation, entry.target, graph)
    yield Quad(link, RDF.type, TRAMA.Link, graph)
    yield Quad(link, TRAMA.source, entry.source, graph)
    yield Quad(link, TRAMA.relation, entry.relation, graph)
    yield Quad(link, TRAMA.target, entry.target, graph)
    yield Quad(link, TRAMA.basis, TRAMA.Inferred, graph)


def _derivations(
    rule: Rule, engine: Engine
) -> Iterator[tuple[tuple[NamedNode, NamedNode, NamedNode], Derivation]]:
    try:
        answer = engine.query(rule.text, use_default_graph_as_union=True)
    except (SyntaxError, ValueError) as error:
        raise SourceError("rule.failed", rule=rule.name, reason=error) from None
    if not isinstance(answer, QueryTriples):
        raise SourceError("rule.not-construct", rule=rule.name)
    found: dict[BlankNode, dict[NamedNode, list[NamedNode]]] = {}
    for triple in answer:
        if not (isinstance(triple.subject, BlankNode) and isinstance(triple.object, NamedNode)):
            raise SourceError("rule.more-than-derivations", rule=rule.name, triple=triple)
        parts = found.setdefault(triple.subject, defaultdict(list))
        parts[triple.predicate].append(triple.object)
    for parts in found.values():
        try:
            (source,), (relation,), (target,) = (
                parts[name] for name in (TRAMA.source, TRAMA.relation, TRAMA.target)
            )
        except ValueError:
            raise SourceError("rule.not-one", rule=rule.name) from None
        rests_on = tuple(sorted(link.value for link in parts[TRAMA.restsOn]))
        if not rests_on:
            raise SourceError("rule.rests-on-nothing", rule=rule.name)
        through = min((thing.value for thing in parts[TRAMA.through]), default="")
        yield (source, relation, target), Derivation(rule.name, rests_on, through)


def _asserted(engine: Engine) -> dict[str, _Known]:
    """The links of the sources, with what those that rest on them inherit."""
    evidence: dict[str, set[str]] = defaultdict(set)
    for quad in engine.quads_for_pattern(None, TRAMA.evidence, None):
        evidence[_value(quad.subject)].add(_value(quad.object))
    dates = {
        _value(quad.subject): _value(quad.object)
        for quad in engine.quads_for_pattern(None, PROV.generatedAtTime, None)
    }
    return {
        (link := _value(quad.subject)): _Known(
            Decimal(_value(quad.object)), evidence[link], dates.get(link, "")
        )
        for quad in engine.quads_for_pattern(None, TRAMA.confidence, None)
    }


def _weigh(
    inferred: dict[NamedNode, _Inferred], known: dict[str, _Known], rules: dict[str, Rule]
) -> dict[NamedNode, Derivation]:
    """Find the surest derivation of each link, and add the links to what is known."""
    best: dict[NamedNode, Derivation] = {}
    changing = True
    while changing:
        changing = False
        for link, entry in inferred.items():
            ready = [d for d in entry.derivations if all(rest in known for rest in d.rests_on)]
            if not ready:
                continue
            confidence, surest = max(
                ((_confidence(d, known, rules), d) for d in sorted(ready, reverse=True)),
                key=lambda pair: pair[0],
            )
            if link in best and confidence <= known[link.value].confidence:
                continue
            rests = [known[rest] for rest in surest.rests_on]
            evidence = {passage for rest in rests for passage in rest.evidence}
            known[link.value] = _Known(confidence, evidence, max(rest.date for rest in rests))
            best[link] = surest
            changing = True
    return best


def _confidence(
    derivation: Derivation, known: dict[str, _Known], rules: dict[str, Rule]
) -> Decimal:
    rests = (known[rest].confidence for rest in derivation.rests_on)
    return prod(rests, start=rules[derivation.rule].confidence)


def _rule_quads(rule: Rule, names: Names, graph: NamedNode) -> Iterator[Quad]:
    node = rule_iri(rule.name, names)
    yield Quad(node, RDF.type, TRAMA.Rule, graph)
    yield Quad(node, RDF.type, PROV.SoftwareAgent, graph)
    yield Quad(node, SKOS.notation, Literal(rule.name), graph)
    for lang in ("it", "en"):
        for predicate in (RDFS.label, SKOS.prefLabel):
            yield Quad(node, predicate, Literal(rule.title[lang], language=lang), graph)
        about = Literal(rule.description[lang], language=lang)
        yield Quad(node, DCTERMS.description, about, graph)
        yield Quad(node, TRAMA.note, Literal(rule.because[lang], language=lang), graph)


def rule_iri(name: str, names: Names) -> NamedNode:
    """Return the IRI of a rule by its name."""
    return names.thing(f"rule/{name}")


def _link_quads(
    link: NamedNode,
    entry: _Inferred,
    surest: Derivation,
    known: dict[str, _Known],
    rules: dict[str, Rule],
    names: Names,
    graph: NamedNode,
    engine: Engine,
) -> Iterator[Quad]:
    facts = known[link.value]
    rounded = max(facts.confidence.quantize(_HUNDREDTH, ROUND_HALF_UP), _HUNDREDTH)
    statement, *bones = _bones(link, entry, graph)
    if rounded >= LEAST_STATED and not all(rules[d.rule].link_only for d in entry.derivations):
        yield statement
    yield from bones
    confidence = Literal(str(rounded), datatype=XSD.decimal)
    yield Quad(link, TRAMA.confidence, confidence, graph)
    yield Quad(link, PROV.generatedAtTime, Literal(facts.date, datatype=XSD.dateTime), graph)
    for name in sorted({derivation.rule for derivation in entry.derivations}):
        rule = rule_iri(name, names)
        yield Quad(link, TRAMA.byRule, rule, graph)
        yield Quad(link, PROV.wasAttributedTo, rule, graph)
    for rest in sorted({rest for derivation in entry.derivations for rest in derivation.rests_on}):
        yield Quad(link, TRAMA.restsOn, NamedNode(rest), graph)
    for passage in sorted(facts.evidence):
        yield Quad(link, TRAMA.evidence, NamedNode(passage), graph)
    through = {d.through for d in entry.derivations if d.rule == surest.rule and d.through}
    for lang in ("it", "en"):
        told = (
            rules[surest.rule]
            .rationale[lang]
            .format(
                source=_label(entry.source, lang, engine),
                target=_label(entry.target, lang, engine),
                through=", ".join(sorted(_code(thing, lang, engine) for thing in through)),
            )
        )
        yield Quad(link, TRAMA.rationale, Literal(told, language=lang), graph)


def _label(thing: NamedNode, lang: str, engine: Engine) -> str:
    labels = {
        quad.object.language: quad.object.value
        for quad in engine.quads_for_pattern(thing, RDFS.label, None)
        if isinstance(quad.object, Literal)
    }
    return labels.get(lang) or labels.get("it") or thing.value


def _code(thing: str, lang: str, engine: Engine) -> str:
    codes = engine.quads_for_pattern(NamedNode(thing), SKOS.notation, None)
    code = min((_value(quad.object) for quad in codes), default="")
    return code if not code.isdigit() and code else f"«{_label(NamedNode(thing), lang, engine)}»"


def _local(thing: NamedNode, names: Names) -> str:
    return thing.value.removeprefix(names.thing("").value)


def _value(term: NamedNode | BlankNode | Literal | Triple) -> str:
    if isinstance(term, Triple):
        raise QueryError("rule.no-link")
    return term.value
