"""The chapters of a list of objectives that names them in their rows only."""

from __future__ import annotations

from trama.plans.place import Sheet
from trama.plans.readers.columns import folded
from trama.plans.tables import RawTable


def add_chapters(objectives: RawTable, missions: RawTable | None) -> RawTable | None:
    """Give each objective the number of its chapter; return the chapters, if the file has no table of them.

    A chapter named in words gets the next number, in the order of the rows; a list without any is one chapter.
    """
    header = objectives.header
    if missions is not None:
        return None
    if "mission" not in header:
        if "dup_mission" in header or "dup_programme" in header:
            return None
        header.append("mission")
        objectives.rows = [(line, [*cells, "1"]) for line, cells in objectives.rows]
    index = header.index("mission")
    rows = [(line, cells) for line, cells in objectives.rows if index < len(cells)]
    named: dict[str, str] = {}
    taken = {cells[index] for _, cells in rows if _number(cells[index])}
    labels: dict[str, tuple[int, str]] = {}
    for line, cells in rows:
        words = cells[index]
        if not words:
            continue
        if not _number(words):
            key = folded(words)
            if key not in named:
                number = next(
                    str(n) for n in range(1, len(rows) + len(taken) + 2) if str(n) not in taken
                )
                taken.add(number)
                named[key] = number
                labels[number] = (line, words)
            cells[index] = named[key]
        labels.setdefault(cells[index], (line, ""))
    made: list[tuple[int, list[str]]] = []
    for number, (line, words) in sorted(labels.items(), key=lambda one: int(one[0])):
        made.append(
            (line, [number, words or f"Capitolo {number}", "" if words else f"Chapter {number}"])
        )
    if not made:
        if "dup_mission" in header or "dup_programme" in header:
            return None
        made = [(1, ["1", "Elenco di obiettivi", "List of objectives"])]
    where = objectives.place
    if isinstance(where, Sheet):
        where = Sheet(where.book, where.name, {})
    return RawTable("missions.csv", where, ["number", "label_it", "label_en"], made)


def _number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 10
