"""The documentation at `/docs`: pages that were built, served as they are."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, send_from_directory
from werkzeug.exceptions import NotFound

from trama.publish.documentation import folder_of
from trama.publish.site import LANGUAGES
from trama.web.pages.suggest import reading_page
from trama.web.problems import reader
from trama.web.state import current

blueprint = Blueprint("docs", __name__)

# As of every page, but that the search of these writes its own style. Nothing that a stranger sends is in them.
_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self'; "
    "worker-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


@blueprint.get("/docs")
@blueprint.get("/docs/")
def start() -> Response:
    """Lead to the documentation in the reader's language, or say how it is built where it is not."""
    if folder_of(current().settings) is None:
        return reading_page("docs.html")
    lang = reader("it")
    answer = redirect(f"{request.script_root}/docs/{lang}/", 303)
    answer.vary.add("Accept-Language")
    return Response(answer.response, answer.status, answer.headers)


@blueprint.get("/docs/<path:name>")
def page(name: str) -> Response:
    """Return a page of the documentation, or a file that its pages use."""
    folder = folder_of(current().settings)
    if folder is None or name.split("/")[0] not in LANGUAGES:
        raise NotFound
    if (folder / name).is_dir():
        if not name.endswith("/"):
            return Response(status=308, headers={"Location": f"{request.path}/"})
        name += "index.html"
    answer = send_from_directory(folder, name)
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Content-Security-Policy"] = _POLICY
    # The server says it.
    answer.headers.remove("Date")
    return answer
