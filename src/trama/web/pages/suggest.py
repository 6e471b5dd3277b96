"""What the reading pages share, and the suggestions under the search box."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from trama.namespaces import TRAMA
from trama.publish.pages import reference
from trama.publish.rendering import render
from trama.publish.suggestions import fold
from trama.web.replies import dataset, language, page, reply, view

blueprint = Blueprint("pages", __name__)

MOST = 8


def reading_page(template: str, **facts: Any) -> Response:
    """Return a page made from a template, for the request at hand."""
    return page(render(template, view(), **facts))


@blueprint.get("/suggest")
def suggest() -> Response:
    """Suggest things by the beginnings of the words of their names, as JSON."""
    words = fold(request.args.get("q", "")[:200]).split()
    lang, here, data = language(), view(), dataset()
    within = data.names.thing("").value
    suggestions = []
    for iri, kind in data.directory.suggest(words, lang, within=within, most=MOST):
        ref = reference(data, iri, lang)
        suggestions.append(
            {
                "label": ref.label,
                "kind": reference(data, TRAMA[kind].value, lang).label,
                "href": here.page(ref.key),
            }
        )
    body = json.dumps({"suggestions": suggestions}, ensure_ascii=False) + "\n"
    return reply(body, "application/json")
