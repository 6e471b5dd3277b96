"""StratML, Parts 1 and 2 (ISO 17469): what is written is in the schema's order, and is read again."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from plans_in import TABLES, rows_of, write_tables
from trama.errors import SourceError, SourceProblems
from trama.plans.package import Package
from trama.plans.readers import read_bytes, read_plan
from trama.plans.readers.stratml_indicators import period_days
from trama.plans.readers.stratml_tree import NAMESPACE, PERFORMANCE
from trama.plans.writers.stratml import stratml

# The content models of StrategicPlanISOVersion20140401.xsd and PerformancePlanOrReport20160216.xsd: elements
# in their order, with how often.
SCHEMA = {
    "PerformancePlanOrReport": "Name Description? OtherInformation? StrategicPlanCore AdministrativeInformation? Submitter?",
    "StrategicPlan": "Name Description? OtherInformation? StrategicPlanCore AdministrativeInformation?",
    "StrategicPlanCore": "Organization* Vision? Mission? Value* Goal+",
    "Organization": "Name? Acronym? Identifier? Description? Stakeholder*",
    "Value": "Name? Description?",
    "Goal": "Name Description Identifier? SequenceIndicator? Stakeholder* OtherInformation? Objective*",
    "Objective": "Name? Description? Identifier? SequenceIndicator? Stakeholder* OtherInformation? PerformanceIndicator*",
    "PerformanceIndicator": "SequenceIndicator? MeasurementDimension UnitOfMeasurement Identifier? Relationship* MeasurementInstance* OtherInformation?",
    "MeasurementInstance": "TargetResult* ActualResult*",
    "TargetResult": "StartDate? EndDate? NumberOfUnits? Descriptor? Description?",
    "ActualResult": "StartDate? EndDate? NumberOfUnits? Descriptor? Description?",
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


BARE = {
    name: rows for name, rows in TABLES.items() if name not in ("indicators.csv", "targets.csv")
}
MEASURES = {
    "indicators.csv": [
        {
            "id": "I-02",
            "label_it": "Famiglie <senza> allacciamento",
            "label_en": "Households without a connection",
            "unit": "%",
            "direction": "decrease",
            "objective": "SeS-1.a;SeO-01",
            "same_as": "psttm-2025-2027#X-1",
        },
        {"id": "I-01", "label_it": "Chilometri", "unit": "km", "direction": "increase", "objective": "SeO-01"},
        {"id": "I-03", "label_it": "Alberi", "unit": "n.", "direction": "keep", "objective": "SeS-1.a"},
    ],
    "targets.csv": [
        {"id": "a", "indicator": "I-02", "value": "-0.50", "year": "2027", "place": "zone/4"},
        {"id": "b", "indicator": "I-02", "value": "1000000", "year": "2028-02"},
        {"id": "T-01", "indicator": "I-01", "value": "12.5", "year": "2028-12-31", "place": "comune/015146"},
    ],
    "results.csv": [
        {"id": "R-1", "label_it": "Chilometri", "kind": "valore misurato", "value": "7", "unit": "km", "period": "2025"},
        {
            "id": "R-2",
            "label_it": "Chilometri",
            "label_en": "Kilometres",
            "kind": "opere",
            "value": "3",
            "unit": "km",
            "period": "2022-2024",
            "instruments": "biciplan-cambio",
        },
        {"id": "R-3", "label_it": "Chilometri", "kind": "opere", "value": "1", "unit": "km", "period": "dal 2020"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return read_plan(
        write_tables(tmp_path_factory.mktemp("plans") / "dup-valle", TABLES | MEASURES)
    )


def test_a_round_trip_loses_nothing_that_the_format_can_hold(plan: Package) -> None:
    content, lost = stratml(plan)
    again = read_bytes(content, "valle.xml")
    assert rows_of(again) == TABLES
    assert again.notes == ()
    assert lost == []
    assert stratml(again) == (content, [])


def test_indicators_their_targets_and_results_come_back_whole(measured: Package) -> None:
    content, lost = stratml(measured)
    again = read_bytes(content, "valle.xml")
    assert lost == []
    assert again.notes == ()
    assert rows_of(again) == TABLES | MEASURES
    assert stratml(again) == (content, [])


def test_a_plan_without_indicators_is_written_in_part_1(tmp_path: Path, plan: Package) -> None:
    bare = read_plan(write_tables(tmp_path / "dup-valle", BARE))
    root = ET.fromstring(stratml(bare)[0])
    assert root.tag == f"{{{NAMESPACE}}}StrategicPlan"
    assert rows_of(read_bytes(stratml(bare)[0], "valle.xml")) == BARE
    performance = ET.fromstring(stratml(plan)[0])
    assert performance.tag == f"{{{PERFORMANCE}}}PerformancePlanOrReport"
    assert performance.attrib == {"Type": "Performance_Plan"}


def test_what_no_indicator_can_hold_is_told(tmp_path: Path) -> None:
    tables = TABLES | {
        "indicators.csv": [
            {"id": "I-01", "label_it": "Chilometri", "unit": "km", "direction": "increase"}
        ],
        "results.csv": [{"id": "R", "label_it": "Piazze", "kind": "opere", "period": "2024"}],
    }
    content, lost = stratml(read_plan(write_tables(tmp_path / "dup-valle", tables)))
    assert b"PerformanceIndicator" not in content
    assert [str(note) for note in lost] == [
        "indicators.csv: 1 rows, of no objective that is there",
        "targets.csv: 1 rows, of no indicator that is there",
        "results.csv: 1 rows, without a value, or with the name and unit of no indicator",
    ]


def test_a_real_plan_says_what_it_loses(root: Path) -> None:
    real = read_plan(root / "graph" / "psttm-2025-2027")
    content, lost = stratml(real)
    found = rows_of(read_bytes(content, "real.xml"))
    told = " ".join(map(str, lost))
    for name, rows in rows_of(real).items():
        if name in ("plan.csv", "missions.csv", "objectives.csv"):
            bare = [{k: v for k, v in row.items() if k != "passages"} for row in rows]
            assert found[name] == bare
        else:
            assert name in told
    assert "text.md" in told


def test_what_is_written_is_in_the_order_of_the_schema(
    plan: Package, measured: Package, tmp_path: Path
) -> None:
    bare = read_plan(write_tables(tmp_path / "dup-valle", BARE))
    for package, namespace in ((bare, NAMESPACE), (plan, PERFORMANCE), (measured, PERFORMANCE)):
        root = ET.fromstring(stratml(package)[0])
        identifiers = []
        for node in root.iter():
            name = node.tag.removeprefix(f"{{{namespace}}}")
            if name == "Identifier":
                identifiers.append(node.text or "")
            model = SCHEMA.get(name)
            if model is None:
                assert len(node) == 0
                continue
            left = [child.tag.removeprefix(f"{{{namespace}}}") for child in node]
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
    admin = root.find(f"{{{PERFORMANCE}}}AdministrativeInformation")
    assert admin is not None
    assert [child.text for child in admin] == ["2026-01-01", "2028-12-31", "2025-12-18"]


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("2027", ("2027-01-01", "2027-12-31")),
        ("2022-2024", ("2022-01-01", "2024-12-31")),
        ("2028-02", ("2028-02-01", "2028-02-29")),
        ("2028-12-31", ("2028-12-31", "2028-12-31")),
        ("2028-13", ("", "")),
        ("2024-2024", ("", "")),
        ("dal 2020", ("", "")),
    ],
)
def test_a_period_is_written_as_its_first_and_last_day(period: str, days: tuple[str, str]) -> None:
    assert period_days(period) == days


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
    assert tuple(map(str, read.notes)) == (
        "Description in StrategicPlan is not read",
        "Stakeholder in Objective is not read",
        "Vision in StrategicPlanCore is not read",
    )


def indicator(*results: str, unit: str = "km", more: str = "") -> str:
    """Another's performance plan with one indicator."""
    return f"""<PerformancePlanOrReport xmlns="{PERFORMANCE}" Type="Performance_Plan"><Name>P</Name>
<StrategicPlanCore><Goal><Name>G</Name><Description>D</Description><Objective><Name>O</Name>
<PerformanceIndicator ValueChainStage="Output"><MeasurementDimension>Paths</MeasurementDimension>
<UnitOfMeasurement>{unit}</UnitOfMeasurement><Identifier>_5e26</Identifier>{more}
<MeasurementInstance>{"".join(results)}</MeasurementInstance></PerformanceIndicator>
</Objective></Goal></StrategicPlanCore></PerformancePlanOrReport>"""


