"""What somebody wrote into the form of the check page: answers to the rows of a document, decisions, judgements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from flask import Request
from werkzeug.datastructures import MultiDict

from trama.plans.readers.documents.review import DROP, KEEP, MERGE, Answer, left_key, packed
from trama.submission.asked import CARRIED, FIELDS, JUDGED, UNREAD, Decision, Upload

MAX_ROWS = 3_000
MAX_INDICATORS = 60
MOST_NAME = 120
MOST_REASON = 1000


def reading_of(given: Mapping[str, str]) -> str:
    """Return the answers to the rows of a document, as the review page or the report's page sends them."""
    if given.get("lettura"):
        return UNREAD if given["lettura"] == UNREAD else given["lettura"]
    if "righe" not in given:
        return ""
    answers = []
    for key in range(min(number_of(given["righe"]), MAX_ROWS)):
        choice = given.get(f"riga-{key}", KEEP)
        answers.append(
            Answer(
                key,
                choice if choice in (KEEP, DROP, MERGE) else KEEP,
                given.get(f"codice-{key}"),
                given.get(f"testo-{key}"),
                given.get(f"sezione-{key}"),
                given.get(f"programma-{key}"),
                given.get(f"responsabile-{key}"),
                _targets(given, key),
            )
        )
    taken_up = range(min(number_of(given.get("fuori", "")), MAX_ROWS))
    answers += [Answer(left_key(n)) for n in taken_up if given.get(f"riprendi-{n}") == KEEP]
    return packed(answers)


def _targets(given: Mapping[str, str], key: int) -> tuple[str | None, ...] | None:
    """Return what is wanted of each indicator of a row; None if the form has none."""
    found = [given.get(f"valori-{key}-{n}") for n in range(MAX_INDICATORS)]
    while found and found[-1] is None:
        found.pop()
    return tuple(found) or None


def number_of(text: str) -> int:
    """Return a whole number of a form, 0 if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def decisions_of(values: Iterable[str]) -> tuple[Decision, ...]:
    """Return decisions as a form holds them: codes, what was decided, and why, parted by tabs."""
    found = (value.split("\t") for value in values)
    return tuple(
        (parts[0], parts[1], parts[2], parts[3] if len(parts) > 3 else "")
        for parts in found
        if len(parts) in (3, 4)
    )


def line_of(text: str) -> str:
    """Return what somebody wrote as one line, no longer than a motivation should be."""
    return " ".join(text.split())[:MOST_REASON]


def name_of(name: str) -> str:
    """Return a file's name without its folders, control characters and most of its length."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(character for character in last if character.isprintable()).strip()
    stem, dot, suffix = plain.rpartition(".")
    return (stem[:MOST_NAME] + dot + suffix[:10]) if dot else plain[:MOST_NAME]


def judgements_of(given: MultiDict[str, str]) -> tuple[Decision, ...]:
    """Return the judgements of chapters of a form: those that it carries, and those that were chosen in it.

    Of a row that was begun and not ended what is missing is empty.
    """
    taken_back = set(given.getlist("togli-giudizio"))
    found = [
        one
        for one in decisions_of(given.getlist("giudicato"))
        if f"{one[0]}\t{one[1]}" not in taken_back
    ]
    for row in range(1, JUDGED + 1):
        upper, verdict, reason = (
            line_of(given.get(f"giudizio-{row}-{name}", ""))
            for name in ("missione", "verdetto", "motivo")
        )
        lower = line_of(given.get(f"giudizio-{row}-capitolo", ""))
        if upper or verdict or reason:
            found.append((lower or "*", upper, verdict, reason))
    return tuple(found)


def uploads_of(sent: Request, role: str) -> Iterator[Upload]:
    """Yield the files of a role that a form sends, and then those that the page carries, but for what is left out."""
    field = FIELDS[role]
    left_out = sent.form.getlist(f"togli-{field}")
    for file in sent.files.getlist(field):
        if file.filename:
            yield Upload(name_of(file.filename), file.read(), role=role)
    names, packed = (sent.form.getlist(name) for name in CARRIED[role])
    for called, text in zip(names, packed, strict=False):
        if called not in left_out:
            yield Upload(name_of(called), text.encode("ascii", "replace"), True, role)
