"""The start page: what is here, in numbers, and where to begin asking."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from trama.library import Query
from trama.web.state import current

blueprint = Blueprint("home", __name__)

EXAMPLES = ("objectives-of-mission", "comuni-of-zone", "unions-across-zones")
COUNTED = (
    ("Mission", "Missioni", "Missions"),
    ("StrategicObjective", "obiettivi strategici", "strategic objectives"),
    ("Driver", "Driver", "Drivers"),
    ("Instrument", "strumenti", "instruments"),
    ("Programme", "programmi", "programmes"),
    ("Actor", "attori", "actors"),
    ("Municipality", "comuni", "municipalities"),
    ("HomogeneousZone", "zone omogenee", "homogeneous zones"),
    ("MunicipalUnion", "unioni di comuni", "unions of municipalities"),
    ("Passage", "passi del testo", "passages of the text"),
    ("Link", "legami motivati", "links with their reasons"),
)


@blueprint.get("/")
def home() -> str:
    """Show the start page, in Italian or, with `?lang=en`, in English."""
    state = current()
    lang = "en" if request.args.get("lang") == "en" else "it"
    classes = state.manifest["classes"]
    counts = [
        (classes[name], it if lang == "it" else en) for name, it, en in COUNTED if name in classes
    ]
    queries = state.queries
    return render_template(
        "home.html",
        lang=lang,
        counts=counts,
        manifest=state.manifest,
        examples=[_example(queries[name]) for name in EXAMPLES if name in queries],
    )


def _example(query: Query) -> tuple[Query, str, str]:
    """A ready query, its text with its parameters filled in, and the address that runs it."""
    text = query.filled_in(current().settings.names)
    return query, text, url_for("endpoint.answer", query=text, format="csv")
