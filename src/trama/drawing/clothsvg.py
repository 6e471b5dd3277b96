"""The cloth as SVG: a picture for a page, in two postures, and a file that stands by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from trama.drawing.cloth import WEFTS, Cloth, Knot, Thread
from trama.drawing.lettering import plain, width, wrap
from trama.drawing.terms import BASIS
from trama.network.links import Thing

# Lying: warp threads run down, a step apart; standing, for a phone, they run across.
STEP, ROW, HEAD, LEFT = 12.6, 30.0, 116.0, 222.0
CELL, TALL, CODE, TOP, BAND = 30.0, 48.0, 14.0, 164.0, 36.0
# On a phone as much of an objective's name is shown as stands beside nothing that must be scrolled to.
_SEEN = 312.0
_FORMS = {"Stated": "square", "Curated": "disc"}

Address = Callable[[str], str]


def lying(cloth: Cloth, lang: str, address: Address, knot_address: Address) -> str:
    """Return the cloth with its warp threads running down, as the inside of a page."""
    wide = LEFT + STEP * len(cloth.warp) + 14
    high = HEAD + ROW * len(cloth.weft) + 34
    name = "lying broad" if wide > high else "lying"
    return _svg(wide, high, name, _label(cloth, lang), _lying(cloth, lang, address, knot_address))


def standing(cloth: Cloth, lang: str, address: Address, knot_address: Address) -> str:
    """Return the cloth with its warp threads running across, for a narrow screen."""
    wide = CODE + CELL * len(cloth.weft) + 10
    high = TOP + TALL * len(cloth.warp) + BAND * len(cloth.missions) + 10
    content = _standing(cloth, lang, address, knot_address)
    return _svg(wide, high, "standing", _label(cloth, lang), content)


def _svg(wide: float, high: float, name: str, label: str, content: Iterator[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cloth {name}" viewBox="0 0 {wide:.0f} {high:.0f}" '
        f'width="{wide:.0f}" height="{high:.0f}" role="group" aria-label="{_attribute(label)}">'
        + "".join(content)
        + "</svg>"
    )


def _lying(cloth: Cloth, lang: str, address: Address, knot_address: Address) -> Iterator[str]:
    bottom = HEAD + ROW * len(cloth.weft) + 6
    x = LEFT
    for mission, count in cloth.missions:
        room = STEP * count
        lines = wrap(mission.label(lang), max(room - 6, 40), 4, 12.5)
        rows = "".join(
            f'<tspan x="{x + 2:.1f}" dy="{0 if place == 0 else 14}">{_text(line)}</tspan>'
            for place, line in enumerate(lines)
        )
        yield f'<rect class="band m{mission.code}" x="{x - 1:.1f}" y="2" width="{room - 2:.1f}" height="5"/>'
        yield (
            f'<a href="{_attribute(address(mission.iri))}"><text class="mission m{mission.code}" y="21">'
            f"{rows}</text></a>"
        )
        x += room
    for place, thread in enumerate(cloth.warp):
        x = LEFT + STEP * (place + 0.5) - 1
        loose = "" if thread.knots else " loose"
        yield (
            f'<a class="warp" data-warp="{place}" href="{_attribute(address(thread.thing.iri))}">'
            f"<title>{_text(_named(thread.thing, lang))}</title>"
            f'<path class="m{thread.mission}{loose}" d="M{x:.1f} {HEAD - 4:.0f}V{bottom:.0f}"/>'
            f'<text class="code{loose}" transform="translate({x + 3.5:.1f} {HEAD - 8:.0f}) rotate(-90)">'
            f"{_text(thread.thing.code)}</text></a>"
        )
    for place, thread in enumerate(cloth.weft):
        y = HEAD + ROW * (place + 0.5)
        yield _weft(thread, place, lang, address, y, LEFT + STEP * len(cloth.warp))
    for knot in cloth.knots:
        x, y = LEFT + STEP * (knot.warp + 0.5) - 1, HEAD + ROW * (knot.weft + 0.5)
        yield _knot(cloth, knot, lang, knot_address, x, y)


def _weft(thread: Thread, place: int, lang: str, address: Address, y: float, right: float) -> str:
    lines = wrap(_short(thread.thing, lang), LEFT - 22, 2, 13)
    first = y + 4 - 7 * (len(lines) - 1)
    words = "".join(
        f'<tspan x="0" y="{first + 14 * row:.1f}">{_text(line)}</tspan>'
        for row, line in enumerate(lines)
    )
    return (
        f'<a class="weft" data-weft="{place}" href="{_attribute(address(thread.thing.iri))}">'
        f"<title>{_text(_named(thread.thing, lang))}</title>"
        f'<path d="M{LEFT - 14:.0f} {y:.1f}H{right:.1f}"/><text class="name">{words}</text></a>'
    )


def _standing(cloth: Cloth, lang: str, address: Address, knot_address: Address) -> Iterator[str]:
    bottom = TOP + TALL * len(cloth.warp) + BAND * len(cloth.missions)
    right = CODE + CELL * len(cloth.weft) + 4
    for place, thread in enumerate(cloth.weft):
        x = CODE + CELL * (place + 0.5)
        lines = wrap(_short(thread.thing, lang), TOP - 14, 2, 11.5)
        words = "".join(
            f'<tspan x="0" y="{(11 * row if len(lines) > 1 else 5):.0f}">{_text(line)}</tspan>'
            for row, line in enumerate(lines)
        )
        yield (
            f'<a class="weft" data-weft="{place}" href="{_attribute(address(thread.thing.iri))}">'
            f"<title>{_text(_named(thread.thing, lang))}</title>"
            f'<path d="M{x:.1f} {TOP - 4:.0f}V{bottom:.1f}"/>'
            f'<text class="name" transform="translate({x - 1:.1f} {TOP - 10:.0f}) rotate(-90)">{words}'
            "</text></a>"
        )
    y, place = TOP, 0
    heights: dict[int, float] = {}
    for mission, count in cloth.missions:
        lines = wrap(f"{mission.code} {mission.label(lang)}", right - 8, 2, 12.5)
        rows = "".join(
            f'<tspan x="0" y="{y + 15 + 14 * row:.1f}">{_text(line)}</tspan>'
            for row, line in enumerate(lines)
        )
        yield (
            f'<rect class="ground" x="0" y="{y:.1f}" width="{right:.0f}" height="{BAND - 1:.0f}"/>'
            f'<a href="{_attribute(address(mission.iri))}"><text class="mission m{mission.code}">{rows}'
            "</text></a>"
        )
        y += BAND
        for thread in cloth.warp[place : place + count]:
            middle = y + TALL - 12
            called = wrap(_named(thread.thing, lang), min(right, _SEEN), 1, 11.5)[0]
            heights[place] = middle
            loose = "" if thread.knots else " loose"
            yield (
                f'<a class="warp" data-warp="{place}" href="{_attribute(address(thread.thing.iri))}">'
                f"<title>{_text(_named(thread.thing, lang))}</title>"
                f'<rect class="reach" x="0" y="{y:.1f}" width="{min(right, _SEEN):.0f}" height="24"/>'
                f'<path class="m{thread.mission}{loose}" d="M0 {middle:.1f}H{right:.0f}"/>'
                f'<text class="called{loose}" x="0" y="{y + 16:.1f}">{_text(called)}</text></a>'
            )
            y += TALL
            place += 1
    for knot in cloth.knots:
        x = CODE + CELL * (knot.weft + 0.5)
        yield _knot(cloth, knot, lang, knot_address, x, heights[knot.warp], reach=CELL)


def _knot(
    cloth: Cloth, knot: Knot, lang: str, address: Address, x: float, y: float, reach: float = STEP
) -> str:
    """A knot: its size tells how sure it is, its form on what basis, its colour the Mission."""
    link, thread = knot.link, cloth.warp[knot.warp]
    size = 2.2 + 3.8 * float(link.confidence)
    label = _told(cloth, knot, lang)
    form = _FORMS.get(link.basis, "disc")
    mark = (
        f'<rect x="{x - size * 0.9:.1f}" y="{y - size * 0.9:.1f}" width="{size * 1.8:.1f}" height="{size * 1.8:.1f}"/>'
        if form == "square"
        else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/>'
    )
    high = max(reach, 24)
    return (
        f'<a class="knot m{thread.mission} {form}" data-knot="{_attribute(link.iri.rpartition("/")[2])}" '
        f'data-at="{knot.warp} {knot.weft}" href="{_attribute(address(link.iri))}" aria-label="{_attribute(label)}">'
        f"<title>{_text(label)}</title>"
        f'<rect class="reach" x="{x - reach / 2:.1f}" y="{y - high / 2:.1f}" width="{reach:.1f}" height="{high:.1f}"/>'
        f"{mark}</a>"
    )


def _told(cloth: Cloth, knot: Knot, lang: str) -> str:
    ends = (cloth.weft[knot.weft].thing, cloth.warp[knot.warp].thing)
    basis = BASIS[knot.link.basis][lang]
    return (
        f"{_short(ends[0], lang)} – {_named(ends[1], lang)} ({basis}, {knot.link.confidence:.2f})"
    )


def _label(cloth: Cloth, lang: str) -> str:
    counts = (len(cloth.warp), len(cloth.weft), len(cloth.knots))
    return (
        "The cloth: {} objectives, {} threads across, {} knots"
        if lang == "en"
        else "La tela: {} obiettivi, {} fili di trama, {} nodi"
    ).format(*counts)


def whole(cloth: Cloth, lang: str, weft: str, title: str, colours: str, base: str) -> str:
    """Return the lying cloth as a file of its own: title, legend, colours inside, links to the IRIs."""
    wide = LEFT + STEP * len(cloth.warp) + 54
    high = HEAD + ROW * len(cloth.weft) + 150
    legend = (
        "Square: stated in the text; disc: curated. The larger, the surer. Dashed: no knot."
        if lang == "en"
        else "Quadrato: dichiarato nel testo; tondo: curato. Più grande, più sicuro. A tratti: senza nodi."
    )
    across = WEFTS[weft][2 if lang == "en" else 1]
    content = "".join(_lying(cloth, lang, str, str))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" '
        f'height="{high:.0f}" role="img" lang="{lang}"><title>{_text(title)}</title><style>{colours}</style>'
        f'<rect class="ground" width="100%" height="100%"/>'
        f'<text class="title" x="20" y="40">{_text(f"{title}: {across}")}</text>'
        f'<text class="small" x="20" y="62">{_text(_label(cloth, lang))}. {_text(legend)}</text>'
        f'<g transform="translate(20 84)">{content}</g>'
        f'<text class="small" x="20" y="{high - 16:.0f}">Trama, CC BY 4.0, {_text(base)}</text></svg>\n'
    )


def _short(thing: Thing, lang: str) -> str:
    label, code = thing.label(lang), thing.code
    if thing.kind == "Driver":
        return f"{code} {label}"
    return (
        f"{label} ({code})"
        if code and len(code) < 8 and width(label) > LEFT and code not in label
        else label
    )


def _named(thing: Thing, lang: str) -> str:
    label = thing.label(lang)
    known = thing.kind in ("StrategicObjective", "Driver") and thing.code
    return f"{thing.code} {label}" if known else label


def _text(text: str) -> str:
    return escape(plain(text), quote=False)


def _attribute(text: str) -> str:
    return escape(plain(text), quote=True)
