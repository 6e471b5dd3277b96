"""The source text of the plan as a page, each passage with the links that rest on it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from flask import Blueprint, Response, request

from trama.namespaces import TRAMA
from trama.network.links import Link, Quoted
from trama.plans.text import Passage, SourceText, read_text
from trama.publish.dataset import Dataset
from trama.publish.pages import reference
from trama.publish.rendering import render
from trama.publish.site import key_of
from trama.store.select import select
from trama.web.replies import dataset, language, page, remembered, view

blueprint = Blueprint("text", __name__)

_LINE = re.compile(r"(?P<hashes>#+ )?(?P<dash>- )?(?P<own>(?:\*\[[^\]\n]*\]\* ?)*)(?P<rest>.*)")
_OWN = re.compile(r"\*\[([^\]\n]*)\]\*")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LOST = re.compile(r"\[illeggibile[^\]]*\]")
_TRANSCRIBER = "titolo del trascrittore"
# What follows this heading is what the scan has outside the text: page ornaments, numbers.
_AFTER = "Residui della scansione"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a passage: its words, the quotes that cover it, and those that begin with it."""

    text: str
    quotes: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """Links that share a relation and an end: what they share, and each link with its other end."""

    shared: str
    relation: str
    forward: bool
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text: a heading of some level, an item of a list or a paragraph.

    `own` holds the transcriber's words, `bundles` the links that quote the passage, of which there
    are `count`, `things` the IRIs of what it states or names.
    """

    kind: str
    level: int
    anchor: str
    own: str
    segments: tuple[Segment, ...]
    passage: str = ""
    scan: str = ""
    count: int = 0
    bundles: tuple[Bundle, ...] = ()
    things: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The words of the passage, without marks."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole text of a plan, in reading order, and the passage that each quote stands in."""

    plan: str
    blocks: tuple[Block, ...]
    quotes: Mapping[str, str]


@blueprint.get("/testo")
def text() -> Response:
    """Show the plan's text; `?q=` takes the name of a quote, which is then highlighted."""
    sought = request.args.get("q", "")
    if sought or set(request.args) - {"lang"}:
        return page(_body(sought))
    # Without a quote the page is the same for everyone, and long.
    name = f"text {request.script_root} {language()}"
    return page(remembered(name, lambda _: _body("")))


def _body(sought: str) -> str:
    reading, data = remembered("reading", read), dataset()
    return render(
        "text.html",
        view(),
        reading=reading,
        sought=sought,
        found=reading.quotes.get(sought, ""),
        refer=partial(reference, data),
        related=lambda relation, lang: reference(data, TRAMA[relation].value, lang).label,
        place=lambda iri: key_of(iri, data.settings.base),
    )


def read(data: Dataset) -> Reading:
    """Return the text of the plan being served, with all that rests on it.

    Of several plans with a text, the first by name is taken; without any the reading is empty.
    """
    base = data.names.thing("").value
    plans = sorted(row["plan"].value for row in select(data.store, _PLANS))
    for plan in plans:
        local = plan.removeprefix(base)
        path = data.settings.root / "graph" / local / "text.md"
        if path.is_file():
            return _reading(data, plan, read_text(path, shown=f"graph/{local}/text.md"))
    return Reading("", (), {})


_PLANS = "SELECT DISTINCT ?plan WHERE { ?plan trama:sourceText ?text }"
_STATED = "SELECT DISTINCT ?thing ?passage WHERE { ?thing trama:statedIn ?passage }"


