"""Choosing the form of an answer from an Accept header (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from trama.rdf.forms import Form

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_TYPE = re.compile(r"([\w!#$%&'*+.^`|~-]+)/([\w!#$%&'*+.^`|~-]+)")
# What stands between quotes may hold the marks that part members and parameters (RFC 9110, 5.6.6).
_MEMBER = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PARAMETER = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')
_FORMS = TypeVar("_FORMS", bound=Form)


@dataclass(frozen=True, slots=True)
class Range:
    """One member of an Accept header: a type, a family of types or `*/*`, and how welcome it is."""

    type: str
    subtype: str
    quality: float

    def precision(self, offer: str) -> int:
        """How closely this names an offer: 3 exactly, 2 its family, 1 anything, 0 not at all."""
        type, _, subtype = offer.partition("/")
        if (self.type, self.subtype) == ("*", "*"):
            return 1
        if self.type != type:
            return 0
        return 3 if self.subtype == subtype else 2 if self.subtype == "*" else 0


def read_accept(header: str) -> list[Range]:
    """Return the ranges of an Accept header; members that are not well formed are passed over.

    Parameters other than `q` do not tell our offers apart and are ignored: `text/csv; charset=utf-8` is
    `text/csv`, and a profile of JSON-LD is JSON-LD.
    """
    ranges = []
    for member in _MEMBER.findall(header):
        name, *parameters = (part.strip() for part in _PARAMETER.findall(member))
        found = _TYPE.fullmatch(name.lower())
        qualities = [
            value.strip()
            for key, _, value in (parameter.partition("=") for parameter in parameters)
            if key.strip().lower() == "q"
        ]
        quality = qualities[0] if qualities else "1"
        if found and _QUALITY.fullmatch(quality):
            ranges.append(Range(found[1], found[2], float(quality)))
    return ranges


def choose(header: str | None, offers: Sequence[str]) -> str | None:
    """Return the most welcome of the media types offered, or None if none is acceptable.

    `offers` stand in our own order of preference, which settles ties. The most precise range that
    names an offer decides how welcome it is. Without a header, or with one that says nothing,
    everything is.
    """
    ranges = read_accept(header or "")
    if not ranges:
        return offers[0]
    best, welcome = None, 0.0
    for offer in offers:
        precise = max(ranges, key=lambda r: (r.precision(offer), r.quality))
        if precise.precision(offer) and precise.quality > welcome:
            best, welcome = offer, precise.quality
    return best


def choose_form(header: str | None, forms: Iterable[_FORMS]) -> _FORMS | None:
    """Return the most welcome of some forms, by their own media types and by those that are as good."""
    by_type: dict[str, _FORMS] = {}
    known = tuple(forms)
    # The types that a form is known by in no other form's name come after all the own ones.
    for form in known:
        by_type.setdefault(form.media_type, form)
    for form in known:
        for other in form.types:
            by_type.setdefault(other, form)
    chosen = choose(header, list(by_type))
    return by_type[chosen] if chosen else None
