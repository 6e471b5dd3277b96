"""A document of blocks as OpenDocument text (.odt), the form that Italian public bodies must accept.

Written by hand: the parts needed are few, and the library for it has had no release since 2020.
https://docs.oasis-open.org/office/OpenDocument/v1.3/
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from trama.office.blocks import (
    Block,
    Bullets,
    Card,
    Document,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Table,
    Text,
    plain,
)
from trama.office.html import BLUE, FAINT, INK, LINE, TONES
from trama.office.spreadsheet import safe_text

MIME = "application/vnd.oasis.opendocument.text"
_SPACES = " ".join(
    f'xmlns:{name}="{iri}"'
    for name, iri in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CM = 26.7
_FIXED = (2000, 1, 1, 0, 0, 0)


def to_odt(document: Document) -> bytes:
    """Return the bytes of an OpenDocument text, in A4 laid flat; the same document, the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        # The format asks that the first entry be the type, not compressed.
        _add(archive, "mimetype", MIME, zipfile.ZIP_STORED)
        _add(archive, "content.xml", _content(document))
        _add(archive, "styles.xml", _styles(document.lang))
        _add(archive, "meta.xml", _meta(document))
        _add(archive, "META-INF/manifest.xml", _manifest())
    return out.getvalue()


def _add(
    archive: zipfile.ZipFile, name: str, text: str, method: int = zipfile.ZIP_DEFLATED
) -> None:
    entry = zipfile.ZipInfo(name, _FIXED)
    entry.compress_type = method
    archive.writestr(entry, text.encode())


def _content(document: Document) -> str:
    body = [_p("Title", document.title)]
    if document.subtitle:
        body.append(_p("Subtitle", document.subtitle))
    styles: list[str] = [_tones()]
    for block in document.blocks:
        body += _block(block, styles)
    if document.footer:
        body.append(_p("Note", document.footer))
    return (
        f'{_HEAD}<office:document-content {_SPACES} office:version="1.3">'
        f"<office:automatic-styles>{''.join(styles)}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(body)}</office:text></office:body>"
        "</office:document-content>"
    )


def _block(block: Block, styles: list[str]) -> Iterator[str]:
    match block:
        case Heading(level, text, _):
            yield (
                f'<text:h text:style-name="Heading{level}" text:outline-level="{level - 1}">'
                f"{_text(text)}</text:h>"
            )
        case Paragraph(text, tone):
            yield _p("Note" if tone == "note" else "Body", text)
        case Bullets(items):
            each = "".join(f"<text:list-item>{_p('Body', item)}</text:list-item>" for item in items)
            yield f'<text:list text:style-name="Bullets">{each}</text:list>'
        case Table():
            yield from _table(block, styles)
        case Figure(_, caption, table):
            yield _p("Caption", caption)
            yield from _table(table, styles)
        case Quote(who, words, where):
            yield _p("Quote", f"«{words}» — {who} {where}".strip())
        case Card():
            yield _p("Caption", f"{block.label} · {block.heading}")
            yield _p("Body", block.message)
            for quote in block.quotes:
                yield _p("Quote", f"«{quote.words}» — {quote.who} {quote.where}".strip())
            yield _p("Body", f"{block.advice_label} {block.advice}")


def _table(table: Table, styles: list[str]) -> Iterator[str]:
    name = f"T{len(styles)}"
    widths = _widths(table)
    styles.append(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties '
        f'style:width="{sum(widths):.2f}cm" table:align="left" '
        'table:border-model="collapsing"/></style:style>'
        + "".join(
            f'<style:style style:name="{name}.{place}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width:.2f}cm"/></style:style>'
            for place, width in enumerate(widths)
        )
    )
    if table.caption:
        yield _p("Caption", table.caption)
    yield f'<table:table table:name="{name}" table:style-name="{name}">'
    for place in range(len(widths)):
        yield f'<table:table-column table:style-name="{name}.{place}"/>'
    heads = "".join(_cell(cell, "Head", "HeadCell") for cell in table.header)
    yield (
        f"<table:table-header-rows><table:table-row>{heads}</table:table-row>"
        "</table:table-header-rows>"
    )
    for row in table.rows:
        cells = "".join(
            _cell(cell, "Sign" if table.dense and place else "Small")
            for place, cell in enumerate(row)
        )
        yield f'<table:table-row table:style-name="Whole">{cells}</table:table-row>'
    yield "</table:table>"
    yield _p("Small", "")


def _cell(cell: Text | str, style: str, box: str = "Cell") -> str:
    tone = cell.tone if isinstance(cell, Text) and cell.tone in TONES else ""
    return (
        f'<table:table-cell table:style-name="{f"Cell-{tone}" if tone else box}" '
        f'office:value-type="string">{_p(f"{style}-{tone}" if tone else style, plain(cell))}'
        "</table:table-cell>"
    )


def _widths(table: Table) -> list[float]:
    """Return a width for each column: narrow ones for signs, wide ones for quotes."""
    number = len(table.header)
    if table.dense:
        first = _CM * (0.3 if number < 12 else 0.2)
        return [first, *[min(3.0, (_CM - first) / max(1, number - 1))] * (number - 1)]
    weights = [
        min(60, max([16, *(len(plain(row[place])) for row in table.rows)]))
        for place in range(number)
    ]
    total = max(sum(weights), 100)
    return [_CM * weight / total for weight in weights]


