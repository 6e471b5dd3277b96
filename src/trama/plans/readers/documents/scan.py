"""Reading a page that is but a picture, with tesseract, where it is installed."""

from __future__ import annotations

import csv
import ctypes
import io
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from trama.plans.readers.documents.page import Page, Word

DOTS = 200
SECONDS = 40
LEAST = 40.0


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Tesseract at a path, with the languages it is asked to read."""

    command: str
    languages: str

    def __call__(self, page: pypdfium2.PdfPage, made: Page) -> tuple[list[Word], float]:
        """Return the words of a page and how sure they are, from 0 to 1; no words if it takes too long."""
        picture = grey(page, DOTS)
        asked = [self.command, "stdin", "stdout", "-l", self.languages, "--dpi", str(DOTS), "tsv"]
        try:
            done = subprocess.run(  # noqa: S603
                asked, input=picture, capture_output=True, timeout=SECONDS, check=False
            )
        except (subprocess.TimeoutExpired, OSError):
            return [], 0.0
        return words_of(done.stdout.decode("utf-8", "replace"), 72 / DOTS)


def words_of(table: str, scale: float) -> tuple[list[Word], float]:
    """Return the words of tesseract's table, their boxes times a scale, and their mean certainty."""
    words: list[Word] = []
    sure: list[float] = []
    heights: dict[tuple[str, str, str], float] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        try:
            level, certainty = row["level"], float(row["conf"])
            left, top, wide, high = (
                float(row[key]) * scale for key in ("left", "top", "width", "height")
            )
            line = (row["block_num"], row["par_num"], row["line_num"])
        except (KeyError, TypeError, ValueError):
            continue
        if level == "4":
            heights[line] = high
        text = (row.get("text") or "").strip()
        if level != "5" or not text or certainty < LEAST:
            continue
        size = heights.get(line, high) * 0.8
        words.append(Word(text, left, top, left + wide, top + high, round(size), False, True))
        sure.append(certainty / 100)
    return words, sum(sure) / len(sure) if sure else 0.0


def installed() -> Recogniser | None:
    """Return tesseract with Italian, if both are installed."""
    command = shutil.which("tesseract")
    if not command:
        return None
    try:
        told = subprocess.run(  # noqa: S603
            [command, "--list-langs"], capture_output=True, timeout=10, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return Recogniser(command, "ita") if b"ita" in told.stdout.split() else None


def grey(page: pypdfium2.PdfPage, dots: int) -> bytes:
    """Return the picture of a page in greys, as a PGM of so many dots an inch."""
    wide, high, lines = _greys(page, dots)
    return b"P5 %d %d 255\n" % (wide, high) + b"".join(lines)


def png(
    page: pypdfium2.PdfPage,
    dots: int,
    top: float = 0.0,
    bottom: float = 0.0,
    boxes: Iterable[Sequence[float]] = (),
) -> bytes:
    """Return the picture of a page as a PNG in greys; between two heights in points, if they are given.

    What stands in `boxes` (left, top, right and bottom in points) is shaded and framed.
    """
    width = page.get_size()[0]
    wide, high, lines = _greys(page, dots)
    for box in boxes:
        _mark(lines, [round(value * wide / width) for value in box])
    first, last = int(top * dots / 72), int(bottom * dots / 72) or high
    lines = lines[max(0, first) : min(high, last)]
    # Sixteen greys are enough to read by, and a third of the bytes.
    table = bytes((value >> 4) * 17 for value in range(256))
    rows = b"".join(b"\0" + line.translate(table) for line in lines)
    head = struct.pack(">IIBBBBB", wide, len(lines), 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    )


_SHADED = bytes(min(value, 208) for value in range(256))


def _mark(lines: list[bytes], box: Sequence[int]) -> None:
    left, top, right, bottom = box
    left, right = max(0, left - 3), min(len(lines[0]) if lines else 0, right + 3)
    top, bottom = max(0, top - 3), min(len(lines), bottom + 3)
    for number in range(top, bottom):
        line = bytearray(lines[number])
        line[left:right] = line[left:right].translate(_SHADED)
        if number - top < 2 or bottom - number <= 2:
            line[left:right] = bytes(max(0, right - left))
        for edge in (left, left + 1, right - 2, right - 1):
            if left <= edge < right:
                line[edge] = 0
        lines[number] = bytes(line)


def _greys(page: pypdfium2.PdfPage, dots: int) -> tuple[int, int, list[bytes]]:
    try:
        width, height = page.get_size()
        scale = min(dots / 72, 4_000 / max(width, height, 1))
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
        try:
            size = bitmap.stride * bitmap.height
            content = ctypes.string_at(raw.FPDFBitmap_GetBuffer(bitmap), size)
            lines = [content[at : at + bitmap.width] for at in range(0, size, bitmap.stride)]
            return bitmap.width, bitmap.height, lines
        finally:
            bitmap.close()
    finally:
        page.close()
