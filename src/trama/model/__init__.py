"""The elements of a plan, a class a table: the text of cells goes in, typed values and terms come out.

`docs/model.md` tells the model in prose; `trama.model.element` what an annotation means.
"""

from __future__ import annotations

from trama.model.element import Element
from trama.model.plan import (
    Accord,
    Aim,
    Driver,
    Edition,
    Indicator,
    Mission,
    Phase,
    Plan,
    Result,
    StrategicObjective,
    Target,
    Theme,
    VisionKeyword,
)
from trama.model.reading import Correction, Decided, Link, LinkChange, Rereading, Review
from trama.model.register import (
    Actor,
    Agent,
    Event,
    Instrument,
    InstrumentAim,
    LegalAct,
    Municipality,
    MunicipalUnion,
    Place,
    Programme,
    VocabularyConcept,
    Zone,
)

ELEMENTS: tuple[type[Element], ...] = (
    Plan,
    Edition,
    LegalAct,
    Aim,
    Phase,
    VisionKeyword,
    Mission,
    Theme,
    StrategicObjective,
    Driver,
    Accord,
    Result,
    Indicator,
    Target,
    Instrument,
    InstrumentAim,
    Programme,
    Actor,
    Zone,
    MunicipalUnion,
    Municipality,
    Place,
    Event,
    VocabularyConcept,
    Agent,
    Link,
    LinkChange,
    Decided,
    Review,
    Rereading,
    Correction,
)
TABLES: dict[str, type[Element]] = {element.table: element for element in ELEMENTS}

__all__ = [
    "ELEMENTS",
    "TABLES",
    "Accord",
    "Actor",
    "Agent",
    "Aim",
    "Correction",
    "Decided",
    "Driver",
    "Edition",
    "Event",
    "Indicator",
    "Instrument",
    "InstrumentAim",
    "LegalAct",
    "Link",
    "LinkChange",
    "Mission",
    "MunicipalUnion",
    "Municipality",
    "Phase",
    "Place",
    "Plan",
    "Programme",
    "Rereading",
    "Result",
    "Review",
    "StrategicObjective",
    "Target",
    "Theme",
    "VisionKeyword",
    "VocabularyConcept",
    "Zone",
    "element_of",
]


def element_of(filename: str) -> type[Element] | None:
    """Return the kind of element that a table's file name stands for, or None if it is no table."""
    whole = TABLES.get(filename)
    part = TABLES.get(f"{filename.partition('-')[0]}.csv")
    return whole or (part if part and part.several and filename.endswith(".csv") else None)
