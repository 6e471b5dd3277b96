"""What other systems' documents hold is kept: their language, their relations, composed letters; empty elements are not."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pyoxigraph import Literal, RdfFormat, parse

from office import OBJECTIVES, SHEETS, changed, separated, xlsx
from trama.check.comparison import check_plans
from trama.check.reports import FORMATS, write
from trama.model import Link, StrategicObjective
from trama.plans.readers import read_bytes, read_plan
from trama.plans.writers import write_plan
from trama.settings import Settings

STRATML = """<?xml version="1.0" encoding="UTF-8"?>
<StrategicPlan xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core" xml:lang="en"><Name>Town plan</Name>
<StrategicPlanCore><Organization><Name>Town</Name><Identifier>_o1</Identifier></Organization><Vision/><Mission/>
<Value><Name/><Description/></Value><Goal><Name>Green town</Name><Description>A greener town</Description>
<Identifier>_g1</Identifier><SequenceIndicator>1</SequenceIndicator><Objective><Name>Trees</Name>
<Description>Plant two thousand trees</Description><Identifier>_b1</Identifier>
<SequenceIndicator>1.1</SequenceIndicator></Objective></Goal></StrategicPlanCore><AdministrativeInformation>
<StartDate>2026-01-01</StartDate><EndDate>2028-12-31</EndDate></AdministrativeInformation></StrategicPlan>"""


def test_a_document_keeps_its_language_through_rdf_and_back(tmp_path: Path) -> None:
    plan = read_bytes(STRATML.encode(), "town.xml")
    write_plan(plan, tmp_path / "town.ttl")
    text = (tmp_path / "town.ttl").read_text(encoding="utf-8")
    assert '"Trees"@en' in text
    assert '"Plant two thousand trees"@en' in text
    assert "@it" not in text.replace('"Testo di town"@it', "")
    again = read_plan(tmp_path / "town.ttl")
    assert again.language == "en"
    assert [o.label_it for o in again.rows(StrategicObjective)] == ["Trees"]


def test_empty_elements_of_a_form_are_left_aside_and_told() -> None:
    plan = read_bytes(STRATML.encode(), "town.xml")
    assert len(plan.rows(StrategicObjective)) == 1
    (note,) = [n for n in plan.notes if n.key == "note.elements-empty"]
    assert "Value" in note.said("it")


def test_elements_of_older_spelling_are_known() -> None:
    older = STRATML.replace("StrategicPlanCore", "strategicPlanCore").replace(
        "SequenceIndicator", "sequenceindicator"
    )
    assert len(read_bytes(older.encode(), "town.xml").rows(StrategicObjective)) == 1


def test_literals_are_composed(tmp_path: Path) -> None:
    rows = [[unicodedata.normalize("NFD", str(cell)) for cell in row] for row in OBJECTIVES]
    plan = read_bytes(separated(rows), "piano.csv")
    write_plan(plan, tmp_path / "piano.ttl")
    quads = list(parse((tmp_path / "piano.ttl").read_bytes(), format=RdfFormat.TURTLE))
    words = [q.object.value for q in quads if isinstance(q.object, Literal)]
    assert any("età" in word for word in words)
    assert all(unicodedata.is_normalized("NFC", word) for word in words)


def test_relations_between_objectives_are_kept_as_links_with_reasons(
    built: Settings, tmp_path: Path
) -> None:
    plan = read_bytes(xlsx(SHEETS), "piano.xlsx")
    write_plan(plan, tmp_path / "piano.ttl")
    more = (
        "\n<https://w3id.org/trama/id/dup-prova/objective/OB-03> "
        "<https://w3id.org/trama/ns#conflictsWith> "
        "<https://w3id.org/trama/id/psttm-2025-2027/objective/M2-16> ."
    )
    with (tmp_path / "piano.ttl").open("a", encoding="utf-8") as file:
        file.write(more)
    read = read_plan(tmp_path / "piano.ttl")
    (link,) = read.rows(Link)
    assert (link.relation, link.target) == ("conflictsWith", ("psttm-2025-2027/objective/M2-16",))
    assert link.evidence[0].exact == "Pulizia delle rogge"
    codes = [f.code for f in check_plans([read], built).findings]
    assert "CON-04" in codes
    assert not [code for code in codes if code.startswith("REF")]
    write_plan(read, tmp_path / "folder")
    assert len(read_plan(tmp_path / "folder").rows(Link)) == 1


def test_notes_are_in_every_report_in_the_readers_language(built: Settings) -> None:
    plan = read_bytes(xlsx(changed("Obiettivi", 1, "Fine", "31/12/2027")), "piano.xlsx")
    report = check_plans([plan], built)
    for form in FORMATS:
        for lang, words in (("it", "date lette"), ("en", "dates read")):
            assert words in write(report, form, lang), (form, lang)
