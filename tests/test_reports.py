"""Reports: one check told in seven forms, each well-formed, safe with hostile words, and in both languages."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator
from rdflib import Graph, Namespace
from rdflib.namespace import RDF

from trama.check.findings import (
    CheckReport,
    CheckRun,
    Coverage,
    Finding,
    Limit,
    Objective,
    PlanInfo,
    Share,
    Side,
)
from trama.check.reports import FORMATS, write
from trama.check.reports.chart import bars
from trama.check.reports.first import LINES, first_page
from trama.check.reports.gathered import gathered
from trama.check.reports.words import percent
from trama.office.blocks import Document, Paragraph, Table, Text
from trama.office.html import BLUE, FAINT, GROUND, INK, TONES, to_html
from trama.office.markdown import to_markdown

SH = Namespace("http://www.w3.org/ns/shacl#")
EVIL = "=cmd|'/c calc'!A1 <script>alert(1)</script> [x](javascript:1) \x07 \"&amp;"
BASE = "https://w3id.org/trama/id/"


CHECKS = (
    CheckRun(
        "CON-04", "declared-conflict", "contradiction", "violation",
        {"it": "Contrasto dichiarato fra due piani", "en": "A conflict declared between two plans"},
    ),
    CheckRun("COV-01", "upper-objective-unserved", "coverage", "info", {"it": EVIL, "en": "Unserved"}),
    CheckRun("COV-02", "lower-objective-serves-none", "coverage", "warning", {"it": "Non risponde"}),
    CheckRun("TIM-01", "action-beyond-plan", "time", "violation", {"it": "Oltre il piano"}),
)  # fmt: skip


def side(plan: str, code: str, quote: str) -> Side:
    return Side(f"{BASE}{plan}/objective/{code}", code, f"Etichetta {code}", code, quote, plan)


def share(key: str, label: str, covered: tuple[str, ...], missing: tuple[str, ...]) -> Share:
    return Share(key, {"it": label, "en": f"{label} (en)"}, covered, missing)


@pytest.fixture
def report() -> CheckReport:
    uppers = [side("psttm", f"M1-0{n}", f"Parole dell'obiettivo {n}") for n in (1, 2, 3)]
    lower = side("dup", "O1", EVIL)
    findings = (
        Finding(
            "CON-04", "declared-conflict", "contradiction", "violation", lower, uppers[1],
            {"it": "O1 e M1-02 sono in contrasto.", "en": "O1 and M1-02 are in conflict."},
            {"it": "Modificare l'obiettivo.", "en": "Change the objective."}, {"year": "2027"}, "dup",
        ),
        Finding(
            "COV-02", "lower-objective-serves-none", "coverage", "warning", lower, None,
            {"it": EVIL, "en": EVIL}, {"it": "Scrivere.", "en": "Write."}, {}, "dup",
        ),
        *(
            Finding(
                "COV-01", "upper-objective-unserved", "coverage", "info", None, upper,
                {"it": f"Nessuno risponde a {upper.code}.", "en": f"Nothing serves {upper.code}."},
                {"it": "Valutare.", "en": "Consider."}, {}, "dup",
            )
            for upper in uppers[1:]
        ),
    )  # fmt: skip
    city = share("city", "Città", ("M1-01",), ("M1-02", "M1-03"))
    return CheckReport(
        upper=PlanInfo(
            "psttm", BASE + "psttm", {"it": "Piano sopra", "en": "Upper plan"}, "2025", "2027", 3
        ),
        lower=(
            PlanInfo("dup", BASE + "dup", {"it": "DUP di prova"}, "2026", "2028", 2, (), ("O2",)),
        ),
        findings=findings,
        coverage=Coverage(
            objectives=(
                Objective(uppers[0], "1", (lower,)),
                Objective(uppers[1], "1"),
                Objective(uppers[2], "1"),
            ),
            city=city,
            missions=(share("1", "Missione <uno>", ("M1-01",), ("M1-02", "M1-03")),),
            drivers=(share("1", "Driver", (), ("M1-02",)),),
        ),
        limits=(Limit("L1", {"it": "Limite detto.", "en": "A limit told."}),),
        versions={"trama": "0.1.0", "dataset": "abc", "checks": "4"},
        checks=CHECKS,
    )


class _Page(HTMLParser):
    """Collects what a page is made of, and fails on tags that do not close in order."""

    VOID = frozenset({"meta", "rect", "br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> _Page:
    parser = _Page()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_form_is_written_in_both_languages(report: CheckReport, form: str, lang: str) -> None:
    text = write(report, form, lang)
    assert "M1-02" in text
    assert write(report, form, lang) == text
    assert "\x07" not in text


def test_the_page_asks_for_nothing_and_runs_nothing(report: CheckReport) -> None:
    page = write(report, "html", "both")
    parsed = read(page)
    tags = {tag for tag, _ in parsed.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "form"}
    assert all(not name.startswith("on") for _, attrs in parsed.tags for name in attrs)
    asked = [attrs.get("href") or attrs.get("src") for _, attrs in parsed.tags]
    assert all(address.startswith("#") for address in asked if address)
    assert "url(" not in page
    assert "@import" not in page


def test_the_page_has_both_texts_advice_and_limits(report: CheckReport) -> None:
    words = " ".join(read(write(report, "html")).words)
    for said in (
        "<script>alert(1)</script>",
        "Parole dell'obiettivo 2",
        "O1 e M1-02 sono in contrasto.",
        "Modificare l'obiettivo.",
        "Limite detto.",
        "non si vede",
        "33,3\N{NO-BREAK SPACE}%",
        "Missione <uno>",
    ):
        assert said in words, said


def test_the_page_can_be_read_by_a_screen_reader(report: CheckReport) -> None:
    parsed = read(write(report, "html", "both"))
    tags = parsed.tags
    assert [tag for tag, _ in tags].count("h1") == 1
    assert [tag for tag, _ in tags].count("main") == 1
    assert next(attrs for tag, attrs in tags if tag == "html")["lang"] == "it"
    assert {attrs.get("lang") for tag, attrs in tags if tag == "header"} == {"it", "en"}
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in tags if tag == "th")
    assert all(attrs.get("aria-label") for tag, attrs in tags if tag == "svg")
    tables = [tag for tag, _ in tags].count("table")
    assert tables == [tag for tag, _ in tags].count("caption") > 6
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(
        attrs["href"][1:] in ids  # type: ignore[index]
        for tag, attrs in tags
        if tag == "a"
    )


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "ground"),
    [*TONES.values(), (INK, GROUND), (FAINT, GROUND), (FAINT, "#f4f6f8"), (BLUE, GROUND)],
)
def test_every_text_has_the_contrast_that_wcag_asks(ink: str, ground: str) -> None:
    light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_chart_is_well_formed_and_says_its_numbers(report: CheckReport) -> None:
    chart = bars(report.coverage.missions, "Copertura", "it")
    svg = ElementTree.fromstring(chart)
    assert "Missione <uno>: 1 su 3" in str(svg.get("aria-label"))
    full, done = (
        float(rect.get("width", 0)) for rect in svg.iter("{http://www.w3.org/2000/svg}rect")
    )
    assert done == pytest.approx(full / 3, abs=0.1)


def test_many_findings_of_one_check_are_a_table(report: CheckReport) -> None:
    few = write(report, "html").count("<article")
    one = report.findings[1]
    more = CheckReport(
        report.upper, report.lower, report.findings + (one,) * 20, report.coverage, report.limits
    )
    page = write(more, "html")
    # The two objectives that nothing serves are a figure, and no findings.
    assert few == len(report.findings) - 2
    assert page.count("<article") == 1
    assert "COV-02: 21 rilievi" in page


def offices(report: CheckReport, names: list[str], advice: str = "Scrivere.") -> CheckReport:
    """A report with a finding for each name of an office, warnings before errors."""
    severities = ("warning", "violation")
    findings = tuple(
        Finding(
            "REF-01", "unknown-objective", "reference", severities[n % 2],
            side("dup", f"O{n}", "Parole"), None, {"it": "x"}, {"it": f"{advice} {n}"}, {}, "dup",
            {"it": name, "en": f"{name} (en)"},
        )
        for n, name in enumerate(names)
    )  # fmt: skip
    return replace(report, findings=findings)


def test_the_first_page_is_by_office_with_errors_first(report: CheckReport) -> None:
    page = first_page(offices(report, ["Tributi", "Lavori pubblici", "Tributi"]), "it")
    assert [office.name for office in page] == ["Lavori pubblici", "Tributi"]
    assert [point.codes for point in page[1].points] == [("O0",), ("O2",)]
    words = write(offices(report, ["Tributi"]), "html", "both")
    assert words.index("Prima del Consiglio") < words.index("In breve")
    assert "Tributi (en)" in words


def test_the_first_page_has_room_for_errors_before_all_and_counts_the_rest(
    report: CheckReport,
) -> None:
    many = offices(report, [f"Ufficio {n % 40}" for n in range(300)], "Scrivere molto. " * 12)
    page = first_page(many, "it")
    told = [point for office in page for point in office.points]
    assert {point.severity for point in told} == {"violation"}
    assert sum(p.lines("it") for p in told) + 2 * len(page) <= LINES
    html = write(many, "html")
    (others,) = re.findall(r"non stanno in questa pagina, i rilievi sono (\d+)", html)
    assert int(others) + len(told) + sum(office.left for office in page) == 300


def test_what_is_not_served_is_a_figure_by_mission_folded_and_last(report: CheckReport) -> None:
    page = write(report, "html")
    folded = page.index('<details class="last">')
    assert folded > page.index("Che cosa questa verifica non dice")
    assert "COV-01" not in page
    assert "M1-02 Etichetta M1-02" in page[folded:]
    for form in ("csv", "json", "sarif", "junit"):
        assert "senza risposta M1-02, M1-03" in write(report, form, "it"), form


def test_no_debris_of_a_scan_is_quoted_and_the_original_is_one_click_behind(
    report: CheckReport,
) -> None:
    debris = "Rafforzare la [illeggibile: «fg]l[dd®:]»] e [illeggibile: testo assente] il resto"
    lower = replace(report.findings[0].lower or side("dup", "O1", ""), quote=debris)
    torn = replace(report, findings=(replace(report.findings[0], lower=lower),))
    for form in ("csv", "sarif", "junit", "md"):
        assert "dd®" not in write(torn, form), form
    assert "la [illeggibile] e [illeggibile] il resto" in write(torn, "csv")
    page = write(torn, "html")
    assert page.count("dd®") == 1
    assert page.index("<details><summary>Com'è nella scansione") < page.index("dd®")
    assert json.loads(write(torn, "json"))["findings"][0]["lower"]["quote"] == debris


def test_many_plans_are_rows_of_the_matrix() -> None:
    plans = tuple(
        PlanInfo(f"p{n}", f"{BASE}p{n}", {"it": f"Piano {n}"}, objectives=30) for n in range(4)
    )
    upper = side("psttm", "M1-01", "Parole")
    served = tuple(side(plan.id, "O1", "x") for plan in plans)
    missions = (share("1", "Uno", ("M1-01",), ()),)
    shares = tuple(share(plan.id, f"Piano {n}", ("M1-01",), ()) for n, plan in enumerate(plans))
    report = CheckReport(
        PlanInfo("psttm", BASE + "psttm", {"it": "Sopra"}),
        plans,
        (),
        Coverage((Objective(upper, "1", served),), missions[0], missions, (), (), shares),
    )
    page = write(report, "html", "en")
    assert "each plan serves" in page
    assert "4 plans against Sopra" in page
    assert "No findings." in page


def test_markdown_takes_the_words_of_plans_as_words(report: CheckReport) -> None:
    text = write(report, "md")
    assert text.startswith("# Verifica fra piani\n")
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert "[x](" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows
    document = Document("t", "it", [Paragraph("- a\n# b"), Table("", ("x",), ((Text("a|b"),),))])
    assert "\\- a \\# b" in to_markdown(document)
    assert "| a\\|b |" in to_markdown(document)


def test_csv_has_a_row_for_each_finding_and_runs_nothing(report: CheckReport) -> None:
    rows = list(csv.DictReader(io.StringIO(write(report, "csv"))))
    assert [row["code"] for row in rows] == ["CON-04", "COV-02", "COV-01"]
    assert rows[0]["lower_quote"].startswith("'=cmd")
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_json_holds_everything(report: CheckReport) -> None:
    values = json.loads(write(report, "json"))
    assert values["totals"] == {
        "violation": 1, "warning": 1, "info": 0, "covered": 1, "objectives": 3,
    }  # fmt: skip
    assert len(values["findings"]) == len(gathered(report).findings) == 3
    assert values["findings"][2]["detail"]["missing"] == "M1-02, M1-03"
    assert values["findings"][0]["lower"]["quote"] == EVIL
    assert values["findings"][0]["message"].keys() == {"it", "en"}
    assert values["coverage"]["objectives"][0]["served_by"][0]["code"] == "O1"
    assert values["limits"] == [
        {"code": "L1", "message": {"it": "Limite detto.", "en": "A limit told."}}
    ]


def test_junit_fails_what_is_wrong_and_passes_what_is_to_consider(report: CheckReport) -> None:
    suites = ElementTree.fromstring(write(report, "junit").partition("?>\n")[2])
    cases = {case.get("name"): case for case in suites.iter("testcase")}
    assert cases["CON-04 declared-conflict dup"].find("failure") is not None
    assert cases["COV-01 upper-objective-unserved dup"].find("failure") is None
    assert int(suites.get("tests", 0)) == len(cases)
    assert int(suites.get("failures", 0)) == sum(1 for _ in suites.iter("failure")) == 2
    for suite in suites:
        assert int(suite.get("tests", 0)) == len(suite.findall("testcase"))


def test_junit_names_every_check_run_also_those_that_found_nothing(report: CheckReport) -> None:
    two = replace(report, lower=(*report.lower, replace(report.lower[0], id="dup-2")))
    suites = ElementTree.fromstring(write(two, "junit").partition("?>\n")[2])
    cases = {case.get("name"): case for case in suites.iter("testcase")}
    expected = {f"{run.code} {run.check} {plan.id}" for run in CHECKS for plan in two.lower}
    assert set(cases) == expected
    assert len(cases["TIM-01 action-beyond-plan dup"]) == 0
    assert len(cases["CON-04 declared-conflict dup-2"]) == 0
    empty = ElementTree.fromstring(write(replace(two, findings=()), "junit").partition("?>\n")[2])
    assert (empty.get("tests"), empty.get("failures")) == (str(len(expected)), "0")


# The content of junit-10.xsd, the schema of Jenkins' xUnit plugin, for the elements that are written: the
# attributes, those that must be there with an exclamation mark, and the children.
JUNIT: dict[str, tuple[str, str]] = {
    "testsuites": ("name time tests failures errors", "testsuite"),
    "testsuite": (
        "name! tests! failures! errors! group time skipped timestamp hostname id package file log url",
        "testsuite properties testcase system-out system-err",
    ),
    "testcase": (
        "name! time classname group",
        "skipped error failure rerunFailure rerunError flakyFailure flakyError system-out system-err",
    ),
    "failure": ("type message", ""),
    "system-out": ("", ""),
}


def junit_faults(root: ElementTree.Element) -> list[str]:
    """What in a document is not as the schema says."""
    faults = [] if root.tag in ("testsuites", "testsuite") else [f"root {root.tag}"]
    for node in root.iter():
        attributes, children = (part.split() for part in JUNIT.get(node.tag, ("", "")))
        known = {name.rstrip("!") for name in attributes}
        faults += [f"{node.tag}@{name}" for name in node.attrib if name not in known]
        faults += [
            f"{node.tag} without {name.rstrip('!')}"
            for name in attributes
            if name.endswith("!") and name.rstrip("!") not in node.attrib
        ]
        faults += [f"{child.tag} in {node.tag}" for child in node if child.tag not in children]
    return faults


def test_junit_is_as_its_schema_says(report: CheckReport) -> None:
    for one in (report, replace(report, findings=()), replace(report, checks=())):
        root = ElementTree.fromstring(write(one, "junit").partition("?>\n")[2])
        assert junit_faults(root) == []
    del root[0].attrib["errors"]
    ElementTree.SubElement(root, "testcase", name="x", id="y")
    assert junit_faults(root) == [
        "testcase in testsuites",
        "testsuite without errors",
        "testcase@id",
    ]


def test_sarif_has_the_structure_of_2_1_0(report: CheckReport) -> None:
    log = json.loads(write(report, "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "Trama"
    assert [rule["id"] for rule in rules] == [check.code for check in CHECKS]
    assert rules[0]["shortDescription"]["text"] == "Contrasti: Contrasto dichiarato fra due piani"
    for result, finding in zip(run["results"], gathered(report).findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.code
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        for location in result["locations"] + result.get("relatedLocations", []):
            assert location["logicalLocations"][0]["name"]
    prints = [result["partialFingerprints"]["trama/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_names_the_rule_of_a_finding_of_an_unlisted_check(report: CheckReport) -> None:
    (run,) = json.loads(write(replace(report, checks=()), "sarif"))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["CON-04", "COV-02", "COV-01"]


def closed(required: str = "", **properties: object) -> dict[str, object]:
    """A JSON object of which every property is known, as those of SARIF are."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


