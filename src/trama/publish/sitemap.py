"""The list of pages for search engines (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape

from trama.publish.catalogue import modified
from trama.publish.catalogue_pages import page_keys
from trama.publish.dataset import Dataset


def sitemap(dataset: Dataset, address: Callable[[str], str]) -> str:
    """Return the sitemap of the pages worth finding; `address` gives the address of a place."""
    keys = ["", "catalogo", "ns", *page_keys(dataset)]
    day = modified(dataset)
    lines = [
        f"<url><loc>{escape(address(key))}</loc><lastmod>{day}</lastmod></url>"
        for key in keys
        # Links and quoted parts are shown on the pages of what they join.
        if not key.startswith("id/link/") and "/quote/" not in key
    ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</urlset>\n"
    )
