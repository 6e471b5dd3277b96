"""Checks between plans: their files, what they find in made-up plans, and the command."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rdflib.plugins.sparql import prepareQuery

import generated_plans as made_up
from generated_plans import Draft, Key
from test_examples import key_of
from trama.check import shares, spread
from trama.check.checks import Check, read_checks
from trama.check.comparison import check_plans
from trama.check.findings import CATEGORIES, SEVERITIES, CheckReport
from trama.check.reports import write as write_report
from trama.check.workbench import CHECK
from trama.cli import main
from trama.errors import SourceError, TramaError
from trama.namespaces import PREFIXES
from trama.plans.package import Package, read_package
from trama.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "queries" / "checks"
CHECKS = {check.name: check for check in read_checks(FOLDER)}
EXAMPLES = ROOT / "examples"

every_check = pytest.mark.parametrize("check", list(CHECKS.values()), ids=list(CHECKS))


# The files


def test_the_checks_cover_every_category_and_severity() -> None:
    assert {check.category for check in CHECKS.values()} == set(CATEGORIES)
    assert {check.severity for check in CHECKS.values()} == set(SEVERITIES)


def test_the_document_lists_every_check_as_its_file_says() -> None:
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `([A-Z]+-\d+)` \| `([a-z-]+)` \| (.+?) \| (.+?) \| (.+?) \|$", text)
    assert rows == [
        (check.code, check.name, check.severity, check.coherence, check.title["it"])
        for check in CHECKS.values()
    ]


def test_the_document_lists_every_working_term() -> None:
    text = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"(?m)^\| `check:(\w+)` \|", text))
    used = {term for check in CHECKS.values() for term in re.findall(r"check:(\w+)", check.text)}
    folder = ROOT / "src" / "trama" / "check"
    source = "".join(
        (folder / f"{name}.py").read_text(encoding="utf-8") for name in ("workbench", "pulls")
    )
    assert used <= documented
    assert documented == set(re.findall(r"CHECK\.(\w+)", source))


@every_check
def test_a_check_is_standard_sparql_that_a_second_parser_reads(check: Check) -> None:
    prepared = prepareQuery(check.text)
    assert "plan" in [str(variable) for variable in prepared.algebra.PV]
    declared = dict(re.findall(r"(?m)^PREFIX (\w+): <(.+)>$", check.text))
    assert declared.items() <= (PREFIXES | {"check": CHECK.iri}).items()


@every_check
def test_a_check_speaks_in_whole_sentences_in_both_languages(check: Check) -> None:
    for words in (check.sentence, check.advice, *check.near.values()):
        assert set(words) == {"it", "en"}
        assert all(text.endswith(".") for text in words.values())
        fields = [
            # A column that ends with a language stands in the sentences of that language.
            sorted(name.removesuffix(f"_{lang}") for name in re.findall(r"\{(\w+)\}", text))
            for lang, text in words.items()
        ]
        # Only a word that has an English and an Italian form may stand in one and not in the other.
        bare = [
            [name for name in found if not name.lower().endswith(("wants", "direction"))]
            for found in fields
        ]
        assert bare[0] == bare[1]


HEAD = """#+ code = "{code}"
#+ category = "coverage"
#+ severity = "{severity}"
#+ coherence = "interna"
#+ title.it = "Titolo"
#+ title.en = "Title"
#+ sentence.it = "Dice {{lower}}."
#+ sentence.en = "It says {{lower}}."
#+ advice.it = "Fare altro."
#+ advice.en = "Do otherwise."
"""
QUERY = """
PREFIX check: <https://w3id.org/trama/ns/check#>
PREFIX trama: <https://w3id.org/trama/ns#>
SELECT ?plan ?lower WHERE {
  ?plan check:against ?upperPlan .
  ?lower a trama:StrategicObjective ; trama:inPlan ?plan .
  FILTER NOT EXISTS { ?lower trama:responsible ?actor }
}
"""


def own_check(
    folder: Path, query: str = QUERY, code: str = "USER-01", severity: str = "warning"
) -> Path:
    shutil.copytree(FOLDER, folder)
    text = HEAD.format(code=code, severity=severity) + query
    (folder / "mine.rq").write_text(text, encoding="utf-8")
    return folder


def test_a_user_adds_a_check_by_adding_a_file(built: Settings, tmp_path: Path) -> None:
    checks = read_checks(own_check(tmp_path / "checks"))
    plan = read_package(EXAMPLES / "esempio-dup-comune-di-valle")
    report = check_plans([plan], built, checks=checks)
    mine = [finding for finding in report.findings if finding.check == "mine"]
    assert {finding.lower.code for finding in mine if finding.lower} == {
        f"F-{n:02}" for n in range(2, 16)
    }
    assert mine[0].message["it"].startswith("Dice F-02 «Variante")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"code": "COV-01"}, "code COV-01 is already"),
        ({"code": "cov 1"}, "code must be like COV-01"),
        ({"severity": "grave"}, "severity must be one of"),
        (
            {"query": "SELECT ?plan WHERE { SERVICE <http://example.org/> { ?plan ?p ?o } }"},
            "SERVICE",
        ),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    folder = own_check(tmp_path / "checks", **change)
    if "SERVICE" in reason:
        with pytest.raises(TramaError, match=reason):
            read_checks(folder)
        return
    with pytest.raises(
        SourceError, match=f"mine.rq|upper-objective-unserved.*: .*{reason}"
    ) as caught:
        read_checks(folder)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("ASK { ?s ?p ?o }", "must be a SELECT query"),
        ("SELECT ?plan WHERE { ?plan ?p ?o }", "no column lower"),
        ("SELECT ?lower WHERE { ?lower ?p ?o }", "no column plan"),
        ("SELECT ?plan WHERE { ?plan ", "cannot be run"),
    ],
)
def test_a_query_that_cannot_serve_is_named(
    built: Settings, tmp_path: Path, query: str, reason: str
) -> None:
    checks = read_checks(own_check(tmp_path / "checks", query))
    plan = read_package(EXAMPLES / "esempio-dup-comune-di-valle")
    with pytest.raises(SourceError, match=f"check mine.*{reason}"):
        check_plans([plan], built, checks=checks)


# Made-up plans


def exact(report: CheckReport, key: Counter[Key]) -> tuple[list[Key], list[Key]]:
    """What was planted and not found, and what was found and not planted."""
    found = Counter(key_of(one) for one in report.findings if one.code not in made_up.OF_WORDS)
    return sorted((key - found).elements()), sorted((found - key).elements())


# What a plan should be in itself, and indicators alike, are tried in tests/test_plan_sense.py.
APART = {"TIM-07", "TIM-08", "TIM-09", "REF-11", "CON-20", "CON-21", "CON-22", "CON-23", "CON-24"}


def apart(report: CheckReport) -> CheckReport:
    """A report without proposals: plans that are made up call their indicators alike."""
    kept = tuple(f for f in report.findings if f.code not in ("CON-22", "CON-23"))
    return replace(report, findings=kept)


def test_every_random_defect_is_found_against_the_real_plan(
    built: Settings, tmp_path: Path
) -> None:
    upper = made_up.psttm(ROOT)
    folders, key = made_up.generate(tmp_path, made_up.read_comuni(ROOT)[:15], upper)
    report = check_plans([read_package(folder) for folder in folders], built)
    assert exact(apart(report), key) == ([], [])
    # The real plan gives no exclusive tasks, and its earlier edition's objectives are not known.
    assert {code for _, code, _, _ in key} == {c.code for c in CHECKS.values()} - {
        "CON-05",
        "TIM-06",
        *made_up.OF_WORDS,
        *APART,
    }


def test_every_random_defect_is_found_against_an_upper_plan_with_editions(
    built: Settings, tmp_path: Path
) -> None:
    upper = made_up.framework(ROOT)
    comuni = made_up.read_comuni(ROOT)[60:76]
    folders, key = made_up.generate(tmp_path, comuni, upper, seed=7)
    report = check_plans(
        [read_package(folder) for folder in folders],
        built,
        upper=read_package(EXAMPLES / "esempio-quadro-2026-2028"),
        editions=[read_package(EXAMPLES / "esempio-quadro-2023-2025")],
    )
    assert exact(apart(report), key) == ([], [])
    # The framework has no Drivers, so that none of its own can be the nearest, and ten objectives.
    assert {"CON-05", "TIM-06", "REF-03"} <= {code for _, code, _, _ in key}


Change = Callable[[Draft], object]


def alone(tmp_path: Path, change: Change) -> tuple[Package, Draft]:
    """One plan without defects, changed."""
    comune = next(c for c in made_up.read_comuni(ROOT) if c.union == "fontanili")
    draft = made_up.draft(comune, made_up.psttm(ROOT), seed=1)
    change(draft)
    return read_package(made_up.write(draft, tmp_path / draft.id)), draft


HARMLESS: dict[str, Change] = {
    "nothing": lambda made: None,
    "ends on the plan's last day": lambda made: made.add(
        contributes_to=made.code(), end="2028-12-31"
    ),
    "ends in the plan's last month": lambda made: made.add(
        contributes_to=made.code(), end="2028-12"
    ),
    "begins on the plan's first day": lambda made: made.add(local="sì", start="2026-01-01"),
    "relies on an instrument without a date": lambda made: made.add(
        contributes_to=made.code(), instruments="pums"
    ),
    "acts in its own comune": lambda made: made.add(local="sì", places=made.comune.istat),
    "has targets for two places": lambda made: (
        made.target("I-01", "10", f"comune/{made.comune.istat}"),
        made.target("I-01", "50"),
    ),
    "has two objectives with some of the same words": lambda made: (
        made.add(local="sì", label_it="Nuovo parco", text_it="Nuovo parco al centro"),
        made.add(local="sì", label_it="Nuovo parco", text_it="Nuovo parco al centro civico"),
    ),
    "gives one task to two actors together": lambda made: made.objectives[0].update(
        responsible=f"{made.actor};polizia-locale"
    ),
    "says nothing of its union": lambda made: made.claims.update(union=""),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_right_is_not_told(built: Settings, tmp_path: Path, name: str) -> None:
    plan, _ = alone(tmp_path, HARMLESS[name])
    report = check_plans([plan], built)
    told = {"COV-01", "COV-03", *made_up.OF_WORDS}
    assert [f for f in report.findings if f.code not in told] == []


@pytest.mark.parametrize(
    ("column", "wrong", "nearest"),
    [
        ("contributes_to", "psttm-2025-2027#M3-60", "psttm-2025-2027#M3-06"),
        ("contributes_to", "psttm-2025-2027#M2-1", "psttm-2025-2027#M2-01"),
        ("instruments", "pumss", "pums"),
        ("responsible", "regione-lombarda", "regione-lombardia"),
        ("places", "015812", "015182"),
        ("mission", "5", "4"),
        ("contributes_to", "psttm-2025-2072#M3-06", "psttm-2025-2027"),
    ],
)
def test_the_nearest_that_exists_is_named(
    built: Settings, tmp_path: Path, column: str, wrong: str, nearest: str
) -> None:
    plan, _ = alone(
        tmp_path, lambda made: made.add(contributes_to=made.code()).update({column: wrong})
    )
    (finding,) = (f for f in check_plans([plan], built).findings if f.category == "reference")
    assert finding.detail["reference"] == wrong
    assert finding.detail["nearest"].removeprefix("comune/") == nearest
    for texts in (finding.advice, finding.message):
        assert all(wrong in text or nearest in text for text in texts.values())
    assert nearest in finding.advice["it"]
    assert finding.upper is not None


def test_coverage_is_summed_by_mission_driver_zone_and_plan(
    built: Settings, tmp_path: Path
) -> None:
    upper = made_up.psttm(ROOT)
    comuni = made_up.read_comuni(ROOT)[:6]
    folders, key = made_up.generate(tmp_path, comuni, upper, defects=2)
    coverage = check_plans([read_package(folder) for folder in folders], built).coverage
    bare = {plan: {k[3] for k in key if k[:2] == (plan, "COV-01")} for plan in {k[0] for k in key}}
    assert {share.key: set(share.missing) for share in coverage.plans} == bare
    everywhere = set.intersection(*bare.values())
    assert set(coverage.city.missing) == everywhere
    assert coverage.city.total == 75
    missions = {share.key: set(share.covered) | set(share.missing) for share in coverage.missions}
    assert missions == {n: {c for c, m in upper.missions.items() if m == n} for n in "123456"}
    assert sum(len(share.missing) for share in coverage.missions) == len(everywhere)
    zones = {comune.zone for comune in comuni}
    assert [share.key for share in coverage.zones] == sorted(zones)
    for share in coverage.zones:
        members = [f"generato-{comune.istat}" for comune in comuni if comune.zone == share.key]
        assert set(share.missing) == set.intersection(*(bare[plan] for plan in members))
    assert len(coverage.drivers) == 10
    assert all(share.total >= 2 for share in coverage.drivers)
    served = {objective.side.code for objective in coverage.objectives if objective.covered}
    assert served == set(coverage.city.covered)


def test_two_plans_of_one_name_or_the_upper_plan_itself_are_refused(built: Settings) -> None:
    plan = read_package(EXAMPLES / "esempio-dup-unione")
    upper = read_package(EXAMPLES / "esempio-quadro-2026-2028")
    with pytest.raises(SourceError, match="same identifier"):
        check_plans([plan, plan], built)
    with pytest.raises(SourceError, match="against itself"):
        check_plans([upper], built, upper=upper)
    with pytest.raises(
        TramaError, match="no plan 'psttm-2022-2024' with objectives; it has psttm-2025-2027"
    ):
        check_plans([plan], built, upper="psttm-2022-2024")
    with pytest.raises(SourceError, match=r"no plan\.csv"):
        check_plans([read_package(ROOT / "graph" / "territory")], built)


# The command


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def trama(
    built: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("TRAMA_ROOT", str(built.root))
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["trama", *arguments])
        status = 0
        try:
            main()
        except SystemExit as stop:
            status = int(stop.code or 0)
        return status, *capsys.readouterr()

    return run


def test_the_exit_status_follows_the_gravest_finding(trama: Run, tmp_path: Path) -> None:
    alone(tmp_path, lambda made: made.add())
    (plan,) = map(str, tmp_path.iterdir())
    assert trama("check", plan)[0] == 0
    assert trama("check", plan, "--fail-on", "warning")[0] == 1
    assert trama("check", str(EXAMPLES / "esempio-dup-comune-piccolo"))[0] == 1


def test_input_that_cannot_be_used_is_exit_status_2(trama: Run, tmp_path: Path) -> None:
    plan = str(EXAMPLES / "esempio-dup-comune-piccolo")
    shutil.copytree(plan, tmp_path / "broken")
    table = tmp_path / "broken" / "objectives.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("2027-12", "2027-13"), encoding="utf-8"
    )
    status, out, err = trama("check", str(tmp_path / "broken"))
    assert (status, out) == (2, "")
    assert "objectives.csv:2" in err
    assert "2027-13" in err
    assert trama("check", str(tmp_path / "missing"))[0] == 2
    assert trama("check", plan, "--against", "nowhere")[0] == 2


def test_the_text_tells_each_finding_with_its_quotes_and_what_to_write(trama: Run) -> None:
    _, out, _ = trama("check", str(EXAMPLES / "esempio-dup-comune-piccolo"))
    assert "REF-01  OB-07 «Realizzazione del collegamento ciclabile con la stazione»" in out
    assert "[esempio-dup-comune-piccolo, OB-07] «Realizzazione del collegamento" in out
    assert (
        "Che cosa scrivere: Scrivere «psttm-2025-2027#M3-06» al posto di «psttm-2025-2027#M3-60»"
        in out
    )
    first, second, *rest = out.splitlines()
    assert first == "5 errori da correggere, 5 punti da completare, 3 da valutare."
    assert "risponde a 12 dei 75 obiettivi" in second
    assert rest[1] == "Prima del Consiglio: che cosa correggere"
    assert "  Programma 1701 – Fonti energetiche: OB-05 (TIM-01)" in rest
    assert "Da correggere" in rest
    # What nobody serves is a figure, and not a list.
    assert "COV-01  63 obiettivi" in out
    assert "M6-04" not in out
    assert "Che cosa non è stato controllato" in out


@pytest.mark.parametrize("form", ["json", "csv", "html", "md", "junit", "sarif", "ttl"])
def test_the_command_writes_each_form_of_report(trama: Run, tmp_path: Path, form: str) -> None:
    plan = str(EXAMPLES / "esempio-dup-unione")
    output = tmp_path / "report"
    status, out, err = trama("check", plan, "--format", form, "--output", str(output))
    assert (status, out) == (1, "")
    assert "2 errori da correggere" in err
    text = output.read_text(encoding="utf-8")
    assert "AZ-07" in text
    assert "Mense scolastiche a filiera corta" in text


def test_what_a_review_decided_is_in_the_report_at_once(trama: Run, tmp_path: Path) -> None:
    plan = str(EXAMPLES / "esempio-dup-comune-piccolo")
    taken = tmp_path / "decisions.csv"
    taken.write_text(
        "lower,upper,decision\nOB-13,psttm-2025-2027#M1-11,accepted\n", encoding="utf-8"
    )
    _, before, _ = trama("check", plan, "--format", "csv")
    _, after, _ = trama("check", plan, "--format", "csv", "--decisions", str(taken))
    assert before.count("COV-02") == after.count("COV-02") + 1
    status, _, err = trama("check", plan, plan, "--decisions", str(taken))
    assert status == 2
    assert "un piano" in err


def test_json_and_csv_hold_the_same_findings(trama: Run) -> None:
    plan = str(EXAMPLES / "esempio-dup-unione")
    told = json.loads(trama("check", plan, "--format", "json")[1])["findings"]
    rows = list(csv.DictReader(io.StringIO(trama("check", plan, "--format", "csv")[1])))
    assert len(rows) == len(told) > 10
    # What nobody serves is a figure of each Mission.
    assert sum(finding["code"] == "COV-01" for finding in told) == 6
    assert [row["code"] for row in rows] == [finding["code"] for finding in told]


def test_the_same_plans_give_the_same_report(built: Settings) -> None:
    plans = [read_package(EXAMPLES / f"esempio-dup-{name}") for name in ("comune-grande", "unione")]
    first, second = (write_report(check_plans(plans, built), "json") for _ in range(2))
    assert first == second


def test_several_plans_above_and_beside_make_one_report(built: Settings) -> None:
    lower = read_package(EXAMPLES / "esempio-dup-comune-di-valle")
    valley = read_package(EXAMPLES / "esempio-quadro-2026-2028")
    psttm, small = "psttm-2025-2027", read_package(EXAMPLES / "esempio-dup-comune-piccolo")
    alone = [check_plans([lower], built, upper=one) for one in (valley, psttm)]
    # A plan beside is told of only where it meets the plan that is examined.
    both = check_plans([lower], built, upper=valley, further=[psttm], beside=[small])
    assert both.lower == alone[0].lower
    assert [plan.id for plan in both.beside] == [small.plan]
    assert {f.plan for f in both.findings} == {lower.plan}
    assert [plan.id for plan in both.uppers] == [valley.plan, psttm]
    assert both.coverages == tuple(one.coverage for one in alone)
    # What serves one of them serves, and what one has is no unknown thing; all else is found as it is of each.
    serving = {one.code for one in CHECKS.values() if one.name == "lower-objective-serves-none"}
    apart = {f for one in alone for f in one.findings}
    for finding in set(both.findings) - apart:
        assert small.plan in {side.plan for side in (finding.lower, finding.upper) if side}
    for finding in apart - set(both.findings):
        assert finding.code in serving or finding.category == "reference"
    assert {f.category for f in apart - set(both.findings)} == {"reference"}
    served = {side for one in both.coverages for o in one.objectives for side in o.served_by}
    assert not served & {f.lower for f in both.findings if f.code in serving}
    titles = ("Piano strategico triennale", "Quadro strategico delle Valli")
    for form in ("html", "md", "json", "junit", "csv", "sarif", "ttl"):
        told = write_report(both, form)
        for said in (psttm, valley.plan) if form == "ttl" else titles:
            assert said in told, (form, said)
    with pytest.raises(TramaError, match="twice"):
        check_plans([lower], built, upper=psttm, further=[psttm])


def test_on_several_processors_the_same_is_found(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("esempio-dup-comune-piccolo", "esempio-dup-comune-grande", "esempio-dup-unione")
    plans = [read_package(EXAMPLES / name) for name in names]
    alone = check_plans(plans, built)
    monkeypatch.setattr(spread, "EACH", 4)
    started: list[subprocess.Popen[bytes]] = []
    start = spread._start

    def noted(upper: Sequence[str], texts: Sequence[str]) -> subprocess.Popen[bytes]:
        started.append(start(upper, texts))
        return started[-1]

    monkeypatch.setattr(spread, "_start", noted)
    assert check_plans(plans, built, processes=2) == alone
    assert [other.returncode for other in started] == [0]
    # Of many plans the checks too are shared out, among copies that need be told nothing.
    monkeypatch.setattr(shares, "MANY", 2)
    copied: list[int] = []
    copy = shares._copy

    def counted(*given: Any) -> tuple[int, int]:
        copied.append(1)
        return copy(*given)

    monkeypatch.setattr(shares, "_copy", counted)
    found = check_plans(plans, built, processes=3)
    assert len(copied) == (4 if shares.copies(3) else 0)
    for form in ("json", "ttl", "csv"):
        assert write_report(found, form) == write_report(alone, form)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no copies of a process here")
def test_shares_come_home_in_order_whatever_becomes_of_a_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, copies, fork = os.getpid(), [], os.fork
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(shares, "_TURNS", 7)

    def forked() -> int:
        copies.append(fork())
        return copies[-1]

    monkeypatch.setattr(os, "fork", forked)

    def kept(number: int) -> tuple[int, bool]:
        return number, os.getpid() == here

    def fatal(number: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    def failing(number: int) -> int:
        if number % 10 == 3:
            raise TramaError("check.which-upper", count=number)
        return number

    assert [number for number, _ in shares.shared(kept, 100, 3)] == list(range(100))
    assert all(mine for _, mine in shares.shared(kept, 100, 1))
    assert shares.shared(fatal, 100, 3) == list(range(100))
    with pytest.raises(TramaError, match="3"):
        shares.shared(failing, 100, 3)
    assert len(copies) > 5
    for copy in copies:
        with pytest.raises(ChildProcessError):
            os.waitpid(copy, os.WNOHANG)


def test_a_process_that_fails_leaves_its_share_to_the_first(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = [read_package(EXAMPLES / "esempio-dup-comune-piccolo")]
    alone = check_plans(plans, built)
    monkeypatch.setattr(spread, "EACH", 2)
    monkeypatch.setattr(spread.sys, "executable", "/bin/false")
    assert check_plans(plans, built, processes=2) == alone
