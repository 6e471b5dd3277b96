"""The DUP of a comune, prepared: a workbook and a document with its name, codes and what the plan asks of it.

Both are in Italian, as a DUP is. What a person has to write is left empty; what is only likely, such as a
budget programme, stands beside it as a proposal and is read by no program.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby

from trama.errors import TramaError
from trama.messages import Message
from trama.office.blocks import Block, Document, Heading, Paragraph, Quote, Table
from trama.office.docx import to_docx
from trama.plans.form import ASKED_SHEET
from trama.plans.writers.codes import Codes
from trama.plans.writers.template import Sheet, template
from trama.publish.certainty import certainty
from trama.publish.dataset import Dataset
from trama.publish.place import Ask, Objective, Place, chart_of, read_place

YEARS = 3
_TO_WRITE = (
    "Obiettivo del Comune",
    "Attua, contribuisce, o perché non lo riguarda",
    "Missione e programma di bilancio",
    "Responsabile",
    "Risorse",
    "Indicatore e valore da raggiungere",
    "Tempi",
)


def find_place(dataset: Dataset, wanted: str) -> Place:
    """Return the place that a name, an ISTAT code or an identifier such as `zone/4` means.

    Raises TramaError, naming some that are alike, if there is none.
    """
    base = dataset.settings.base
    named = dataset.directory.names
    folded = _folded(wanted)
    whole = chart_of(dataset)
    areas = [*(c.iri for c in whole.comuni), *(a.iri for a in (*whole.zones, *whole.unions))]
    for iri in areas:
        name = named[iri]
        local = iri.removeprefix(f"{base}id/")
        called = {local, local.partition("/")[2] if local.startswith(("comune/", "union/")) else ""}
        labels = [text for text in (*called, *name.labels.values()) if text]
        # In one word, as a shell completes it, a name has hyphens.
        if folded in {*map(_folded, labels), *map(_slug, labels)}:
            found = read_place(dataset, iri)
            if found:
                return found
    begins = [named[iri].label("it") for iri in areas]
    alike = sorted(n for n in begins if folded and _folded(n).startswith(folded[:3]))[:5]
    near = Message("nearest.these", names=alike) if alike else ""
    raise TramaError("name.no-place", name=wanted, near=near)


def stem_of(place: Place, first: int) -> str:
    """Return the name of the files of a place: `dup-melzo-2027-2029`."""
    kind = "piano" if place.kind == "TerritorialArea" else "dup"
    return f"{kind}-{_slug(place.name)}-{first}-{first + YEARS - 1}"


def workbook(dataset: Dataset, place: Place, codes: Codes, first: int) -> bytes:
    """Return the planners' workbook for a place, whose plan begins in a year.

    The sheet Piano is filled in, and Obiettivi has a row for each objective that concerns the place, with
    the objective it answers; the sheet of what the plan asks is for reading only.
    """
    plan = _plan_of(place)
    stem, publisher = stem_of(place, first), _publisher(place)
    known = {code for code, _ in codes.lists.get("actors", ())}
    zone = place.kind == "TerritorialArea"
    rows: dict[str, list[Mapping[str, str]]] = {
        "plan.csv": [
            {
                "id": stem,
                "title_it": _title(place, first),
                "kind": "" if zone else "dup",
                "start": f"{first}-01-01",
                "end": f"{first + YEARS - 1}-12-31",
                "publisher": publisher,
                "guided_by": plan,
                "territory": place.iri.removeprefix(f"{dataset.settings.base}id/"),
            }
        ],
        "missions.csv": [
            {"number": name.code, "label_it": name.label("it")}
            for name in map(
                dataset.directory.name, dict.fromkeys(a.objective.mission for a in place.asks)
            )
        ],
        "objectives.csv": [
            {
                "code": f"SeO-{ask.objective.code}",
                "section": "SeO",
                "mission": dataset.directory.name(ask.objective.mission).code,
                "implements": f"{plan}#{ask.objective.code}",
                "places": place.code if place.kind == "Municipality" else "",
            }
            for ask in place.asks
        ],
    }
    if publisher and publisher not in known:
        rows["actors.csv"] = [
            {"id": publisher, "label_it": _body(place), "kind": "municipality"},
        ]
    asked = Sheet(
        ASKED_SHEET,
        ("Codice", "Obiettivo del Piano", "Le parole del Piano", "Perché", "Quanto è sicuro", "Programma di bilancio (proposta)"),
        (12, 44, 70, 60, 24, 40),
        tuple(_line(ask) for ask in place.asks),
    )  # fmt: skip
    return template(codes, rows, asked)


def document(dataset: Dataset, place: Place, first: int) -> bytes:
    """Return the skeleton of the DUP as an office document (.docx)."""
    return to_docx(
        Document(
            title=_title(place, first),
            lang="it",
            subtitle="Traccia da compilare, preparata da Trama",
            blocks=tuple(_blocks(dataset, place)),
            footer=(
                f"Trama, versione {dataset.version}, dati CC BY 4.0. Le parole fra virgolette sono del Piano; "
                "le proposte vengono dalle parole in comune e vanno confermate."
            ),
        )
    )


def _blocks(dataset: Dataset, place: Place) -> Iterator[Block]:
    def label(iri: str) -> str:
        return dataset.directory.name(iri).label("it")

    yield Heading(2, "1. Il territorio")
    facts = [
        ("Nome", place.name),
        ("Codice ISTAT", place.code if place.kind == "Municipality" else ""),
        ("Zona omogenea", ", ".join(map(label, place.zones))),
        ("Unione di Comuni", ", ".join(map(label, place.unions))),
        ("Comuni", ", ".join(c.name for c in place.comuni) if len(place.comuni) > 1 else ""),
        ("Confina con", ", ".join(c.name for c in place.near)),
    ]
    rows = tuple((name, value) for name, value in facts if value)
    yield Table("", ("Che cosa", "Valore"), rows)
    yield Heading(2, "2. Che cosa chiede il Piano strategico metropolitano")
    for words in place.words:
        yield Quote("PSTTM", words.exact, f"({words.mark})")
    yield Heading(2, "3. Gli obiettivi del Piano che riguardano i Comuni")
    yield Paragraph(
        "Per ciascuno scrivi che cosa farà l’ente, oppure perché non lo riguarda: è la motivazione che l’art. 35 "
        "dello Statuto chiede a ogni atto di pianificazione.",
        "note",
    )
    for mission, asks in groupby(place.asks, lambda ask: ask.objective.mission):
        yield Heading(3, f"Missione {dataset.directory.name(mission).code}. {label(mission)}")
        for ask in asks:
            yield from _asked(ask)
    yield Heading(2, "4. Gli altri obiettivi del Piano")
    yield Paragraph(
        "Nessun legame li unisce ai Comuni nel testo del Piano; il DUP può comunque servirli.",
        "note",
    )
    for mission, others in groupby(place.others, lambda objective: objective.mission):
        yield Table(
            f"Missione {dataset.directory.name(mission).code}. {label(mission)}",
            ("Codice", "Obiettivo del Piano", "Lo serve il DUP? Come, o perché no"),
            tuple((o.code, _plain(o.label), "") for o in others),
        )


def _asked(ask: Ask) -> Iterator[Block]:
    objective = ask.objective
    yield Heading(4, f"{objective.code} {_plain(objective.label)}")
    yield Quote("PSTTM", objective.text, f"({objective.code})")
    yield Paragraph(f"Perché è qui: {_reason(ask)}")
    if objective.budget:
        yield Paragraph(f"Proposta da confermare: {_budget(objective)}.")
    yield Table("", ("Da compilare", "Testo"), tuple((name, "") for name in _TO_WRITE))


def _line(ask: Ask) -> tuple[str, ...]:
    objective = ask.objective
    return (
        objective.code,
        _plain(objective.label),
        objective.text,
        _reason(ask),
        certainty(ask.links[0].confidence, "it"),
        _budget(objective) if objective.budget else "",
    )


def _reason(ask: Ask) -> str:
    link = ask.links[0]
    quotes = "; ".join(f"«{quote.exact}» ({quote.mark})" for quote in link.evidence)
    return " ".join(part for part in (link.rationale.get("it", ""), quotes) if part)


def _budget(objective: Objective) -> str:
    proposal = objective.budget
    if proposal is None:
        return ""
    words = ", ".join(proposal.words)
    return (
        f"missione {proposal.mission} {proposal.mission_label('it')}, programma {proposal.programme[2:]} "
        f"{proposal.label('it')} (parole in comune: {words})"
    )


def _plan_of(place: Place) -> str:
    """The identifier of the plan whose objectives are asked for."""
    known = [ask.objective for ask in place.asks] or list(place.others)
    return known[0].mission.partition("/id/")[2].partition("/")[0] if known else ""


def _body(place: Place) -> str:
    """The body that approves the plan of a place."""
    return f"Comune di {place.name}" if place.kind == "Municipality" else place.name


def _publisher(place: Place) -> str:
    return "" if place.kind == "TerritorialArea" else _slug(_body(place))


def _title(place: Place, first: int) -> str:
    years = f"{first}-{first + YEARS - 1}"
    if place.kind == "TerritorialArea":
        return f"Piano della zona omogenea {place.name} {years}"
    body = f"Comune di {place.name}" if place.kind == "Municipality" else f"dell’{place.name}"
    return f"Documento Unico di Programmazione {years} " + (
        f"del {body}" if place.kind == "Municipality" else body
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("’", "'")


def _slug(text: str) -> str:
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in _folded(text))
    return "-".join(part for part in letters.split("-") if part)
