"""Choosing the form of an answer at the machines' addresses: by `format=`, or by Accept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from flask import request

from trama.rdf.forms import Form, named
from trama.web.accept import choose_form
from trama.web.problems import Refusal

# As Trama, SPARQLWrapper and Fuseki call it.
_NAMES = ("format", "output", "results")
_FORM = TypeVar("_FORM", bound=Form)


def wanted_form(fields: Mapping[str, Sequence[str]], forms: Iterable[_FORM]) -> _FORM:
    """Return the form that the request at hand asks for.

    A name in `fields` that is known here wins; one that is not is passed over, as if it were not there,
    and the Accept header decides. Raises Refusal (406) if that asks for no form there is.
    """
    known = tuple(forms)
    for name in _NAMES:
        for value in fields.get(name, ()):
            found = named(value, known)
            if found:
                return found  # type: ignore[return-value]
    chosen = choose_form(request.headers.get("Accept"), known)
    if chosen is None:
        raise not_acceptable(form.media_type for form in known)
    return chosen


def not_acceptable(types: Iterable[str]) -> Refusal:
    """Return the refusal of a request that accepts none of the media types there are."""
    offered = ", ".join(types)
    return Refusal(
        406,
        "not-acceptable",
        f"Questa risposta si può avere come {offered}.",
        f"This answer can be had as {offered}.",
    )
