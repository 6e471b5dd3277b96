"""What the reading pages share, and the suggestions under the search box."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from trama.namespaces import TRAMA
from trama.publish.dataset import Dataset
from trama.publish.pages import reference
from trama.publish.rendering import render
from trama.publish.site import key_of
from trama.web.replies import dataset, language, page, remembered, reply, view

blueprint = Blueprint("pages", __name__)

MOST = 8
# In this order, things of one kind before another where all else is equal.
SUGGESTED = (
    "Mission",
    "Driver",
    "VisionKeyword",
    "StrategicObjective",
    "Instrument",
    "Municipality",
    "HomogeneousZone",
    "TerritorialArea",
    "MunicipalUnion",
    "Actor",
    "Programme",
    "Theme",
    "Plan",
    "LegalAct",
    "Result",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be suggested: where it is, its class, and its words without accents."""

    iri: str
    kind: str
    rank: int
    code: str
    words: tuple[str, ...]


def reading_page(template: str, **facts: Any) -> Response:
    """Return a page made from a template, for the request at hand."""
    return page(render(template, view(), **facts))


@blueprint.get("/suggest")
def suggest() -> Response:
    """Suggest things by the beginnings of the words of their names, as JSON."""
    words = tuple(fold(request.args.get("q", "")[:200]).split())
    lang, here = language(), view()
    found = remembered(f"candidates-{lang}", lambda data: candidates(data, lang))
    data = dataset()
    chosen = [c for c in found if words and _fits(c, words)]
    chosen.sort(key=lambda c: (c.code != words[0], c.words[0] != words[0], c.rank, c.words))
    suggestions = []
    for candidate in chosen[:MOST]:
        ref = reference(data, candidate.iri, lang)
        suggestions.append(
            {
                "label": ref.label,
                "kind": reference(data, TRAMA[candidate.kind].value, lang).label,
                "href": here.page(ref.key),
            }
        )
    body = json.dumps({"suggestions": suggestions}, ensure_ascii=False) + "\n"
    return reply(body, "application/json")


def candidates(data: Dataset, lang: str) -> list[Candidate]:
    """Return all that may be suggested, in a language."""
    ranks = {TRAMA[kind].value: (rank, kind) for rank, kind in enumerate(SUGGESTED)}
    found = []
    for iri, name in data.directory.names.items():
        rank = min((ranks[c] for c in name.classes if c in ranks), default=None)
        if rank and key_of(iri, data.settings.base).startswith("id/"):
            words = tuple(fold(name.label(lang)).split()) or ("",)
            found.append(Candidate(iri, rank[1], rank[0], fold(name.code), words))
    return found


def fold(text: str) -> str:
    """Return a text in small letters, without accents, with spaces for what is no letter or digit."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() or c == "-" else " " for c in bare if not unicodedata.combining(c))
    return "".join(kept)


def _fits(candidate: Candidate, words: tuple[str, ...]) -> bool:
    own = (*candidate.words, candidate.code)
    return all(any(word.startswith(sought) for word in own) for sought in words)
