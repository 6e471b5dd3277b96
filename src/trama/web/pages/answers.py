"""What somebody answered to the rows of a document, out of the form of the check page."""

from __future__ import annotations

from collections.abc import Mapping

from trama.plans.readers.documents.review import DROP, KEEP, MERGE, Answer, packed
from trama.submission.job import UNREAD

MAX_ROWS = 3_000


def reading_of(given: Mapping[str, str]) -> str:
    """Return the answers to the rows of a document, as the review page or the report's page sends them."""
    if given.get("lettura"):
        return UNREAD if given["lettura"] == UNREAD else given["lettura"]
    if "righe" not in given:
        return ""
    answers = []
    for key in range(min(number_of(given["righe"]), MAX_ROWS)):
        choice = given.get(f"riga-{key}", KEEP)
        answers.append(
            Answer(
                key,
                choice if choice in (KEEP, DROP, MERGE) else KEEP,
                given.get(f"codice-{key}"),
                given.get(f"testo-{key}"),
                given.get(f"sezione-{key}"),
                given.get(f"programma-{key}"),
                given.get(f"responsabile-{key}"),
            )
        )
    return packed(answers)


def number_of(text: str) -> int:
    """Return a whole number of a form, 0 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
