"""Pages about the site itself: the accessibility statement."""

from __future__ import annotations

from flask import Blueprint, Response

from trama.web.pages.suggest import reading_page
from trama.web.state import current

blueprint = Blueprint("about", __name__)


@blueprint.get("/accessibilita")
def accessibility() -> Response:
    """Show the accessibility statement, with whom to write to if the settings name it."""
    contact = current().settings.server.contact.strip()
    return reading_page("accessibility.html", contact=contact, address=contact_address(contact))


def contact_address(contact: str) -> str:
    """Return where a contact leads: itself if it is a web address, a mailto: if it is an e-mail's.

    Anything else is no address, and gives an empty text: it is shown as it is.
    """
    if contact.startswith(("https://", "http://")):
        return contact
    user, at, host = contact.partition("@")
    bare = at and user and "." in host and not any(c.isspace() or c in "?&%/:" for c in contact)
    return f"mailto:{contact}" if bare else ""
