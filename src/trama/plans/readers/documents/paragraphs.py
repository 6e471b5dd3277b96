"""Objectives that are whole paragraphs, in plans whose first sentences name nothing by themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trama.plans.readers.documents.forms import DEVERBAL, INFINITIVE, form_of
from trama.plans.readers.documents.proposal import Row

MOST = 700
# «La biblioteca è chiusa il pomeriggio. Se ne prevede …»: an article and a sentence, no title.
_TELLS = re.compile(
    r"(?:il|lo|la|i|gli|le|si|tutt[ie]|nel(?:l[ao])?)\s|l['’]\s?\w|nell['’]", re.IGNORECASE
)


def whole(rows: Sequence[Row]) -> None:
    """Make the words of objectives their whole paragraph, where most first sentences tell instead of naming.

    So are they in a long list of which but few items have a second sentence. All that one rule found in a plan is
    laid out alike: where first sentences are titles, the rest goes on describing them.
    """
    for rule in ("word", "code", "list"):
        found = [row for row in rows if row.rule == rule]
        parted = [row for row in found if _parted(row)]
        telling = [row for row in parted if _tells(row.text)]
        few = rule == "list" and len(found) >= 6 and len(parted) < 0.25 * len(found)
        if few or (len(telling) > 2 and len(telling) >= 0.5 * len(parted)):
            for row in parted:
                rest = row.description.pop(0).text.strip().rstrip(";")
                row.text = f"{row.text}. {rest}"


def _parted(row: Row) -> bool:
    """Whether the words of an objective are the first sentence of a paragraph whose rest describes it."""
    rest = row.description[0] if row.description else None
    plain = " ".join(row.said.text.split())
    return (
        rest is not None
        and rest.mark == row.said.mark
        and f"{row.text}. {rest.text}" in plain
        and len(row.text) + len(rest.text) < MOST
    )


def _tells(text: str) -> bool:
    return (
        len(text.split()) > 7
        and bool(_TELLS.match(text))
        and form_of(text) not in (INFINITIVE, DEVERBAL)
    )