# What section 3 of SARIF 2.1.0 and its JSON schema say of the objects that are written.
WORDS = {"type": "string"}
BAG = {"type": "object"}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = closed("text", text=WORDS)
LOCATION = closed(
    id={"type": "integer", "minimum": -1},
    message=MESSAGE,
    logicalLocations={
        "type": "array",
        "uniqueItems": True,
        "items": closed(name=WORDS, fullyQualifiedName=WORDS, kind=WORDS),
    },
    properties=BAG,
)
SARIF = closed(
    "version runs",
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"enum": ["2.1.0"]},
    runs={
        "type": "array",
        "items": closed(
            "tool",
            tool=closed(
                "driver",
                driver=closed(
                    "name",
                    name=WORDS,
                    semanticVersion=WORDS,
                    informationUri={"type": "string", "format": "uri"},
                    rules={
                        "type": "array",
                        "uniqueItems": True,
                        "items": closed(
                            "id",
                            id=WORDS,
                            name=WORDS,
                            shortDescription=MESSAGE,
                            defaultConfiguration=closed(level=LEVEL),
                            properties=BAG,
                        ),
                    },
                ),
            ),
            invocations={
                "type": "array",
                "items": closed("executionSuccessful", executionSuccessful={"type": "boolean"}),
            },
            language={"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            results={
                "type": "array",
                "items": closed(
                    "message",
                    ruleId=WORDS,
                    ruleIndex={"type": "integer", "minimum": -1},
                    level=LEVEL,
                    message=MESSAGE,
                    locations={"type": "array", "items": LOCATION},
                    relatedLocations={"type": "array", "uniqueItems": True, "items": LOCATION},
                    partialFingerprints={"type": "object", "additionalProperties": WORDS},
                    properties=BAG,
                ),
            },
        ),
    },
)


