"""What a document says of itself: its title, its years, who publishes it, what kind of plan it is."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from trama.plans.readers.documents.blocks import Document
from trama.plans.readers.documents.proposal import Proposal

_YEARS = re.compile(r"\b(20[1-6]\d)\s*[-–—/]\s*(20[1-6]\d|[1-6]\d)\b")
_TRIENNIUM = re.compile(r"\b(20[1-6]\d)\s*[-–—/]\s*20[1-6]\d\s*[-–—/]\s*(20[1-6]\d)\b")
_PUBLISHER = re.compile(
    r"(?P<name>(?:comune|città metropolitana|unione(?: di comuni| dei comuni)?|provincia(?: autonoma)?|regione|comunità montana)"
    r"(?:\s+(?:di|del|della|dei|delle|d['’]))?(?:\s*[A-ZÀ-Ü][\w'’\-]+){1,5})",
    re.IGNORECASE,
)
_KINDS = (
    ("dup", r"documento\s+unico\s+di\s+programmazione|\bd\.?u\.?p\.?s?\b"),
    ("strategic-plan", r"piano\s+strategico|agenda\s+digitale|piano\s+triennale"),
    ("territorial-plan", r"piano\s+(?:territoriale|di governo del territorio|regolatore)"),
)
# Plans of management have a title, and are of no kind of their own.
_TITLES = re.compile(
    r"piano\s+(?:esecutivo\s+di\s+gestione|integrato\s+di\s+attività|(?:della\s+|delle\s+)?performance|dettagliato\s+degli\s+obiettivi|(?:annuale|triennale)\s+degli\s+obiettivi)|"
    r"linee\s+programmatiche|programma\s+di\s+mandato",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:anno|esercizio|peg|pdo|piao|gestione|performance|obiettivi)\s+(?:(?:per\s+)?(?:l['’]\s?)?(?:anno|esercizio)\s+)?(20[1-6]\d)\b",
    re.IGNORECASE,
)


def facts_of(document: Document, name: str) -> Proposal:
    """Return an empty proposal with what the first lines of a document say of it.

    Where they say nothing, the title is the file's name and the years stay unknown.
    """
    lines = list(islice((line for line in document.lines() if line.text.strip()), 40))
    stem = " ".join(re.sub(r"[_-]+", " ", Path(name).stem).split()) or "Piano"
    title = ""
    for place, line in enumerate(lines[:12]):
        text = " ".join(line.text.split())
        named = any(re.search(pattern, text, re.IGNORECASE) for _, pattern in _KINDS)
        if (named or _TITLES.search(text)) and len(text) < 160:
            title = text
            following = " ".join(lines[place + 1].text.split()) if place + 1 < len(lines) else ""
            if not _YEARS.search(title) and _YEARS.search(following) and len(following) < 60:
                title = f"{title} {following}"
            break
    if not title and lines and lines[0].level == 1 and len(lines[0].text) < 160:
        title = " ".join(lines[0].text.split())
    # A line that breaks between two years keeps its hyphen.
    title = re.sub(r"\b(20\d\d[-–])\s+(?=20\d\d\b)", r"\1", title)
    proposal = Proposal(title or stem, document)
    head = "\n".join([title, stem, *(line.text for line in lines[:15])])
    triple = _TRIENNIUM.search(head)
    years = triple or _YEARS.search(head)
    single = None if years else _ONE.search(head)
    if single:
        proposal.start = proposal.end = single[1]
    if years:
        last = years[2] if len(years[2]) == 4 else years[1][:2] + years[2]
        if years[1] <= last:
            proposal.start, proposal.end = years[1], last
    # The title says it better than the lines after it, which may speak of other plans.
    kinds = (
        kind
        for part in (title, stem, head[:1_500])
        for kind, pattern in _KINDS
        if re.search(pattern, part, re.IGNORECASE)
    )
    proposal.kind = next(kinds, "dup")
    running = [one.text for one in document.dropped if one.why == "running"][:3]
    published = next(
        (
            found
            for line in [title, *(one.text for one in lines[:12]), *running]
            if len(line) < 160 and (found := _PUBLISHER.search(line))
        ),
        None,
    )
    if published:
        proposal.publisher = " ".join(published["name"].split())
    return proposal
