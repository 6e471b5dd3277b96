"""Pages about the site itself: the accessibility statement."""

from __future__ import annotations

from flask import Blueprint, Response

from trama.web.pages import reading_page

blueprint = Blueprint("about", __name__)


@blueprint.get("/accessibilita")
def accessibility() -> Response:
    """Show the accessibility statement."""
    return reading_page("accessibility.html")