def result(tag: str, value: str, start: str = "", end: str = "", more: str = "") -> str:
    return (
        f"<{tag}><StartDate>{start}</StartDate><EndDate>{end}</EndDate>"
        f"<NumberOfUnits>{value}</NumberOfUnits>{more}</{tag}>"
    )


TARGET = result("TargetResult", "12", "2027-01-01", "2027-12-31")
ACTUAL = result("ActualResult", "15", "2025-10-01", "2025-12-31")


def test_anothers_indicators_are_read_with_targets_and_results() -> None:
    read = read_bytes(indicator(TARGET, ACTUAL).encode(), "p.xml")
    found = rows_of(read)
    assert found["indicators.csv"] == [
        {"id": "5e26", "label_it": "Paths", "unit": "km", "direction": "decrease", "objective": "1.1"}
    ]  # fmt: skip
    assert found["targets.csv"] == [
        {"id": "5e26-1", "indicator": "5e26", "value": "12", "year": "2027"}
    ]
    assert found["results.csv"] == [
        {
            "id": "5e26-r1",
            "label_it": "Paths",
            "kind": "valore misurato",
            "value": "15",
            "unit": "km",
            "period": "2025-10-01/2025-12-31",
        }
    ]
    assert tuple(map(str, read.notes)) == (
        "the direction of the indicator «Paths» is told by its numbers",
    )


