"""Whether the number that a title begins with is the document's own, or counts objectives."""

from __future__ import annotations

import re

from trama.plans.readers.documents.blocks import Line
from trama.plans.readers.documents.kinds import CODE, Stated, family_of, tidy_code
from trama.plans.readers.documents.state import State


def heading_number(line: Line, code: str, state: State) -> bool:
    """Whether a number is that of a chapter of the document rather than of an objective."""
    return bool(line.level) and not re.match(r"[A-Za-z]", code) and not state.lead


def counts_on(line: Line, code: str, state: State, *, own: bool = False) -> bool:
    """Whether the code of a title goes on from that of the chapter above: A.1 below A, 2.3 below Asse 2.

    Where `own`, chapters count that name themselves as the plan's, such as «Asse 2», and no numbers of headings.
    """
    above = re.sub(r"[.\-]\w+$", "", code)
    if (
        above == code
        or not (line.level or line.bold or line.lead)
        or id(line) in state.verdict.against
    ):
        return False
    chapter = state.context.chapter
    numbers = [chapter.number] if chapter else []
    numbers += (
        []
        if own
        else [one[1] for _, text, _ in state.context.heads if (one := _ORDINAL.match(text))]
    )
    over = next(
        (one[1] for _, text, _ in state.context.heads[:-1][::-1] if (one := _ORDINAL.match(text))),
        "",
    )
    if own and line.level and over and over != above and not above.startswith(f"{over}."):
        # Below «B Turismo», 2.1 does not count headings.
        return True
    deeper = any(one.startswith(f"{code}.") for one in state.codes)
    return above in numbers and not deeper


_ORDINAL = re.compile(r"(?:\w+\s+)?((?:[A-Z]|[IVX]{1,4}|\d{1,2})(?:\.\d{1,2})?)\W\s*\S")


_PROJECT = re.compile(
    rf"(?:progetto|iniziativa|scheda|misura)(?:\s+\w+)?\s+(?:n\.?[°º]?\s*)?(?P<code>{CODE})\s*[-–—:.]\s*(?P<words>\S.*)",
    re.IGNORECASE,
)


def project_in(text: str) -> tuple[str, str] | None:
    """Return the code and the words of a title such as «Progetto 3 – Vigneti eroici»."""
    found = _PROJECT.fullmatch(text)
    return (tidy_code(found["code"]), found["words"]) if found else None


def code_alone(line: Line, text: str) -> Stated | None:
    """Return the objective whose code stands on a line of its own, above its words: a bold «OS 1.1»."""
    if not (line.level or line.bold) or not _CODE_ALONE.fullmatch(text):
        return None
    code = tidy_code(text)
    if family_of(code) != "objective":
        return None
    return Stated("obiettivo", "strategico" if code[1] == "S" else "", code, "", sure=True)


def listed_code(line: Line) -> str:
    """Return the code that a list of several levels counts before an item: 1.2; empty if it is a mere number."""
    found = re.fullmatch(r"\d{1,2}(?:\.\d{1,3}){1,3}", line.marker.strip("()."))
    return found[0] if found and not line.level else ""


_CODE_ALONE = re.compile(r"O[BOSP][A-Z]{0,2}[.\-_ ]{0,2}\d{1,3}(?:[.\-_/]\w{1,3}){0,3}[.:]?")
