"""The signs that begin the items of a list on a page."""

from __future__ import annotations

import re

from trama.plans.readers.documents.page import Row

BULLETS = "•◦▪▫■□●○–—-*·»>►▶➤❑❒☐◇→⇒‣✔\uf0b7\uf0a7\uf0d8\uf0fc✓➢❖◆"


_BULLET = re.compile(rf"[{re.escape(BULLETS)}]")


# «n.» and «l.» at the beginning of a line are a number's and a law's.
NUMBERED = re.compile(r"(?:\(?[0-9]{1,2}[.)]|\(?[a-z]\)|[a-km]\.|[ivx]{1,4}[.)])")


# What begins an item in the text of a cell, and only there: a dash between words is none.
SIGN = re.compile(
    r"\A\s*(?:[•▪▫■□●○◦·–—\-*➢✓»►▶➤❑❒☐◇◆→⇒‣⁃\uf0b7\uf0a7\uf0d8\uf0fc]|\(?[a-z\d]{1,2}[.)]|\d{1,2}\))\s+"
)


def hang_of(row: Row) -> float:
    """Return where the text of an item begins, after its bullet or number; 0 if it is none."""
    first = row.words[0].text
    if len(row.words) > 1 and (is_bullet(row) or NUMBERED.fullmatch(first)):
        return row.words[1].left
    return 0.0


def is_bullet(row: Row) -> bool:
    """Whether a line begins with a bullet; «o» is one when it stands apart as a bullet does."""
    if len(row.words) < 2:
        return False
    first, second = row.words[:2]
    apart = second.left - first.right > 0.8 * max(first.size, 6)
    return bool(_BULLET.fullmatch(first.text)) or (first.text == "o" and apart)