@pytest.mark.parametrize(
    ("document", "notes"),
    [
        (indicator(TARGET), ["the indicator «Paths» is not read: no two numbers tell which way it should go"]),
        (indicator(ACTUAL, ACTUAL), ["the indicator «Paths» is not read: no two numbers tell which way it should go"]),
        (indicator(TARGET, ACTUAL, unit=""), ["the indicator «Paths» is not read: it has no UnitOfMeasurement"]),
        (
            indicator(TARGET, ACTUAL, result("TargetResult", ""), more="<Relationship><Name>x</Name></Relationship>"),
            [
                "Relationship in PerformanceIndicator is not read",
                "the direction of the indicator «Paths» is told by its numbers",
                "a TargetResult of «Paths» is not read: it has no date",
            ],
        ),
        (
            indicator(
                result("ActualResult", "1", "", "2025-12-31"),
                result("TargetResult", "2", "2026-01-01", "2028-06-30", "<Descriptor><DescriptorName>A</DescriptorName></Descriptor>"),
                result("ActualResult", "", "", "2026-12-31", "<Description>nobody counted</Description>"),
            ),
            [
                "Description in ActualResult is not read",
                "Descriptor in TargetResult is not read",
                "the direction of the indicator «Paths» is told by its numbers",
                "the StartDate of a TargetResult of «Paths» is not read: 2026-01-01",
                "an ActualResult of «Paths» is not read: it has no NumberOfUnits",
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_not_read_of_an_indicator_is_told(document: str, notes: list[str]) -> None:
    assert [str(note) for note in read_bytes(document.encode(), "p.xml").notes] == notes


@pytest.mark.parametrize(
    ("numbers", "direction"),
    [
        ([("ActualResult", "3", "2025"), ("TargetResult", "5", "2027")], "increase"),
        ([("TargetResult", "5", "2027"), ("TargetResult", "3", "2028")], "decrease"),
        ([("TargetResult", "3", "2028"), ("TargetResult", "5", "2027")], "decrease"),
        ([("ActualResult", "5", "2025"), ("TargetResult", "5.0", "2028")], "keep"),
    ],
)
def test_the_numbers_tell_which_way_an_indicator_should_go(
    numbers: list[tuple[str, str, str]], direction: str
) -> None:
    results = (result(tag, value, f"{year}-01-01", f"{year}-12-31") for tag, value, year in numbers)
    found = rows_of(read_bytes(indicator(*results).encode(), "p.xml"))
    assert [row["direction"] for row in found["indicators.csv"]] == [direction]


@pytest.mark.parametrize(
    ("start", "end", "year", "told"),
    [
        ("2027-01-01", "2027-12-31", "2027", False),
        ("2026-01-01", "2028-12-31", "2028", True),
        ("", "2028-12-31", "2028", False),
        ("2028-12-31", "2028-12-31", "2028-12-31", False),
        ("2028-06-01", "2028-06-30", "2028-06", False),
        ("2026-01-01", "2028-06-15", "2028-06-15", True),
        ("2026-05-01", "", "2026-05-01", False),
    ],
)
def test_a_target_stands_in_the_last_year_month_or_day_of_its_time(
    start: str, end: str, year: str, told: bool
) -> None:
    read = read_bytes(indicator(result("TargetResult", "1", start, end), ACTUAL).encode(), "p.xml")
    assert [row["year"] for row in rows_of(read)["targets.csv"]] == [year]
    assert any("StartDate" in str(note) for note in read.notes) == told


def test_a_bad_number_is_told_with_its_line() -> None:
    bad = indicator(
        TARGET, "\n" + result("TargetResult", "molti", "2028-01-01", "2028-12-31"), ACTUAL
    )
    with pytest.raises(SourceProblems) as caught:
        read_bytes(bad.encode(), "p.xml")
    assert str(caught.value).startswith("p.xml:6: column value is not a decimal number")


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
