"""The styles and lists of a Word document (ECMA-376, part 1, sections 17.7 and 17.9)."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass

from trama.plans.readers.documents.numbering import Level
from trama.plans.readers.documents.tree import Node, parts_of

_FORMATS = {
    "bullet": "bullet",
    "none": "none",
    "lowerLetter": "lower",
    "upperLetter": "upper",
    "lowerRoman": "roman",
    "upperRoman": "Roman",
}


@dataclass(slots=True)
class Style:
    """What a style of paragraphs says: its heading level, weight, list and size; `contents` for those of an index."""

    level: int = 0
    bold: bool = False
    numbered: tuple[str, int] | None = None
    contents: bool = False
    depth: int = 0
    size: float = 0.0
    hidden: bool = False


def styles_of(archive: zipfile.ZipFile, members: dict[str, str], name: str) -> dict[str, Style]:
    """Return the styles of paragraphs by their identifiers, each with what it takes from those it is based on."""
    if "word/styles.xml" not in members:
        return {}
    raw: dict[str, tuple[str, Node]] = {}
    for node in parts_of(archive, members["word/styles.xml"], name):
        if node.tag == "style" and node.get("type", "paragraph") == "paragraph":
            based = node.find("basedOn")
            raw[node.get("styleId")] = (based.get("val") if based else "", node)
    made: dict[str, Style] = {}
    for key in raw:
        chain: list[Node] = []
        here = key
        while here in raw and len(chain) < 20:
            chain.append(raw[here][1])
            here = raw[here][0]
        style = Style()
        for node in reversed(chain):
            _apply(style, node)
        made[key] = style
    return made


def _apply(style: Style, node: Node) -> None:
    named = node.find("name")
    title = (named.get("val") if named else "").lower()
    for word in ("heading ", "titolo "):
        rest = title.removeprefix(word)
        if rest != title and rest.isdigit():
            style.level = int(rest)
    if title in ("title", "titolo"):
        style.level = 1
    deeper = re.fullmatch(r"(?:list \w+|\w*elenco[\w ]*) (\d)", title)
    style.depth = int(deeper[1]) if deeper else style.depth
    style.contents = title.startswith(("toc ", "sommario", "table of figures", "indice"))
    outline = node.find("pPr", "outlineLvl")
    if outline:
        style.level = outline_level(outline.get("val"))
    size = node.find("rPr", "sz")
    if size and size.get("val").isdigit() and len(size.get("val")) < 4:
        style.size = int(size.get("val")) / 2
    weight = node.find("rPr", "b")
    if weight is not None:
        style.bold = switched_on(weight)
    unseen = node.find("rPr", "vanish")
    if unseen is not None:
        style.hidden = switched_on(unseen)
    properties = node.find("pPr")
    numbered = numbered_in(properties) if properties else None
    if numbered:
        style.numbered = numbered


def lists_of(
    archive: zipfile.ZipFile, members: dict[str, str], name: str
) -> tuple[dict[str, dict[int, Level]], dict[str, str]]:
    """Return how lists are numbered, level by level, and which of these each list uses, by their identifiers."""
    abstract: dict[str, dict[int, Level]] = {}
    lists: dict[str, str] = {}
    if "word/numbering.xml" not in members:
        return abstract, lists
    for node in parts_of(archive, members["word/numbering.xml"], name):
        if node.tag == "abstractNum":
            levels: dict[int, Level] = {}
            for level in node.nodes("lvl"):
                form, text, start = level.find("numFmt"), level.find("lvlText"), level.find("start")
                kind = _FORMATS.get(form.get("val") if form else "", "decimal")
                first = start.get("val") if start else "1"
                depth = level.get("ilvl", "0")
                levels[int(depth) if depth.isdigit() else 0] = Level(
                    kind,
                    (text.get("val") if text else "")[:40],
                    int(first) if first.isdigit() and len(first) < 6 else 1,
                )
            abstract[node.get("abstractNumId")] = levels
        elif node.tag == "num":
            of = node.find("abstractNumId")
            lists[node.get("numId")] = of.get("val") if of else ""
    return abstract, lists


def numbered_in(properties: Node) -> tuple[str, int] | None:
    """Return the list and the level, from 0, that properties of a paragraph name; None if they name none."""
    found = properties.find("numPr")
    if not found:
        return None
    number, depth = found.find("numId"), found.find("ilvl")
    level = depth.get("val", "0") if depth else "0"
    return (number.get("val") if number else "0", int(level) if level.isdigit() else 0)


def switched_on(toggle: Node) -> bool:
    """Return whether a property that is on or off, such as `b` or `vanish`, is on."""
    return toggle.get("val", "1") not in ("0", "false")


def outline_level(value: str) -> int:
    """Return the level of a heading, from 1, of an outline level; 0 for that of plain text."""
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0
