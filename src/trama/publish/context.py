"""The text around a quote, as a reader sees it: without the marks and comments of the transcription."""

from __future__ import annotations

import re

_MARKS = re.compile(r"<!--.*?-->|\{#[\w.-]*\}", re.DOTALL)
# A context is cut at a number of letters, and so may begin or end within a mark.
_BEGUN = re.compile(r"^\s*\{?#?[\w.-]*\}|^[^<>\n]*>")
_ENDED = re.compile(r"(?:\{#?[\w.-]*|<[^>]*)$")
_SIGN = re.compile(r"(?:^|(?<=\n))\s*(?:#{1,6}|[-*])\s+")


def readable(text: str) -> str:
    """Return a stretch of the transcribed text without comments, anchors and signs of headings."""
    while begun := _BEGUN.match(text):
        text = text[begun.end() :]
    text = _SIGN.sub(" ", _ENDED.sub("", _MARKS.sub("", text)))
    if not text.strip():
        return ""
    before, after = " " * text[0].isspace(), " " * text[-1].isspace()
    return f"{before}{' '.join(text.split())}{after}"