def _tones() -> str:
    """The styles of cells: their edges, and the colours of verdicts and severities."""

    def box(name: str, fill: str = "transparent") -> str:
        return (
            f'<style:style style:name="{name}" style:family="table-cell">'
            f'<style:table-cell-properties fo:padding="0.08cm" fo:border="0.5pt solid {LINE}" '
            f'fo:background-color="{fill}"/></style:style>'
        )

    def ink(name: str, parent: str, colour: str) -> str:
        return (
            f'<style:style style:name="{name}" style:family="paragraph" '
            f'style:parent-style-name="{parent}"><style:text-properties fo:color="{colour}" '
            'fo:font-weight="bold"/></style:style>'
        )

    parts = [box("Cell"), box("HeadCell", "#edf1f5")]
    parts.append(
        '<style:style style:name="Whole" style:family="table-row">'
        '<style:table-row-properties fo:keep-together="always"/></style:style>'
    )
    for tone, (colour, fill) in TONES.items():
        parts.append(box(f"Cell-{tone}", fill))
        parts += [ink(f"{style}-{tone}", style, colour) for style in ("Small", "Sign", "Head")]
    return "".join(parts)


def _styles(lang: str) -> str:
    country = {"it": "IT", "en": "GB"}[lang]
    looks = {
        "Title": ("fo:margin-bottom='0.2cm'", f"fo:font-size='24pt' fo:color='{BLUE}'"),
        "Subtitle": ("fo:margin-bottom='0.5cm'", f"fo:font-size='13pt' fo:color='{FAINT}'"),
        "Body": ("fo:margin-bottom='0.2cm'", ""),
        "Note": ("fo:margin-bottom='0.3cm'", f"fo:font-style='italic' fo:color='{FAINT}'"),
        "Caption": (
            "fo:margin-top='0.3cm' fo:margin-bottom='0.1cm' fo:keep-with-next='always'",
            "fo:font-weight='bold'",
        ),
        "Quote": ("fo:margin-left='0.8cm' fo:margin-bottom='0.2cm'", f"fo:color='{FAINT}'"),
        "Small": ("", "fo:font-size='8.5pt'"),
        "Sign": ("fo:text-align='center'", "fo:font-size='8.5pt'"),
        "Head": ("", "fo:font-size='8pt' fo:font-weight='bold'"),
    }
    named = "".join(
        f'<style:style style:name="{name}" style:family="paragraph" style:class="text">'
        f"<style:paragraph-properties {paragraph}/><style:text-properties {letters}/></style:style>"
        for name, (paragraph, letters) in looks.items()
    )
    headings = "".join(
        f'<style:style style:name="Heading{level}" style:family="paragraph" '
        f'style:default-outline-level="{level - 1}"><style:paragraph-properties '
        "fo:margin-top='0.6cm' fo:margin-bottom='0.2cm' fo:keep-with-next='always'/>"
        f"<style:text-properties fo:font-size='{size}pt' fo:font-weight='bold' "
        f"fo:color='{BLUE}'/></style:style>"
        for level, size in ((2, 16), (3, 13), (4, 11))
    )
    return (
        f'{_HEAD}<office:document-styles {_SPACES} office:version="1.3">'
        '<office:font-face-decls><style:font-face style:name="Liberation Sans" '
        "svg:font-family=\"'Liberation Sans'\"/></office:font-face-decls>"
        '<office:styles><style:default-style style:family="paragraph"><style:text-properties '
        f'style:font-name="Liberation Sans" fo:font-size="10pt" fo:color="{INK}" '
        f'fo:language="{lang}" fo:country="{country}"/></style:default-style>'
        f'{named}{headings}<text:list-style style:name="Bullets"><text:list-level-style-bullet '
        'text:level="1" text:bullet-char="•"><style:list-level-properties '
        'text:space-before="0.3cm" text:min-label-width="0.5cm"/></text:list-level-style-bullet>'
        "</text:list-style></office:styles><office:automatic-styles>"
        '<style:page-layout style:name="Flat"><style:page-layout-properties '
        'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" '
        'fo:margin="1.5cm"/></style:page-layout></office:automatic-styles><office:master-styles>'
        '<style:master-page style:name="Standard" style:page-layout-name="Flat"/>'
        "</office:master-styles></office:document-styles>"
    )


def _meta(document: Document) -> str:
    return (
        f'{_HEAD}<office:document-meta {_SPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{_text(document.title)}</dc:title><dc:language>{document.lang}</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _manifest() -> str:
    files = {"/": MIME} | dict.fromkeys(("content.xml", "styles.xml", "meta.xml"), "text/xml")
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} "
        f"manifest:media-type={quoteattr(kind)}/>"
        for name, kind in files.items()
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="{space}" manifest:version="1.3">{entries}'
        "</manifest:manifest>"
    )


def _p(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{_text(text)}</text:p>'


def _text(text: str) -> str:
    return escape(safe_text(text))
