"""A PDF with text (ISO 32000) as lines and tables, by PDFium.

Nothing in the file is run, opened or fetched: PDFium is asked for text, boxes and drawn lines alone.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pypdfium2
from pypdfium2 import raw

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.readers.documents.blocks import Document
from trama.plans.readers.documents.flow import flow
from trama.plans.readers.documents.page import Page, Rule, Word
from trama.plans.readers.documents.scan import Recogniser
from trama.plans.readers.documents.words import lost_letters, mended

MAX_PAGES = 1_500
MAX_CHARACTERS = 60_000
MAX_OBJECTS = 30_000
MAX_TOLD = 20
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_SOFT = (0x2, 0xFFFE, 0xAD)


def read_pdf(content: bytes, name: str, recogniser: Recogniser | None = None) -> Document:
    """Read a PDF; pages that are pictures are given to the `recogniser`, if there is one.

    Raises SourceError if it is encrypted or damaged, has too many pages, or is a scan that nobody reads.
    """
    document = Document("pdf")
    pages: list[Page] = []
    with open_pdf(content, name) as file:
        count = len(file)
        if count > MAX_PAGES:
            raise SourceError(Message("document.pages", most=MAX_PAGES), path=name)
        for number in range(1, count + 1):
            try:
                page = read_page(file, number)
            except pypdfium2.PdfiumError as error:
                raise SourceError(
                    Message("document.page-damaged", page=number), path=name
                ) from error
            if page.scanned and recogniser:
                words, certainty = recogniser(file[number - 1], page)
                page.words = words
                facts = {"page": str(number), "certainty": f"{certainty:.0%}"}
                document.notes.append(("recognised", facts))
            pages.append(page)
    document.pages = count
    unread = [page.number for page in pages if page.scanned and not page.words]
    if unread and not any(page.words for page in pages):
        reason = "document.scan"
        raise SourceError(reason, path=name)
    if unread:
        document.notes.append(("scanned", {"pages": _some(unread)}))
    if not any(page.words for page in pages):
        raise SourceError("document.no-text", path=name)
    told = 0
    for page in pages:
        for lost in lost_letters(" ".join(word.text for word in page.words)):
            told += 1
            if told <= MAX_TOLD:
                document.notes.append(("lost", {"page": str(page.number), "words": lost}))
    flow(pages, document)
    return document


@contextmanager
def open_pdf(content: bytes, name: str) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF; SourceError if it is none, is damaged, or asks for a password."""
    try:
        file = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            reason = "document.password"
        else:
            reason = "document.not-pdf"
        raise SourceError(reason, path=name) from error
    try:
        yield file
    finally:
        file.close()


def read_page(file: pypdfium2.PdfDocument, number: int) -> Page:
    """Return the words and rules of a page, by its number from 1."""
    page = file[number - 1]
    try:
        width, height = page.get_size()
        text = page.get_textpage()
        try:
            turn, shown = _turn(text), page.get_rotation() % 360
            turn = shown if turn is None else turn
            # A page is read as its letters stand, however it is shown.
            wide, high = (height, width) if shown in (90, 270) else (width, height)
            place = _placing(page, turn, wide, high)
            made = Page(number, *((high, wide) if turn in (90, 270) else (wide, high)))
            made.upright = turn == shown
            made.words = list(_words(text, place))
        finally:
            text.close()
        pictures = _rules(page, made, place)
        printed = sum(len(word.text) for word in made.words)
        made.scanned = printed < 30 and pictures > 0.5 * width * height
        return made
    finally:
        page.close()


Placing = Callable[[float, float, float, float], tuple[float, float, float, float]]


