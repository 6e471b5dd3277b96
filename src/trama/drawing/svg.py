"""The drawing of a network as SVG: layered, self-contained, with its reasons in tooltips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.sax.saxutils import escape

from trama.drawing.layout import MARGIN, TOP, Box, Layout, lay_out
from trama.drawing.lettering import LINE, SIZE, plain, width
from trama.drawing.palette import DARK, LIGHT, Theme
from trama.drawing.routing import Curve, route
from trama.drawing.terms import BASIS, KIND, RELATION, TEXT
from trama.network.links import Link
from trama.network.network import BASES, Network

LEAST_SIZE = 1240.0
LEAST_WIDTH, MORE_WIDTH = 0.9, 2.0
LEAST_OPACITY, MORE_OPACITY = 0.7, 0.3
DASHES = {"Stated": "", "Curated": "7 3", "Inferred": "1.5 4"}
_FONT = "'Titillium Web', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"


def draw_svg(network: Network, lang: str = "it") -> str:
    """Return the drawing as a whole SVG document; texts shown are in one language, titles in both.

    Missions stand as bars beside their objectives. A curve's colour tells the relation, its dashes the
    basis, its width and strength the confidence, its tooltip the reason. Pointing at a box leaves
    only its own curves, where the viewer knows the CSS selector `:has`.
    """
    layout = lay_out(network, lang)
    curves = route(network, layout)
    out = max((max(x for x, _ in c.points) + c.bulge for c in curves), default=0.0)
    size = max(max(layout.right, out) + MARGIN, LEAST_SIZE), layout.bottom + 2 * MARGIN
    number = {iri: f"n{index}" for index, iri in enumerate(layout.boxes)}
    lines = [
        *_head(network, size, lang),
        *_style(number),
        f'<rect class="ground" width="{size[0]:.0f}" height="{size[1]:.0f}"/>',
        *_legend(network, lang),
        *_columns(network, layout, lang),
        '<g class="links">',
        *(_curve(curve, network, number, lang) for curve in sorted(curves, key=_faint_first)),
        "</g>",
        '<g class="things">',
        *(_box(box, number[iri], lang) for iri, box in layout.boxes.items()),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def line_width(confidence: float) -> float:
    """Return how wide the curve of a link is, in pixels."""
    return LEAST_WIDTH + MORE_WIDTH * confidence**2


def line_opacity(confidence: float) -> float:
    """Return how strong the curve of a link is, from 0 to 1."""
    return LEAST_OPACITY + MORE_OPACITY * confidence


def _faint_first(curve: Curve) -> tuple[object, ...]:
    return curve.link.confidence, curve.link.iri


def _head(network: Network, size: tuple[float, float], lang: str) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]:.0f}" height="{size[1]:.0f}" '
        f'viewBox="0 0 {size[0]:.0f} {size[1]:.0f}" role="img" xml:lang="{lang}" lang="{lang}" '
        f'aria-labelledby="title-{lang}" aria-describedby="desc-{lang}">'
    )
    for language in _both(lang):
        yield _tagged("title", title(network, language), language)
    for language in _both(lang):
        yield _tagged("desc", description(network, language), language)


def _both(lang: str) -> tuple[str, str]:
    return ("it", "en") if lang == "it" else ("en", "it")


def _tagged(tag: str, text: str, lang: str) -> str:
    return f'<{tag} id="{tag}-{lang}" xml:lang="{lang}" lang="{lang}">{_text(text)}</{tag}>'


def title(network: Network, lang: str) -> str:
    """Return the title of the drawing."""
    name = network.titles.get(lang) or network.titles.get("it", "")
    return f"{TEXT['weave'][lang]} – {name}" if name else TEXT["weave"][lang]


def description(network: Network, lang: str) -> str:
    """Return in words what the drawing shows: how many things of each kind, and links by relation."""
    kinds = Counter(thing.kind for thing in network.things.values())
    things = ", ".join(f"{KIND[kind][lang]} ({count})" for kind, count in kinds.most_common())
    first, last = "“”" if lang == "en" else "«»"
    relations = Counter(link.relation for link in network.links)
    links = ", ".join(
        f"{first}{RELATION.get(relation, {}).get(lang, relation)}{last} ({count})"
        for relation, count in sorted(relations.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return TEXT["description"][lang].format(
        things=things or "0", count=len(network.links), links=links or "0"
    )


def _style(number: dict[str, str]) -> Iterator[str]:
    yield "<style>"
    yield f"text{{font-family:{_FONT};font-size:{SIZE}px}}"
    yield ".links path{fill:none;stroke-linecap:butt}"
    yield ".title{font-size:30px;font-weight:700}.head{font-size:17px;font-weight:700}"
    yield ".code{font-weight:700}.small{font-size:13px}"
    yield ".driver text{font-weight:600}.mission text{font-weight:600;font-size:13.5px}"
    yield ".links path:hover{stroke-width:5px;stroke-opacity:1}"
    yield from _colours(LIGHT)
    yield "@media (prefers-color-scheme:dark){"
    yield from _colours(DARK)
    yield "}"
    for name in number.values():
        yield f"svg:has(#{name}:hover) .links path:not(.{name}){{stroke-opacity:.05}}"
    yield "</style>"


def _colours(theme: Theme) -> Iterator[str]:
    yield f".ground{{fill:{theme.ground}}}text{{fill:{theme.ink}}}.small{{fill:{theme.faint}}}"
    yield f".things rect{{fill:{theme.box};stroke:{theme.edge}}}"
    yield f".things .mission rect{{fill:{theme.strong};stroke:{theme.strong}}}"
    yield f".things .mission text{{fill:{theme.on_strong}}}"
    yield f".things .driver rect{{fill:{theme.soft};stroke:{theme.strong}}}"
    yield f".rule{{stroke:{theme.edge}}}.sample{{stroke:{theme.ink}}}"
    yield "".join(f".{relation}{{stroke:{theme.relation(relation)}}}" for relation in RELATION)


def _legend(network: Network, lang: str) -> Iterator[str]:
    yield f'<text class="title" x="{MARGIN}" y="{MARGIN + 20}">{_text(title(network, lang))}</text>'
    things = TEXT["counts"][lang].format(things=len(network.things), links=len(network.links))
    yield f'<text class="small" x="{MARGIN}" y="{MARGIN + 46}">{_text(things)}</text>'
    relations = Counter(link.relation for link in network.links)
    bases = Counter(link.basis for link in network.links)
    x = MARGIN
    for relation, count in sorted(relations.items(), key=lambda pair: (-pair[1], pair[0])):
        label = f"{RELATION.get(relation, {}).get(lang, relation)} ({count})"
        yield _sample(x, MARGIN + 72, f'class="{relation}" stroke-width="3"')
        yield f'<text x="{x + 44:.1f}" y="{MARGIN + 76}">{_text(label)}</text>'
        x += 44 + width(label, SIZE) + 22
    x = MARGIN
    for basis in (basis for basis in BASES if bases[basis]):
        label = f"{BASIS[basis][lang]} ({bases[basis]})"
        dash = f' stroke-dasharray="{DASHES[basis]}"' if DASHES[basis] else ""
        yield _sample(x, MARGIN + 96, f'class="sample" stroke-width="2"{dash}')
        yield f'<text x="{x + 44:.1f}" y="{MARGIN + 100}">{_text(label)}</text>'
        x += 44 + width(label, SIZE) + 22
    for confidence in (0.5, 0.75, 1.0):
        label = f"{TEXT['confidence'][lang]} {confidence:g}".replace(
            ".", "," if lang == "it" else "."
        )
        style = f'class="sample" stroke-width="{line_width(confidence):.2f}"'
        yield _sample(x, MARGIN + 96, f'{style} stroke-opacity="{line_opacity(confidence):.2f}"')
        yield f'<text x="{x + 44:.1f}" y="{MARGIN + 100}">{_text(label)}</text>'
        x += 44 + width(label, SIZE) + 22


def _sample(x: float, y: float, style: str) -> str:
    return f'<path {style} fill="none" d="M{x:.1f} {y:.1f}h36"/>'


def _columns(network: Network, layout: Layout, lang: str) -> Iterator[str]:
    counts = Counter(thing.kind for thing in network.things.values())
    for kind, x, wide in layout.columns:
        y = TOP - 22
        yield f'<text class="head" x="{x:.1f}" y="{y:.1f}">{_text(KIND[kind][lang])}</text>'
        yield (
            f'<text class="small" x="{x + wide:.1f}" y="{y:.1f}" text-anchor="end">'
            f"{counts[kind]}</text>"
        )
        yield f'<path class="rule" d="M{x:.1f} {y + 8:.1f}h{wide:.1f}"/>'


def _curve(curve: Curve, network: Network, number: dict[str, str], lang: str) -> str:
    link = curve.link
    confidence = float(link.confidence)
    dash = f' stroke-dasharray="{DASHES[link.basis]}"' if DASHES.get(link.basis) else ""
    return (
        f'<path class="{link.relation} {number[link.source]} {number[link.target]}" '
        f'd="{_way(curve)}" stroke-width="{line_width(confidence):.2f}" '
        f'stroke-opacity="{line_opacity(confidence):.2f}"{dash}>'
        f"<title>{_text(_reason(link, network, lang))}</title></path>"
    )


def _way(curve: Curve) -> str:
    (x, y), *rest = curve.points
    parts = [f"M{x:.1f} {y:.1f}"]
    if curve.bulge:
        ((end, finish),) = rest
        out = max(x, end) + curve.bulge
        parts.append(f"C{out:.1f} {y:.1f} {out:.1f} {finish:.1f} {end:.1f} {finish:.1f}")
        return "".join(parts)
    for to_x, to_y in rest:
        if to_y == y:
            parts.append(f"H{to_x:.1f}")
        else:
            half = (x + to_x) / 2
            parts.append(f"C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = to_x, to_y
    return "".join(parts)


def _reason(link: Link, network: Network, lang: str) -> str:
    source, target = network.ends(link)
    relation = RELATION.get(link.relation, {}).get(lang, link.relation)
    first, last = "“”" if lang == "en" else "«»"
    ends = [f"{end.code} {first}{end.label(lang)}{last}".strip() for end in (source, target)]
    basis = BASIS.get(link.basis, {}).get(lang, link.basis)
    facts = f"{basis}, {TEXT['confidence'][lang]} {link.confidence}"
    return f"{ends[0]} — {relation} → {ends[1]}\n{facts}\n{link.rationale.get(lang, '')}".rstrip()


def _box(box: Box, name: str, lang: str) -> str:
    thing = box.thing
    kind = {"Mission": "mission", "Driver": "driver"}.get(thing.kind, "thing")
    labels = " / ".join(thing.label(language) for language in _both(lang))
    full = " ".join(part for part in (f"{KIND[thing.kind][lang]}:", thing.code, labels) if part)
    top = box.middle - (len(box.lines) - 1) * LINE / 2 + SIZE * 0.35
    words = "".join(
        f'<tspan x="{box.x + 8:.1f}" y="{top + row * LINE:.1f}">{_line(line, thing.code, row)}</tspan>'
        for row, line in enumerate(box.lines)
    )
    return (
        f'<g id="{name}" class="{kind}"><title>{_text(full)}</title>'
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" '
        f'rx="4"/><text>{words}</text></g>'
    )


def _line(line: str, code: str, row: int) -> str:
    if row == 0 and code and line.startswith(f"{code} "):
        return f'<tspan class="code">{_text(code)}</tspan>{_text(line[len(code) :])}'
    return _text(line)


def _text(text: str) -> str:
    return escape(plain(text))
