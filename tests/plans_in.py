"""A lower plan that uses every column planners fill in, and what the tests of readers ask of it."""

from __future__ import annotations

import csv
from pathlib import Path

from trama.plans.package import Package
from trama.plans.writers.cells import row_of

TABLES = {
    "plan.csv": [
        {
            "id": "dup-valle-esempio-2026-2028",
            "title_it": "DUP 2026-2028 del Comune di Valle Esempio",
            "title_en": "DUP 2026-2028 of Valle Esempio",
            "kind": "dup",
            "start": "2026",
            "end": "2028-12-31",
            "publisher": "comune-di-valle-esempio",
            "guided_by": "psttm-2025-2027",
            "territory": "comune/015146;zone/4",
            "approved": "2025-12-18",
        }
    ],
    "missions.csv": [
        {"number": "1", "label_it": "Muoversi bene", "label_en": "Moving well"},
        {
            "number": "2",
            "label_it": "Vivere all'aria aperta",
            "text_it": "Più verde, vicino a casa.",
        },
    ],
    "objectives.csv": [
        {
            "code": "SeO-01",
            "mission": "1",
            "order": "1",
            "label_it": "Ciclabile «per la stazione»",
            "label_en": "Cycle path to the station",
            "text_it": "Realizzare la ciclabile «per la stazione»; è attesa dal 2019 (lotto 1 & 2) <subito>",
            "text_en": "Build the cycle path to the station",
            "section": "SeO",
            "dup_mission": "10",
            "dup_programme": "1005",
            "implements": "psttm-2025-2027#M3-06;psttm-2025-2027#M3-15",
            "contributes_to": "psttm-2025-2027#M2-15",
            "start": "2026-03",
            "end": "2027-10-31",
            "responsible": "comune-di-valle-esempio",
            "instruments": "biciplan;ptm",
            "places": "015002;015146",
        },
        {
            "code": "SeS-1.a",
            "mission": "2",
            "order": "1",
            "label_it": "=SOMMA(A1) non è una formula",
            "text_it": "=SOMMA(A1) non è una formula, è il nome di un parco",
            "section": "SeS",
            "local": "sì",
        },
    ],
    "indicators.csv": [
        {
            "id": "I-01",
            "label_it": "Chilometri di ciclabili",
            "unit": "km",
            "direction": "increase",
            "objective": "SeO-01",
        }
    ],
    "targets.csv": [
        {
            "id": "T-01",
            "indicator": "I-01",
            "value": "12.5",
            "year": "2028",
            "place": "comune/015146",
        }
    ],
    "actors.csv": [
        {
            "id": "comune-di-valle-esempio",
            "label_it": "Comune di Valle Esempio",
            "kind": "municipality",
            "basis": "stated",
        }
    ],
}


def write_tables(folder: Path, tables: dict[str, list[dict[str, str]]] | None = None) -> Path:
    """Write the plan's tables into a folder."""
    folder.mkdir()
    for name, rows in (tables or TABLES).items():
        header = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def rows_of(package: Package) -> dict[str, list[dict[str, str]]]:
    """The cells of a package's tables, without the passages of a text made of them."""
    return {
        name: [
            {
                column: cell
                for column, cell in row_of(row).items()
                if not (package.composed and column == "passages")
            }
            for row in rows
        ]
        for name, rows in package.tables.items()
    }
