"""Facts that stand in the words of an objective or of one paragraph after it, label by label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trama.plans.readers.documents.kinds import coded_in, named_in
from trama.plans.readers.documents.labels import field_in, label_of, plain_labels

TITLE = 140
_START = (
    r"(?:"
    + "|".join(
        label
        for role, label in plain_labels()
        if role not in ("code", "weight", "kind", "title", "section")
    )
    + r")\s*:|(?:peso|codice|con\s+chi|insieme\s+a)\s*:|"
    r"(?:missione|programma)\s*:?\s+\d{1,2}(?:[./]\d{1,2})?\b|M\.?\s?\d{1,2}\s*[–\-/.,]?\s*P\.?\s?\d{1,2}\b|"
    r"resp\.\s|responsabile\s+(?-i:(?=[A-Z]))|dirigente\s+(?-i:(?=[A-Z]))"
)
_PART = re.compile(
    rf"(?:(?<=[.;,)(])|(?<=\s[–—|-])|(?<=[\d%])(?=\s(?-i:[A-Z])))\s*(?={_START})", re.IGNORECASE
)
_LABELLED = re.compile(_START, re.IGNORECASE)
_OWN = re.compile(r"(?:(?<=[.;,(])|(?<=\s[–—|-]))\s*(?P<label>[^\W\d_][^:;.,()–—|]{1,40}\.?):\s")
_FIRST = re.compile(r"(?P<label>[^\W\d_][^:;.,()–—|]{1,40}\.?):\s")
_TOLD = frozenset(
    ["responsible", "office", "indicator", "target", "period", "start", "end", "programme"]
)
_SENTENCE = re.compile(
    r"(?:(?<=[^\W\d_]{3}[.])|(?<=\d{4}[.])|(?<=[^\W\d_][)][.]))\s+(?=[A-ZÀÈÉÌÒÙ«\"“])"
)


def facts_in(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Return what stands before the first fact in a text, and each fact as role, label and value."""
    places = [found.start() for found in _PART.finditer(text)]
    places += [found.start() for found in _OWN.finditer(text) if label_of(found["label"]) in _TOLD]
    places = sorted({len(text) - len(text[place:].lstrip()) for place in places})
    first = _FIRST.match(text)
    if _LABELLED.match(text) or (first and label_of(first["label"]) in _TOLD):
        places = [0, *places]
    if not places:
        return text, []
    facts = list(_facts(text, places))
    if not facts:
        return text, []
    return text[: places[0]].strip().rstrip("(").strip(" ;–—-"), facts


def _facts(text: str, places: list[int]) -> Iterator[tuple[str, str, str]]:
    for start, end in zip(places, [*places[1:], len(text)], strict=True):
        part = text[start:end].strip().strip("(")
        part = part.rstrip(" ;,.–—-|")
        if part.count(")") > part.count("("):
            part = part.rsplit(")", 1)[0].strip()
        found = field_in(part)
        if found and found[2]:
            yield found
            continue
        named = named_in(part)
        lone = None if named else re.match(r"missione\s*:?\s*\d{1,2}\b", part, re.IGNORECASE)
        if named and named.mission and not named.programme:
            yield "mission", "missione", part
        elif lone:
            yield "mission", "missione", lone[0]
        elif re.match(r"programma\s", part, re.IGNORECASE):
            yield "programme", "programma", part
        else:
            bare = re.match(r"(?:resp\.?|responsabile|dirigente)\s*:?\s+(.+)", part, re.IGNORECASE)
            if bare:
                yield "responsible", "responsabile", bare[1]


_UPPER = re.compile(
    r"\s*\((?:rif\.|riferimento|cfr\.|v\.|vedi)[^()]*(?:PSTTM|[Pp]iano strategico)[^()]*\)\.?$"
)


def titled(text: str, lead: str = "") -> tuple[str, str]:
    """Return the title with which a paragraph begins, and the rest, which describes it.

    Its bold first words, the `lead`, are a title; otherwise only a first sentence that leaves more behind than
    a few words is one by itself.
    """
    bold = lead.strip(" .:–—-")
    place = text.find(bold) if len(bold.split()) > 1 else -1
    coded = coded_in(bold) if place < 0 else None
    if coded:
        bold = coded[2].strip(" .:–—-")
        place = text.find(bold) if len(bold.split()) > 1 else -1
    if 0 <= place < 25 and len(text) > place + len(bold) + 10:
        return text[place : place + len(bold)], text[place + len(bold) :].strip(" .:–—-")
    upper = _UPPER.search(text)
    if upper and len(text[: upper.start()].split()) > 2:
        return text[: upper.start()], text[upper.start() :].strip(" ,")
    found = _SENTENCE.search(text)
    if not found or len(text) < 60:
        return text, ""
    first, rest = text[: found.start()], text[found.end() :]
    if len(first.split()) < 3 or len(first) > 260 or len(rest.split()) < 4:
        return text, ""
    return first.rstrip("."), rest
