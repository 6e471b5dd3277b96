"""One page: the ontology in one language, with its words, links and groups."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from trama.language.months import MONTHS
from trama.ontodoc.diagram import THING, Diagram, draw, is_drawn
from trama.ontodoc.expressions import (
    Expression,
    Faceted,
    Inverse,
    Joined,
    Named,
    Quantified,
    Value,
    named_in,
)
from trama.ontodoc.reading import Alignment, Concept, Ontology, Source, Term, Texts
from trama.ontodoc.shapes import Shape
from trama.ontodoc.words import WORDS, word

FILES = {"it": "index.html", "en": "en.html"}
_GROUPS = ("classes", "crossing", "object", "datatype", "annotation", "individual")
_REASONS = ("Link", "Passage", "Text", "Basis")


@dataclass(frozen=True, slots=True)
class Figure:
    """A diagram with its name, and its properties for the table that says the same."""

    key: str
    diagram: Diagram
    properties: tuple[Term, ...]


class Page:
    """What the template needs to write the page of one language."""

    def __init__(self, ontology: Ontology, shapes: tuple[Shape, ...], lang: str) -> None:
        self.ontology = ontology
        self.shapes = shapes
        self.lang = lang
        self.header = ontology.header
        namespace = ontology.header.namespace
        prefixes = "|".join(map(re.escape, ontology.prefixes)) or "(?!)"
        self._mention = re.compile(rf"(?<=<)https?://[^\s<>]+(?=>)|\b({prefixes}):(\w+)")
        self._anchors = {term.iri: term.name for term in ontology.terms.values()}
        kinds = namespace.rstrip("#/") + "/"
        for scheme in ontology.schemes:
            self._anchors[scheme.iri] = f"scheme/{scheme.iri.removeprefix(kinds)}"
            for concept in scheme.concepts:
                self._anchors.setdefault(concept.iri, concept.iri.removeprefix(kinds))
        self._names = {term.iri: term.labels for term in ontology.terms.values()}
        for scheme in ontology.schemes:
            self._names[scheme.iri] = scheme.labels
            self._names |= {c.iri: c.labels for c in scheme.concepts if c.iri not in ontology.terms}

    # Words

    def word(self, key: str) -> str:
        """One of the page's own words."""
        return word(key, self.lang)

    def text(self, texts: Texts) -> Markup:
        """A text in the page's language or, marked as such, in another one."""
        lang, chosen = self._choose(texts)
        return self._marked(escape(chosen), lang)

    def prose(self, texts: Texts) -> Markup:
        """A text whose mentions of terms and addresses are links."""
        lang, chosen = self._choose(texts)
        parts, at = [], 0
        for found in self._mention.finditer(chosen):
            iri = f"{self.ontology.prefixes[found[1]]}{found[2]}" if found[1] else found[0]
            own = iri.startswith(self.header.namespace)
            if own and iri not in self._anchors:
                continue
            address = f"#{self._anchors[iri]}" if iri in self._anchors else iri
            link = Markup('<a href="{}"><code>{}</code></a>').format(address, found[0])
            parts += [escape(chosen[at : found.start()]), link]
            at = found.end()
        parts.append(escape(chosen[at:]))
        return self._marked(Markup("").join(parts), lang)

    def plain(self, texts: Texts) -> str:
        """A text in the page's language or any other, unmarked."""
        return self._choose(texts)[1]

    def relation(self, alignment: Alignment) -> str:
        """How a term relates to one of others', in words."""
        name = re.split(r"[#/]", alignment.relation)[-1]
        return self.named(name, self.short(alignment.relation))

    def date(self, date: str) -> str:
        """A date as people of the page's language write it."""
        found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", date)
        if not found or not 1 <= int(found[2]) <= 12:
            return date
        month = MONTHS[self.lang][int(found[2]) - 1]
        day = "1º" if self.lang == "it" and found[3] == "01" else str(int(found[3]))
        return f"{day} {month} {found[1]}"

    def licence(self) -> Markup:
        """The licence, by its usual name where it is a Creative Commons one."""
        iri = self.header.licence
        found = re.fullmatch(r"https://creativecommons\.org/licenses/([a-z-]+)/([\d.]+)/?", iri)
        name = f"CC {found[1].upper()} {found[2]}" if found else self.short(iri)
        return Markup('<a href="{}">{}</a>').format(iri, name) if iri else Markup("")

    def citation(self) -> Markup:
        """How to cite this version."""
        header = self.header
        year = f" ({header.issued[:4]})" if header.issued else ""
        version = f", {self.word('cite_version')} {header.version}" if header.version else ""
        iri = header.version_iri or header.iri
        return Markup('{}{}. <cite>{}</cite>{}. <a href="{}">{}</a>').format(
            ", ".join(header.creators), year, self.plain(header.titles), version, iri, iri
        )

    def named(self, key: str, fallback: str) -> str:
        """A word for a code of the data, or the code itself."""
        return self.word(key) if key in WORDS else fallback

    def _choose(self, texts: Texts) -> tuple[str, str]:
        for lang in (self.lang, "it", "en", *sorted(texts)):
            if lang in texts:
                return lang, texts[lang]
        return self.lang, ""

    def _marked(self, text: Markup, lang: str) -> Markup:
        if lang in (self.lang, ""):
            return text
        return Markup('<span lang="{}">{}</span>').format(lang, text)

    # Links

    def anchor(self, iri: str) -> str:
        """The anchor of a term, concept or scheme."""
        return self._anchors[iri]

    def ref(self, iri: str) -> Markup:
        """A link to what an IRI names, here or elsewhere."""
        if iri == THING:
            return Markup('<em>{}</em> (<a href="{}">owl:Thing</a>)').format(
                self.word("anything"), iri
            )
        if iri in self._anchors:
            return Markup('<a href="#{}">{}</a>').format(
                self._anchors[iri], self.text(self._names[iri])
            )
        if not re.match(r"https?://", iri):
            return Markup("<code>{}</code>").format(iri)
        return Markup('<a href="{}"><code>{}</code></a>').format(iri, self.short(iri))

    def refs(self, iris: Iterable[str]) -> Markup:
        """Links to several things, in a row."""
        return Markup(", ").join(self.ref(iri) for iri in iris)

    def short(self, iri: str) -> str:
        """An IRI with its prefix, if it has one."""
        for prefix, namespace in self.ontology.prefixes.items():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri

    def source(self, source: Source) -> Markup:
        """A source, as a link if it has an address."""
        if not source.iri:
            return self._marked(escape(source.text), source.lang)
        plan, slash, mark = source.iri.partition("/passage/")
        if slash:
            words = f"{plan.rpartition('/')[2]}, {self.word('passage')} {mark}"
            return Markup('<a href="{}">{}</a>').format(source.iri, words)
        if source.iri == self.header.iri:
            return Markup("{}").format(self.header.prefix.capitalize() or source.iri)
        urn = source.iri.find("urn:")
        words = source.iri[urn:] if urn > 0 else self.short(source.iri)
        return Markup('<a href="{}">{}</a>').format(source.iri, words)

    def expression(self, expression: Expression | None, *, inside: bool = False) -> Markup:
        """A class expression in words, with links."""
        match expression:
            case Named(iri):
                return self.ref(iri)
            case Value(text):
                return Markup("<code>{}</code>").format(text)
            case Joined("one", parts):
                values = Markup(", ").join(self.expression(part) for part in parts)
                return Markup("{}: {}").format(self.word("one"), values)
            case Joined(how, parts):
                joint = Markup(" <em>{}</em> ").format(self.word(how))
                joined = joint.join(self.expression(part, inside=True) for part in parts)
                return Markup("({})").format(joined) if inside else joined
            case Quantified(how, over, filler):
                values = self.expression(filler, inside=True)
                return Markup("{}: <em>{}</em> {}").format(
                    self.expression(over), self.word(how), values
                )
            case Inverse(of):
                return Markup("<em>{}</em> {}").format(self.word("inverse_of"), self.expression(of))
            case Faceted(datatype, facets):
                limits = Markup(", ").join(
                    Markup("<code>{} {}</code>").format(sign, value) for sign, value in facets
                )
                return Markup("{} [{}]").format(self.expression(datatype), limits)
            case _:
                return escape(self.word("unread"))

    def expressions(self, expressions: Iterable[Expression]) -> Markup:
        """Several class expressions, in a row."""
        return Markup("; ").join(map(self.expression, expressions))

    # What stands where

    @cached_property
    def groups(self) -> dict[str, tuple[Term, ...]]:
        """The terms of each section that has some, in the order of the ontology's file."""
        groups: dict[str, list[Term]] = {key: [] for key in _GROUPS}
        for term in self.ontology.terms.values():
            groups[self.group(term)].append(term)
        return {key: tuple(terms) for key, terms in groups.items() if terms}

    def group(self, term: Term) -> str:
        """The section of a term."""
        if self.header.namespace + "CrossingProperty" in term.types:
            return "crossing"
        return "classes" if term.kind == "class" else term.kind

    def kind(self, term: Term) -> str:
        """The kind of a term in words."""
        group = self.group(term)
        return self.word("kind_class" if group == "classes" else f"kind_{group}")

    @cached_property
    def alphabetical(self) -> tuple[Term, ...]:
        """All terms by their label."""
        return tuple(
            sorted(
                self.ontology.terms.values(),
                key=lambda term: (self.plain(term.labels).casefold(), term.name),
            )
        )

    @cached_property
    def tree(self) -> tuple[Term, ...]:
        """The classes that have no class of the ontology above them."""
        return tuple(term for term in self.groups.get("classes", ()) if not self.above(term))

    def above(self, term: Term) -> tuple[Term, ...]:
        """The terms that a term is said to be below."""
        iris = [iri for parent in term.parents for iri in named_in(parent)]
        return tuple(self.ontology.terms[iri] for iri in iris if iri in self.ontology.terms)

    def below(self, term: Term) -> tuple[Term, ...]:
        """The terms that are said to be below a term."""
        return tuple(other for other in self.ontology.terms.values() if term in self.above(other))

    def leaving(self, term: Term) -> tuple[str, ...]:
        """The properties whose domain names a class."""
        return tuple(t.iri for t in self.ontology.terms.values() if term.iri in named_in(t.domain))

    def arriving(self, term: Term) -> tuple[str, ...]:
        """The properties whose range names a class."""
        return tuple(t.iri for t in self.ontology.terms.values() if term.iri in named_in(t.range))

    def inherited(self, term: Term) -> tuple[str, ...]:
        """The properties that a class has from those above it."""
        seen: dict[str, None] = {}
        waiting, met = list(self.above(term)), {term.iri}
        while waiting:
            parent = waiting.pop(0)
            if parent.iri not in met:
                met.add(parent.iri)
                seen |= dict.fromkeys(self.leaving(parent))
                waiting += self.above(parent)
        return tuple(iri for iri in seen if iri not in self.leaving(term))

    def members(self, term: Term) -> tuple[str, ...]:
        """The terms that are instances of a class."""
        return tuple(t.iri for t in self.ontology.terms.values() if term.iri in t.types)

    def aligned(self, term: Term) -> tuple[Alignment, ...]:
        """The alignments of a term."""
        return tuple(a for a in self.ontology.alignments if a.term == term.iri)

    def checks(self, term: Term) -> tuple[Shape, ...]:
        """The shapes that speak of a term."""
        return tuple(shape for shape in self.shapes if term.iri in shape.terms)

    def relation_kinds(self, term: Term) -> tuple[str, ...]:
        """The concepts that a term is given for."""
        concepts = (c for scheme in self.ontology.schemes for c in scheme.concepts)
        return tuple(concept.iri for concept in concepts if term.iri in concept.related)

    def row_anchor(self, concept: Concept) -> str:
        """The anchor of a concept's row, unless it is a term with a section of its own."""
        return "" if concept.iri in self.ontology.terms else self._anchors[concept.iri]

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The diagrams: how a plan is made, what cuts across it, and how that is explained."""
        drawn = [term for term in self.ontology.terms.values() if is_drawn(term, self.ontology)]
        reasons = {self.header.namespace + name for name in _REASONS}
        groups: dict[str, list[Term]] = {"structure": [], "crossing": [], "reasons": []}
        for term in drawn:
            ends = set(named_in(term.domain)), set(named_in(term.range))
            about_reasons = any(end <= reasons for end in ends)
            key = "crossing" if self.group(term) == "crossing" else "structure"
            groups["reasons" if about_reasons else key].append(term)
        return tuple(
            Figure(key, draw(self.ontology, terms, self._label), tuple(terms))
            for key, terms in groups.items()
            if terms
        )

    def known(self, iris: Iterable[str]) -> tuple[str, ...]:
        """Those of some terms that the ontology has."""
        return tuple(iri for iri in iris if iri in self.ontology.terms)

    def _label(self, iri: str) -> str:
        if iri in self._names:
            return self.plain(self._names[iri])
        return self.word("anything") if iri == THING else self.short(iri)

    @cached_property
    def shape_files(self) -> dict[str, tuple[Shape, ...]]:
        """The shapes by their file."""
        files = dict.fromkeys(shape.file for shape in self.shapes)
        return {file: tuple(s for s in self.shapes if s.file == file) for file in files}

    @cached_property
    def used_prefixes(self) -> dict[str, str]:
        """The prefixes of the vocabularies that the page names."""
        return {prefix: iri for prefix, iri in self.ontology.prefixes.items() if "/id/" not in iri}

    def count(self) -> str:
        """How many terms there are of each kind."""
        groups = [f"{len(terms)} {self.word(key).lower()}" for key, terms in self.groups.items()]
        concepts = sum(len(scheme.concepts) for scheme in self.ontology.schemes)
        more = (
            f"{len(self.ontology.schemes)} schemi con {concepts} concetti, "
            f"{len(self.ontology.alignments)} allineamenti"
            if self.lang == "it"
            else f"{len(self.ontology.schemes)} schemes with {concepts} concepts, "
            f"{len(self.ontology.alignments)} alignments"
        )
        return ", ".join([*groups, more])
