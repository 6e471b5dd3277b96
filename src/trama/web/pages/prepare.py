"""The way to a comune's page from its name, and its DUP prepared, as a workbook or a document."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, redirect, request

from trama.errors import TramaError
from trama.plans.package import read_packages
from trama.plans.writers.codes import Codes, codes_of
from trama.publish.dataset import Dataset
from trama.publish.place import read_place
from trama.publish.prepared import document, find_place, stem_of, workbook
from trama.publish.site import key_of
from trama.web.problems import Refusal
from trama.web.replies import dataset, reply, view

blueprint = Blueprint("prepare", __name__)

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@blueprint.get("/comune")
def comune() -> Response:
    """Lead to the page of the comune, zone or union whose name is given."""
    try:
        place = find_place(dataset(), request.args.get("nome", ""))
    except TramaError:
        return redirect(view().page("mappa"), 303)  # type: ignore[return-value]
    key = key_of(place.iri, dataset().settings.base)
    return redirect(view().page(key), 303)  # type: ignore[return-value]


@blueprint.get("/prepara/<kind>/<name>.<form>")
def prepared(kind: str, name: str, form: str) -> Response:
    """Give the DUP of a place, prepared: `/prepara/comune/015142.xlsx`, or `.docx`."""
    data = dataset()
    place = read_place(data, data.iri(f"id/{kind}/{name}"))
    if place is None or form not in _TYPES:
        raise Refusal(
            404,
            "unknown",
            "Si preparano comuni, zone e unioni, come xlsx o docx.",
            "Municipalities, zones and unions can be prepared, as xlsx or docx.",
        )
    first = datetime.now(tz=UTC).year + 1
    if form == "docx":
        content = document(data, place, first)
    else:
        content = workbook(data, place, data.once("codes", lambda: _codes(data)), first)
    called = f'attachment; filename="{stem_of(place, first)}.{form}"'
    return reply(content, _TYPES[form], headers={"Content-Disposition": called})


def _codes(data: Dataset) -> Codes:
    root = data.settings.root
    return codes_of(read_packages(root / "graph", root=root), root)
