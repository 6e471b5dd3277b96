"""Tables that are but titles: the budget mission and programme of the sheet that begins below them."""

from __future__ import annotations

from collections.abc import Sequence

from trama.plans.readers.documents.blocks import Cell, Table
from trama.plans.readers.documents.context import Context
from trama.plans.readers.documents.heads import said, worded, words_of
from trama.plans.readers.documents.kinds import named_in
from trama.plans.readers.documents.labels import field_in, label_of
from trama.plans.readers.documents.proposal import Said

LONGEST = 8
_ANSWERING = ("responsible", "office")


def take_banner(table: Table, context: Context) -> bool:
    """Whether a table but names one budget mission or programme, and perhaps who answers: what comes next is under them."""
    titles: list[tuple[str, Cell]] = []
    answers: list[tuple[str, str, Said]] = []
    for row in table.rows if len(table.rows) <= LONGEST else ():
        cells = worded(row)
        named = [(words_of(cell.text), cell) for cell in cells]
        if len(cells) > 1 and not all(_names(text) for text, _ in named):
            named = [(_joined(part), part[0]) for part in _titles(cells)]
        told = _answering(cells)
        if told:
            answers.append(told)
        elif all(_names(text) for text, _ in named):
            titles += named
        elif cells and label_of(cells[0].text) not in ("section", "chapter", "budget", "kind"):
            return False
    missions = [text for text, _ in titles if _names(text) == "mission"]
    if not titles or len(missions) > 1 or len(titles) - len(missions) > 1:
        return False
    for text, cell in titles:
        context.banner(text, cell)
    for one in answers:
        context.answers(*one)
    return True


def _names(text: str) -> str:
    """Return `mission` or `programme` if words are the title of one of the budget, or of both; otherwise nothing."""
    if not text.lower().startswith(("mission", "programm", "miss.", "progr.")):
        return ""
    named = named_in(text)
    if named is None or not (named.mission or named.programme):
        return ""
    return "programme" if named.programme else "mission"


def _titles(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Return the cells of a row in groups, each of which begins with the word that names a title."""
    groups: list[list[Cell]] = []
    for cell in cells:
        if not groups or words_of(cell.text).lower().startswith(("mission", "programm")):
            groups.append([])
        groups[-1].append(cell)
    return groups


def _joined(cells: Sequence[Cell]) -> str:
    """Return a row in one line: «MISSIONE | 01 | SERVIZI ISTITUZIONALI» is a title in three cells."""
    first, *others = (words_of(cell.text).strip(" :") for cell in cells)
    return f"{first} {' – '.join(others)}"


def answer_in(label: Cell, value: Cell) -> tuple[str, str, Said] | None:
    """Return the role, the label and who answers for what comes next, if a cell is the label of that and the other no label."""
    role = label_of(label.text)
    if role not in _ANSWERING or label_of(value.text):
        return None
    return role, label.text, said(value)


def _answering(cells: Sequence[Cell]) -> tuple[str, str, Said] | None:
    """Return who answers for what comes next, if a row says that and nothing else."""
    if len(cells) == 2 and (beside := answer_in(*cells)):
        return beside
    given = field_in(words_of(cells[0].text)) if len(cells) == 1 else None
    if given and given[0] in _ANSWERING and given[2]:
        return given[0], given[1], Said(given[2], cells[0].mark, cells[0].where)
    return None
