"""A document of blocks as one HTML file: no script, no request, fit for print and for screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from trama.office.blocks import (
    Block,
    Bullets,
    Card,
    Document,
    Figure,
    Fold,
    Heading,
    Page,
    Paragraph,
    Quote,
    Table,
    Text,
    plain,
)
from trama.office.spreadsheet import safe_text

# Every pair of colours has a contrast of at least 4.5 to 1 (WCAG 2.1, 1.4.3); a test measures them.
TONES: dict[str, tuple[str, str]] = {
    "coherent": ("#0b4f2c", "#cfeadb"),
    "partial": ("#5c4300", "#fbe9b0"),
    "indifferent": ("#3d4852", "#e3e8ed"),
    "incoherent": ("#7f1420", "#f9d3d6"),
    "open": ("#5a6672", "#ffffff"),
    "violation": ("#7f1420", "#f9d3d6"),
    "warning": ("#5c4300", "#fbe9b0"),
    "info": ("#0b3d75", "#d6e6f7"),
}
INK, FAINT, GROUND, LINE, BLUE = "#17212b", "#4a5763", "#ffffff", "#c5ced6", "#0a4a94"

_STYLE = f"""
:root{{color-scheme:light}}
*{{box-sizing:border-box}}
body{{margin:0;color:{INK};background:{GROUND};font:16px/1.55 "Titillium Web","Segoe UI",Roboto,
"Helvetica Neue",Arial,"Liberation Sans",sans-serif}}
header,main,.main,footer{{max-width:76rem;margin:0 auto;padding:0 1.5rem}}
header{{padding-top:2.5rem;padding-bottom:1.25rem;border-bottom:4px solid {BLUE}}}
h1{{font-size:2.1rem;line-height:1.15;margin:0 0 .4rem}}
.sub{{font-size:1.15rem;color:{FAINT};margin:0}}
h2{{font-size:1.5rem;margin:2.6rem 0 .8rem;padding-top:.4rem;border-top:1px solid {LINE}}}
h3{{font-size:1.15rem;margin:1.8rem 0 .5rem}}h4{{font-size:1rem;margin:1.2rem 0 .4rem}}
p{{max-width:48rem;margin:.6rem 0}}ul{{max-width:60rem;padding-left:1.3rem}}li{{margin:.35rem 0}}
.lead{{font-size:1.15rem}}.note{{color:{FAINT};border-left:4px solid {LINE};padding-left:.9rem}}
a{{color:{BLUE}}}a:focus-visible,[tabindex]:focus-visible{{outline:3px solid #b35900;outline-offset:2px}}
.scroll{{overflow-x:auto;margin:1rem 0;padding:0 1px;position:relative}}
table{{border-collapse:collapse;font-size:.95rem;min-width:24rem}}
caption{{text-align:left;font-weight:700;padding:.3rem 0 .5rem;max-width:70rem}}
th,td{{border:1px solid {LINE};padding:.4rem .6rem;text-align:left;vertical-align:top}}
thead th{{background:#edf1f5}}tbody th{{font-weight:600}}
table:not(.dense) tbody th{{white-space:nowrap}}
td.n{{text-align:right;font-variant-numeric:tabular-nums}}
.dense{{font-size:.85rem}}.dense th,.dense td{{padding:.25rem .35rem}}
.dense td,.dense thead th+th{{text-align:center}}.dense td{{font-weight:700;min-width:2.2rem}}
.dense thead th+th{{font-size:.75rem}}.dense tbody th{{min-width:14rem;max-width:22rem;font-weight:400}}
.tone{{border-radius:3px;padding:.1rem .45rem;white-space:nowrap;font-weight:600}}
td.tone{{border-radius:0;white-space:normal}}
{"".join(f".{n}{{color:{f};background:{b}}}" for n, (f, b) in TONES.items())}
figure{{margin:1.2rem 0}}figcaption{{font-weight:700;margin-bottom:.5rem}}
figure svg{{width:100%;max-width:56rem;height:auto;display:block}}
details{{margin:.5rem 0}}summary{{cursor:pointer;color:{BLUE}}}
article{{border:1px solid {LINE};border-left-width:6px;border-radius:4px;padding:.8rem 1.1rem;
margin:1rem 0;background:#fff;break-inside:avoid}}
article.violation{{border-left-color:{TONES["violation"][0]}}}
article.warning{{border-left-color:#a87900}}article.info{{border-left-color:{BLUE}}}
article.violation,article.warning,article.info{{background:#fff;color:{INK}}}
article h4{{margin:0 0 .4rem;display:flex;gap:.6rem;align-items:baseline;flex-wrap:wrap}}
blockquote{{margin:.6rem 0;padding:.5rem .9rem;background:#f4f6f8;border-left:3px solid {FAINT}}}
blockquote p{{margin:0}}blockquote footer{{max-width:none;padding:0;margin:.2rem 0 0;font-size:.9rem;
color:{FAINT};border:0}}
.pair{{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:.8rem}}
.todo{{margin:.4rem 0 0}}
.vh{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}}
body>footer{{margin-top:3rem;padding-top:1rem;padding-bottom:2rem;border-top:1px solid {LINE};
color:{FAINT};font-size:.9rem}}
@media print{{
@page{{size:A4 landscape;margin:14mm}}
body{{font-size:10pt}}header,main,.main,footer{{max-width:none;padding-left:0;padding-right:0}}
.scroll{{overflow:visible}}h2,h3,h4,caption{{break-after:avoid}}tr,article{{break-inside:avoid}}
thead{{display:table-header-group}}figure{{break-inside:avoid}}details:not([open],.last){{display:none}}
details.last::details-content{{content-visibility:visible;display:block;height:auto}}details.last{{break-before:page}}
.first{{break-after:page;font-size:9pt;line-height:1.3}}.first h2{{border:0;margin:0;font-size:14pt}}.first p{{margin:.15rem 0}}
.first li,.first ul{{margin:0;max-width:none}}.first h3{{margin:.3rem 0 0;font-size:9pt}}header{{padding-top:0;padding-bottom:.4rem}}h1{{font-size:16pt}}.sub{{font-size:11pt}}a{{color:inherit;text-decoration:none}}
*{{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
}}
"""


def to_html(*documents: Document) -> str:
    """Return one HTML file of a document, or of several in different languages, one after another."""
    first = documents[0]
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{first.lang}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(first.title)} – {_text(first.subtitle)}</title>"
        if first.subtitle
        else f"<title>{_text(first.title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
    ]
    for number, document in enumerate(documents):
        other = documents[1 - number] if len(documents) == 2 else None
        lines += _document(document, number, other)
    return "\n".join([*lines, "</body>", "</html>"]) + "\n"


def _document(document: Document, number: int, other: Document | None) -> Iterator[str]:
    lang = document.lang
    level = "h1" if number == 0 else "h2"
    yield f'<header id="{lang}" lang="{lang}">'
    yield f"<{level}>{_text(document.title)}</{level}>"
    if document.subtitle:
        yield f'<p class="sub">{_text(document.subtitle)}</p>'
    if other:
        word = {"it": "Italiano", "en": "English"}[other.lang]
        yield f'<p><a href="#{other.lang}" hreflang="{other.lang}" lang="{other.lang}">{word}</a></p>'
    yield "</header>"
    # A file has one main part; a second language stands beside it as a section of its own.
    yield f'<main lang="{lang}">' if number == 0 else f'<section lang="{lang}" class="main">'
    for block in document.blocks:
        yield from _block(block, lang)
    yield "</main>" if number == 0 else "</section>"
    if document.footer:
        yield f'<footer lang="{lang}"><p>{_text(document.footer)}</p></footer>'


def _block(block: Block, lang: str) -> Iterator[str]:
    match block:
        case Heading(level, text, anchor):
            name = f' id="{lang}-{escape(anchor)}"' if anchor else ""
            yield f"<h{level}{name}>{_text(text)}</h{level}>"
        case Paragraph(text, tone):
            kind = f' class="{tone}"' if tone else ""
            yield f"<p{kind}>{_text(text)}</p>"
        case Bullets(items):
            yield "<ul>" + "".join(f"<li>{_text(item)}</li>" for item in items) + "</ul>"
        case Table():
            yield from _table(block, lang)
        case Figure(svg, caption, table):
            yield f"<figure><figcaption>{_text(caption)}</figcaption>{svg}"
            word = {"it": "Gli stessi dati in tabella", "en": "The same data as a table"}[lang]
            yield f"<details><summary>{word}</summary>"
            yield from _table(table, lang)
            yield "</details></figure>"
        case Quote():
            yield _quote(block, lang)
        case Card():
            yield from _card(block, lang)
        case Fold(summary, blocks):
            yield f'<details class="last"><summary>{_text(summary)}</summary>'
            for one in blocks:
                yield from _block(one, lang)
            yield "</details>"
        case Page(blocks):
            yield '<div class="first">'
            for one in blocks:
                yield from _block(one, lang)
            yield "</div>"


def _table(table: Table, lang: str) -> Iterator[str]:
    dense = ' class="dense"' if table.dense else ""
    label = escape(
        table.caption or table.name or {"it": "Tabella", "en": "Table"}[lang], quote=True
    )
    # A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    yield f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table{dense}>'
    if table.caption:
        yield f"<caption>{_text(table.caption)}</caption>"
    heads = "".join(
        f'<th scope="col"{_title(cell)}>{_text(plain(cell))}</th>'
        if plain(cell)
        else '<td class="n"></td>'
        for cell in table.header
    )
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for first, *rest in table.rows:
        cells = "".join(_cell(cell, lang, dense=table.dense) for cell in rest)
        yield f'<tr><th scope="row"{_title(first)}>{_inline(first, lang)}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _cell(cell: Text | str, lang: str, *, dense: bool) -> str:
    text = plain(cell)
    if isinstance(cell, Text) and cell.tone and dense:
        said = _text(cell.title.partition(":")[0])
        shown = f'<span aria-hidden="true">{_text(text)}</span><span class="vh">{said}</span>'
        return f'<td class="{cell.tone}"{_title(cell)}>{shown}</td>'
    number = text.replace(".", "").replace(",", "").rstrip("\N{NO-BREAK SPACE} %").isdecimal()
    kind = ' class="n"' if number and not isinstance(cell, Text) else ""
    return f"<td{kind}{_title(cell)}>{_inline(cell, lang)}</td>"


def _inline(cell: Text | str, lang: str) -> str:
    text = _text(plain(cell))
    if isinstance(cell, Text) and cell.tone:
        text = f'<span class="tone {cell.tone}">{text}</span>'
    if isinstance(cell, Text) and cell.link:
        text = f'<a href="#{lang}-{escape(cell.link)}">{text}</a>'
    return text


def _title(cell: Text | str) -> str:
    title = cell.title if isinstance(cell, Text) else ""
    return f' title="{escape(safe_text(title), quote=True)}"' if title else ""


def _quote(quote: Quote, lang: str) -> str:
    where = f" · {_text(quote.where)}" if quote.where else ""
    word = {"it": "Com'è nella scansione", "en": "As the scan has it"}[lang]
    original = (
        f"<details><summary>{word}</summary><p>«{_text(quote.original)}»</p></details>"
        if quote.original
        else ""
    )
    return (
        f"<blockquote><p>«{_text(quote.words)}»</p>{original}"
        f"<footer>{_text(quote.who)}{where}</footer></blockquote>"
    )


def _card(card: Card, lang: str) -> Iterator[str]:
    name = f' id="{lang}-{escape(card.anchor)}"' if card.anchor else ""
    yield f'<article class="{card.tone}"{name}>'
    yield f'<h4><span class="tone {card.tone}">{_text(card.label)}</span> {_text(card.heading)}</h4>'
    yield f"<p>{_text(card.message)}</p>"
    if card.quotes:
        yield (
            '<div class="pair">' + "".join(_quote(quote, lang) for quote in card.quotes) + "</div>"
        )
    yield f'<p class="todo"><strong>{_text(card.advice_label)}</strong> {_text(card.advice)}</p>'
    yield "</article>"


def _text(text: str) -> str:
    return escape(safe_text(text), quote=False)