def test_sarif_is_as_its_schema_says(report: CheckReport) -> None:
    valid = Draft7Validator(SARIF)
    for one in (report, replace(report, findings=()), replace(report, checks=())):
        for lang in ("it", "en"):
            log = json.loads(write(one, "sarif", lang))
            assert list(valid.iter_errors(log)) == []
    log["runs"][0]["results"][0]["level"] = "fatal"
    log["runs"][0]["tool"]["driver"]["rule"] = []
    assert len(list(valid.iter_errors(log))) == 2


def test_the_shacl_report_is_one(report: CheckReport) -> None:
    graph = Graph().parse(data=write(report, "ttl"), format="turtle")
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(whole, SH.conforms).toPython() is False  # type: ignore[union-attr]
    results = list(graph.objects(whole, SH.result))
    assert len(results) == len(report.findings)
    for result in results:
        assert (result, RDF.type, SH.ValidationResult) in graph
        for needed in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, needed))) == 1
        assert {m.language for m in graph.objects(result, SH.resultMessage)} == {"it", "en"}  # type: ignore[attr-defined]
    clean = CheckReport(report.upper, report.lower, (), report.coverage)
    graph = Graph().parse(data=write(clean, "ttl"), format="turtle")
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(whole, SH.conforms).toPython() is True  # type: ignore[union-attr]


def test_an_unknown_form_is_refused(report: CheckReport) -> None:
    with pytest.raises(KeyError):
        write(report, "pdf")


def test_numbers_are_written_as_the_language_does() -> None:
    assert percent(0.4534, "it") == "45,3\N{NO-BREAK SPACE}%"
    assert percent(0.4534, "en") == "45.3%"


def test_a_page_of_one_paragraph_is_whole(tmp_path: Path) -> None:
    parsed = read(to_html(Document("Titolo & altro", "it", [Paragraph("a < b")])))
    assert "a < b" in parsed.words