def _placing(page: pypdfium2.PdfPage, turn: int, w: float, h: float) -> Placing:
    """Return how a box of the file becomes one of the page as it is read, from its upper left corner."""
    x, y, *_ = page.get_cropbox()

    def place(
        left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        left, right, bottom, top = left - x, right - x, bottom - y, top - y
        if turn == 90:
            return bottom, left, top, right
        if turn == 180:
            return w - right, bottom, w - left, top
        if turn == 270:
            return h - top, w - right, h - bottom, w - left
        return left, h - top, right, h - bottom

    return place


def _turn(text: pypdfium2.PdfTextPage) -> int | None:
    """Return by how many degrees a page must be turned for most of its letters to stand upright, if it has any."""
    count = raw.FPDFText_CountChars(text)
    step = max(1, count // 40)
    angles = [raw.FPDFText_GetCharAngle(text, index) for index in range(0, count, step)]
    turned = [round(math.degrees(angle)) % 360 for angle in angles if angle >= 0]
    for angle in (90, 180, 270):
        if sum(one == angle for one in turned) > 0.6 * len(turned):
            return angle
    return 0 if turned else None


def _words(text: pypdfium2.PdfTextPage, place: Placing) -> Iterator[Word]:
    count = min(raw.FPDFText_CountChars(text), MAX_CHARACTERS)
    handle = text.raw
    box = raw.FS_RECTF()
    reference = ctypes.byref(box)
    unicode, bounds = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    letters: list[str] = []
    edges: list[float] = []
    first = 0
    last = (0.0, 0.0, 0.0, 0.0)

    def done(spaced: bool) -> Word | None:
        if not letters:
            return None
        size, bold = _look(handle, first)
        left, top, right, bottom = edges
        word = Word(mended("".join(letters)), left, top, right, bottom, size, bold, spaced)
        letters.clear()
        return word if word.text.strip() else None

    for index in range(count):
        code = unicode(handle, index)
        if code in _SOFT:
            code = 0x2D if code != 0xAD else 0xAD
        if code in (0, 0x0A, 0x0D, 0x20, 0x09, 0xA0):
            # PDFium makes up a space between cells that are near each other.
            spaced = code not in (0x0A, 0x0D, 0) and not raw.FPDFText_IsGenerated(handle, index)
            word = done(spaced)
            if word:
                yield word
            continue
        if not bounds(handle, index, reference):
            continue
        here = place(box.left, box.bottom, box.right, box.top)
        if letters:
            high = here[3] - here[1]
            away = abs((here[1] + here[3]) - (last[1] + last[3])) > high
            # The boxes of some fonts are as high as each letter: a full stop's is low, on the same line.
            away = away and abs(here[3] - last[3]) > 0.02 * max(high, last[3] - last[1])
            high = max(high, last[3] - last[1])
            if away or here[0] - last[2] > 0.3 * high or here[0] < last[0] - high:
                word = done(spaced=False)
                if word:
                    yield word
        if not letters:
            first, edges = index, list(here)
        else:
            edges[0], edges[1] = min(edges[0], here[0]), min(edges[1], here[1])
            edges[2], edges[3] = max(edges[2], here[2]), max(edges[3], here[3])
        letters.append(chr(code))
        last = here
    word = done(spaced=False)
    if word:
        yield word


_NAME = ctypes.create_string_buffer(200)


def _look(handle: object, index: int) -> tuple[float, bool]:
    """Return the size of a letter, and whether it is bold."""
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, index, _NAME, 200, ctypes.byref(flags))
    size = raw.FPDFText_GetFontSize(handle, index)
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix)):
        size *= math.hypot(matrix.a, matrix.b) or 1.0
    weight = raw.FPDFText_GetFontWeight(handle, index)
    return round(size, 1), bool(_BOLD.search(_NAME.value)) or weight >= 600


def _rules(page: pypdfium2.PdfPage, made: Page, place: Placing) -> float:
    """Put the lines that are drawn on a page into it, and return the area of its pictures."""
    count = raw.FPDFPage_CountObjects(page)
    if count > MAX_OBJECTS:
        return 0.0
    edges = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(edge) for edge in edges]
    pictures = 0.0
    for index in range(count):
        item = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        if not raw.FPDFPageObj_GetBounds(item, *references):
            continue
        left, top, right, bottom = place(*(edge.value for edge in edges))
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictures += (right - left) * (bottom - top)
            continue
        wide, high = right - left, bottom - top
        if min(wide, high) <= 3 and max(wide, high) >= 4:
            made.rules.append(Rule(left, top, right, bottom))
        elif wide > 8 and high > 6 and _stroked(item):
            made.rules += [
                Rule(left, top, right, top + 0.1),
                Rule(left, bottom - 0.1, right, bottom),
                Rule(left, top, left + 0.1, bottom),
                Rule(right - 0.1, top, right, bottom),
            ]
        if 60 < wide < 0.7 * made.width and high > 24 and _coloured(item):
            made.panels.append(Rule(left, top, right, bottom))
    return pictures


def _stroked(item: object) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)):
        return False
    # A curve or a slanted line has bounds of its own that are no rectangle.
    return bool(stroke.value) and raw.FPDFPath_CountSegments(item) in (4, 5)


def _coloured(item: object) -> bool:
    """Whether a rectangle is filled with a colour that is not white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)):
        return False
    if not fill.value or raw.FPDFPath_CountSegments(item) not in (4, 5):
        return False
    red, green, blue, clear = (ctypes.c_uint() for _ in range(4))
    told = raw.FPDFPageObj_GetFillColor(
        item, ctypes.byref(red), ctypes.byref(green), ctypes.byref(blue), ctypes.byref(clear)
    )
    return bool(told) and clear.value > 0 and min(red.value, green.value, blue.value) < 252


def _some(pages: list[int]) -> str:
    shown = ", ".join(str(page) for page in pages[:20])
    return shown + (" …" if len(pages) > 20 else "")
