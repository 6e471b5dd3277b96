"""StratML, Part 1 (ISO 17469-1): what is written is in the schema's order, and is read again."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from plans_in import IN_STRATML, TABLES, rows_of, write_tables
from trama.errors import SourceError, SourceProblems
from trama.package import Package
from trama.readers import read_bytes, read_plan
from trama.readers.stratml import NAMESPACE
from trama.writers.stratml import stratml

# The content models of StrategicPlanISOVersion20140401.xsd: elements in their order, with how often.
SCHEMA = {
    "StrategicPlan": "Name Description? OtherInformation? StrategicPlanCore AdministrativeInformation?",
    "StrategicPlanCore": "Organization* Vision? Mission? Value* Goal+",
    "Organization": "Name? Acronym? Identifier? Description? Stakeholder*",
    "Value": "Name? Description?",
    "Goal": "Name Description Identifier? SequenceIndicator? Stakeholder* OtherInformation? Objective*",
    "Objective": "Name? Description? Identifier? SequenceIndicator? Stakeholder* OtherInformation?",
    "Stakeholder": "Name Description?",
    "AdministrativeInformation": "StartDate? EndDate? PublicationDate? Source? Submitter?",
}
FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<StrategicPlan xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core">
  <Name>Strategic Plan</Name>
  <Description>What we are about.</Description>
  <StrategicPlanCore>
    <Organization><Name>Ente Parco</Name><Acronym>EP</Acronym><Identifier>_a1-b2</Identifier></Organization>
    <Vision><Description>A wood for all</Description></Vision>
    <Value><Name>Care</Name></Value>
    <Goal>
      <Name>Woods</Name><Description>More woods.</Description><Identifier>_g-1</Identifier>
      <SequenceIndicator>I</SequenceIndicator>
      <Objective>
        <Name>Planting</Name><Description>Plant a thousand trees.</Description>
        <Identifier>_550e8400-e29b-41d4-a716-446655440000</Identifier>
        <SequenceIndicator>I.1</SequenceIndicator>
        <Stakeholder StakeholderTypeType="Generic_Group"><Name>Schools</Name></Stakeholder>
      </Objective>
      <Objective><Name>Paths</Name></Objective>
    </Goal>
  </StrategicPlanCore>
  <AdministrativeInformation><StartDate>2026-01-01</StartDate><EndDate>2028-12-31</EndDate></AdministrativeInformation>
</StrategicPlan>
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return read_plan(write_tables(tmp_path_factory.mktemp("plans") / "dup-valle"))


def test_a_round_trip_loses_nothing_that_the_format_can_hold(plan: Package) -> None:
    content, lost = stratml(plan)
    again = read_bytes(content, "valle.xml")
    assert rows_of(again) == {name: TABLES[name] for name in IN_STRATML}
    assert again.notes == ()
    assert lost == [
        "indicators.csv: 1 rows, for which StratML has no element",
        "targets.csv: 1 rows, for which StratML has no element",
    ]
    assert stratml(again) == (content, [])


def test_a_real_plan_says_what_it_loses(root: Path) -> None:
    real = read_plan(root / "graph" / "psttm-2025-2027")
    content, lost = stratml(real)
    found = rows_of(read_bytes(content, "real.xml"))
    told = " ".join(lost)
    for name, rows in rows_of(real).items():
        if name in ("plan.csv", "missions.csv", "objectives.csv"):
            bare = [{k: v for k, v in row.items() if k != "passages"} for row in rows]
            assert found[name] == bare
        else:
            assert name in told
    assert "text.md" in told


def test_what_is_written_is_in_the_order_of_the_schema(plan: Package) -> None:
    root = ET.fromstring(stratml(plan)[0])
    assert root.tag == f"{{{NAMESPACE}}}StrategicPlan"
    identifiers = []
    for node in root.iter():
        name = node.tag.removeprefix(f"{{{NAMESPACE}}}")
        if name == "Identifier":
            identifiers.append(node.text or "")
        model = SCHEMA.get(name)
        if model is None:
            assert len(node) == 0
            continue
        left = [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in node]
        for part in model.split():
            tag, often = part.rstrip("?*+"), part[len(part.rstrip("?*+")) :]
            count = 0
            while left and left[0] == tag:
                left.pop(0)
                count += 1
            assert count >= (0 if often in ("?", "*") and often else 1), (name, tag)
            assert count <= (1 if often in ("", "?") else 999), (name, tag)
        assert left == [], name
    # xsd:ID: unique, and a name that does not begin with a digit
    assert len(identifiers) == len(set(identifiers))
    assert all(i and not i[0].isdigit() and ":" not in i and " " not in i for i in identifiers)


def test_dates_are_whole_days_as_the_schema_asks(plan: Package) -> None:
    root = ET.fromstring(stratml(plan)[0])
    admin = root.find(f"{{{NAMESPACE}}}AdministrativeInformation")
    assert admin is not None
    assert [child.text for child in admin] == ["2026-01-01", "2028-12-31", "2025-12-18"]


def test_anothers_document_is_read_and_what_is_left_out_is_told() -> None:
    read = read_bytes(FOREIGN.encode(), "parco.xml")
    found = rows_of(read)
    assert [(o["code"], o["label_it"], o["text_it"]) for o in found["objectives.csv"]] == [
        ("550e8400-e29b-41d4-a716-446655440000", "Planting", "Plant a thousand trees."),
        ("1.2", "Paths", "Paths"),
    ]
    assert found["missions.csv"] == [{"number": "1", "label_it": "Woods", "text_it": "More woods."}]
    assert found["plan.csv"][0]["publisher"] == "a1-b2"
    assert found["actors.csv"][0]["label_it"] == "Ente Parco"
    assert found["keywords.csv"][0]["label_it"] == "Care"
    assert read.notes == (
        "Description in StrategicPlan is not read",
        "Stakeholder in Objective is not read",
        "Vision in StrategicPlanCore is not read",
    )


def test_a_document_without_period_or_publisher_is_read_with_neither() -> None:
    bare = (
        "<StrategicPlan><Name>P</Name><StrategicPlanCore><Goal><Name>G</Name><Description>D</Description>"
        "<Objective><Name>O</Name></Objective></Goal></StrategicPlanCore></StrategicPlan>"
    )
    found = rows_of(read_bytes(bare.encode(), "p.xml"))
    assert found["plan.csv"] == [{"id": "p", "title_it": "P", "kind": "dup"}]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<Plan/>", "p.xml:1: the document is not a StratML plan"),
        ("<StrategicPlan>\n<Name>", "p.xml:2: the file is not valid XML"),
        ("<StrategicPlan/>", "p.xml:1: the plan has no Goal"),
        (
            '<!DOCTYPE x [<!ENTITY a "b">]>\n<StrategicPlan>&a;</StrategicPlan>',
            "p.xml:1: the XML declares a document type",
        ),
        ("<a>" * 150, "p.xml:1: the XML is nested more than 100 deep"),
    ],
)
def test_what_is_no_plan_is_told_with_its_line(content: str, reason: str) -> None:
    with pytest.raises((SourceError, SourceProblems)) as caught:
        read_bytes(content.encode(), "p.xml")
    assert str(caught.value).startswith(reason)


def test_a_bad_element_is_told_with_its_line() -> None:
    bad = FOREIGN.replace("2028-12-31", "31.12.2028")
    with pytest.raises(SourceProblems) as caught:
        read_bytes(bad.encode(), "parco.xml")
    assert str(caught.value) == (
        "parco.xml:2: column end is not a date such as 2021-05-11, 2021-05 or 2021: '31.12.2028'"
    )