def _reading(data: Dataset, plan: str, source: SourceText) -> Reading:
    prefix = f"{plan}/passage/"
    links: dict[str, dict[str, Link]] = defaultdict(dict)
    quoted: dict[str, set[Quoted]] = defaultdict(set)
    for link in data.directory.links_quoting(prefix):
        for quote in link.evidence:
            if quote.iri.startswith(prefix):
                mark = quote.iri.removeprefix(prefix).partition("/")[0]
                links[mark][link.iri] = link
                quoted[mark].add(quote)
    stated: dict[str, set[str]] = defaultdict(set)
    for row in select(data.store, _STATED):
        if row["passage"].value.startswith(prefix):
            stated[row["passage"].value.removeprefix(prefix)].add(row["thing"].value)
    marks = {passage.start: passage for passage in source.passages}
    blocks = []
    for kind, level, own, start, rest in _lines(source):
        passage = marks.get(start)
        if passage is None:
            blocks.append(Block(kind, level, f"s-{start}", own, (Segment(rest),) if rest else ()))
            continue
        blocks.append(
            Block(
                kind,
                level,
                passage.id,
                own,
                _segments(passage, quoted[passage.id]),
                prefix + passage.id,
                ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in passage.scan_lines),
                len(links[passage.id]),
                tuple(bundles(links[passage.id].values())),
                tuple(sorted(stated[passage.id])),
            )
        )
    places = {
        quote_name(quote.iri): mark for mark, quotes in quoted.items() for quote in sorted(quotes)
    }
    return Reading(plan, tuple(blocks), places)


def bundles(links: Iterable[Link]) -> list[Bundle]:
    """Return links bundled by the end that most of them share, the largest bundles first."""
    links = list(links)
    sizes: Counter[tuple[str, str, bool]] = Counter()
    for link in links:
        sizes.update([(link.source, link.relation, True), (link.target, link.relation, False)])
    found: dict[tuple[str, str, bool], list[tuple[str, str]]] = defaultdict(list)
    for link in links:
        going, coming = (link.source, link.relation, True), (link.target, link.relation, False)
        if sizes[going] >= sizes[coming]:
            found[going].append((link.iri, link.target))
        else:
            found[coming].append((link.iri, link.source))
    made = [
        Bundle(shared, relation, forward, tuple(sorted(ends, key=lambda end: end[1])))
        for (shared, relation, forward), ends in found.items()
    ]
    return sorted(made, key=lambda bundle: (-len(bundle.links), bundle.relation, bundle.shared))


def quote_name(iri: str) -> str:
    """Return what `?q=` and an anchor call a quote: its passage's mark and the end of its IRI."""
    passage, _, quote = iri.partition("/passage/")[2].partition("/quote/")
    return f"{passage}-{quote}"


def _lines(source: SourceText) -> Iterable[tuple[str, int, str, int, str]]:
    """The lines that say something: kind, level, transcriber's words, where the rest starts, the rest."""
    start = 0
    inside = False
    for line in source.content.splitlines(keepends=True):
        here, start = start, start + len(line)
        comment = inside
        inside = "-->" not in line if inside else line.startswith("<!--") and "-->" not in line
        if comment or inside or not line.strip() or line.startswith("<!--"):
            continue
        found = _LINE.match(line)
        if found is None:
            continue
        hashes, own = found["hashes"] or "", "; ".join(_OWN.findall(found["own"]))
        rest = _COMMENT.sub("", found["rest"]).strip()
        if hashes and rest.startswith(_AFTER):
            return
        if len(hashes) == 2:
            continue
        if hashes and _TRANSCRIBER in line and rest:
            own, rest = rest, ""
        kind = "heading" if hashes else "item" if found["dash"] else "paragraph"
        yield kind, max(0, len(hashes) - 1), own, here + found.start("rest"), rest


def _segments(passage: Passage, quotes: Iterable[Quoted]) -> tuple[Segment, ...]:
    """A passage cut where a quote or a lost stretch begins or ends."""
    words = passage.text
    spans = [
        (start, start + len(quote.exact), quote_name(quote.iri))
        for quote in sorted(quotes)
        if (start := words.find(quote.exact)) >= 0
    ]
    lost = [match.span() for match in _LOST.finditer(words)]
    cuts = {0, len(words), *(p for a, b, _ in spans for p in (a, b)), *(p for s in lost for p in s)}
    places = sorted(cuts)
    return tuple(
        Segment(
            words[a:b],
            tuple(name for start, end, name in spans if start <= a and b <= end),
            tuple(name for start, _, name in spans if start == a),
            any(start <= a and b <= end for start, end in lost),
        )
        for a, b in pairwise(places)
    )
