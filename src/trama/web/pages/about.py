"""Pages about the site itself: the accessibility statement."""

from __future__ import annotations

from flask import Blueprint, Response

from trama.publish.provenance import contact_address
from trama.web.pages.suggest import reading_page
from trama.web.state import current

blueprint = Blueprint("about", __name__)


@blueprint.get("/accessibilita")
def accessibility() -> Response:
    """Show the accessibility statement, with whom to write to if the settings name it."""
    contact = current().settings.server.contact.strip()
    return reading_page("accessibility.html", contact=contact, address=contact_address(contact))
