"""A bar chart of shares as SVG: readable without colour, by eye and by screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from trama.check.findings import Share
from trama.check.reports.words import T, percent, said
from trama.drawing.lettering import width as letters

FILL, REST, INK = "#0a4a94", "#dfe5ea", "#17212b"
_ROW, _BAR, _WIDE, _LABEL = 34, 18, 900, 340


def bars(shares: Sequence[Share], name: str, lang: str) -> str:
    """Return a chart with a bar for each share, the covered part filled, its numbers beside it."""
    text = T[lang]
    height = _ROW * len(shares) + 12
    said_all = "; ".join(
        text["in_chart"].format(
            name=_name(share, lang), covered=len(share.covered), total=share.total
        )
        for share in shares
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {height}" role="img" '
        f'aria-label="{escape(f"{name}. {said_all}", quote=True)}" font-size="14" '
        f'font-family="Titillium Web, Arial, Liberation Sans, sans-serif" fill="{INK}">'
    ]
    full = _WIDE - _LABEL - 150
    for row, share in enumerate(shares):
        top = 6 + row * _ROW
        middle = top + _BAR / 2 + 5
        done = full * share.ratio
        numbers = f"{len(share.covered)} / {share.total}  ({percent(share.ratio, lang)})"
        lines.append(
            f'<text x="{_LABEL - 12}" y="{middle}" text-anchor="end">'
            f"{escape(_short(_name(share, lang)))}</text>"
            f'<rect x="{_LABEL}" y="{top}" width="{full}" height="{_BAR}" fill="{REST}" '
            f'stroke="#6b7782" stroke-width="1"/>'
            f'<rect x="{_LABEL}" y="{top}" width="{done:.1f}" height="{_BAR}" fill="{FILL}"/>'
            f'<text x="{_LABEL + full + 10}" y="{middle}">{escape(numbers)}</text>'
        )
    return "".join([*lines, "</svg>"])


def _name(share: Share, lang: str) -> str:
    label = said(share.label, lang)
    return f"{share.key}. {label}" if share.key.isdecimal() else label


def _short(name: str) -> str:
    if letters(name, 14) <= _LABEL - 16:
        return name
    while letters(name + "…", 14) > _LABEL - 16:
        name = name[:-1]
    return name.rstrip() + "…"
