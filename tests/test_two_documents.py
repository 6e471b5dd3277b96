"""A lower and an upper plan, both as documents: what is found quotes both; and what a person takes up again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner
from werkzeug.datastructures import MultiDict

from small_pdf import small_pdf
from trama.check.comparison import check_plans
from trama.check.findings import CheckReport
from trama.check.reports import write
from trama.check.reports.text import as_text
from trama.cli import assemble
from trama.errors import SourceError
from trama.model import StrategicObjective
from trama.plans.readers import read_bytes
from trama.plans.readers.documents import package_of, propose
from trama.plans.readers.documents.assembly import number_rows
from trama.plans.readers.documents.proposal import Proposal
from trama.plans.readers.documents.review import Answer, answered, left_key, packed, unpacked
from trama.settings import Settings
from trama.submission.reading import boxes_of, picture, proposed, view
from trama.web.pages.answers import reading_of

LOWER, UPPER = "agenda-valfiorita.docx", "piano-regionale.pdf"


def word_file(lines: Sequence[tuple[str, str]]) -> bytes:
    """A Word file of lines: what each is (`h1`, `h2`, `b` in bold, `-` an item, nothing) and its words."""
    made = docx.Document()
    for kind, words in lines:
        if kind.startswith("h"):
            made.add_heading(words, int(kind[1]))
        elif kind == "-":
            made.add_paragraph(words, "List Bullet")
        else:
            made.add_paragraph().add_run(words).bold = kind == "b"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def agenda() -> bytes:
    return word_file(
        [
            ("h1", "Agenda digitale 2026-2028 del Comune di Valfiorita"),
            ("h1", "Infrastrutture"),
            ("h2", "Linee di azione"),
            ("h3", "LA01 - Portare i servizi nel cloud"),
            ("b", "Tempi"),
            ("", "gennaio 2026 - dicembre 2027"),
            ("b", "Risultati"),
            ("", "Sala macchine dismessa"),
            ("h3", "LA02 - Collegare le scuole in fibra"),
            ("b", "Tempi"),
            ("", "giugno 2026 - dicembre 2028"),
        ]
    )


def regional() -> bytes:
    """Two pages: a chapter with two objectives on each."""
    first = [
        (60, 60, "Piano regionale per il digitale 2026-2028", 20, True),
        (60, 120, "CAPITOLO 1. Servizi", 15, True),
        (60, 150, "OB.1.1 - Migliorare i servizi digitali dei comuni", 11, False),
        (60, 180, "OB.1.2 - Rendere accessibili i portali pubblici", 11, False),
    ]
    second = [
        (60, 60, "CAPITOLO 2. Reti", 15, True),
        (60, 90, "OB.2.1 - Portare la banda larga nelle valli", 11, False),
        (60, 120, "OB.2.2 - Adeguare le sale macchine degli enti", 11, False),
    ]
    return small_pdf([(first, []), (second, [])])


@pytest.fixture(scope="module")
def report(built: Settings) -> CheckReport:
    lower, upper = read_bytes(agenda(), LOWER), read_bytes(regional(), UPPER)
    return check_plans([lower], built, upper=upper)


def test_findings_between_two_documents_quote_both_with_their_places(report: CheckReport) -> None:
    found = {(one.code, (one.lower or one.upper).code): one for one in report.findings}  # type: ignore[union-attr]
    action = found["COV-02", "LA01"].lower
    assert action
    assert (action.quote, action.where()) == (
        "LA01 - Portare i servizi nel cloud",
        "paragrafo 4",
    )
    mission = found["COV-03", "2"].upper
    assert mission
    assert (mission.quote, mission.where(), mission.plan) == (
        "CAPITOLO 2. Reti",
        "pag. 2",
        "piano-regionale",
    )
    objective = found["COV-01", "OB.2.2"].upper
    assert objective
    assert (objective.quote, objective.where("en")) == (
        "OB.2.2 - Adeguare le sale macchine degli enti",
        "p. 2",
    )
    assert (report.lower[0].proposed, report.upper.proposed) == (2, 4)


def test_what_is_to_come_of_an_objective_is_kept_with_its_passage() -> None:
    proposal = proposed(agenda(), LOWER)
    assert [said.text for said in proposal.rows[0].results] == ["Sala macchine dismessa"]
    assert "risultati attesi: Sala macchine dismessa" in view(proposal, b"", "it").rows[0].facts
    plan = package_of(proposal, LOWER)
    (action, _) = plan.rows(StrategicObjective)
    assert plan.text
    passages = [plan.text.by_id[mark].text for mark in action.passages]
    assert passages == ["LA01 - Portare i servizi nel cloud", "Sala macchine dismessa"]


@pytest.mark.parametrize("form", ["text", "html", "md", "json"])
def test_each_form_of_the_report_tells_the_words_of_both(report: CheckReport, form: str) -> None:
    told = as_text(report) if form == "text" else write(report, form)
    for words in ("LA01 - Portare i servizi nel cloud", "CAPITOLO 2. Reti"):
        assert words in told
    if form == "json":
        (first, _) = [one for one in json.loads(told)["findings"] if one["code"] == "COV-01"]
        assert [(one["code"], one["mark"][:5]) for one in first["others"]] == [
            ("OB.1.1", "pag-1"),
            ("OB.1.2", "pag-1"),
        ]
        assert first["others"][0]["quote"] == "OB.1.1 - Migliorare i servizi digitali dei comuni"
        return
    # The words of the upper plan that nothing serves, each with its page.
    assert "Adeguare le sale macchine degli enti" in told
    assert "pag. 2" in told
    assert "paragrafo 4" in told
    assert "lettura non confermata" in told.lower()


def three_times(*, more: Sequence[str] = (), facts: Sequence[str] = ()) -> bytes:
    """Twelve objectives, each in its chapter and again where it is told who does what; `more` only once."""
    codes = [(f"OB.{1 + n // 6}.{1 + n % 6}", f"Avviare il servizio numero {n}") for n in range(12)]
    lines = [("h1", "Piano 2026-2028"), ("h1", "Obiettivi")]
    lines += [("", f"{code} - {words}") for code, words in codes]
    for words in more:
        lines += [("", words), *(("", fact) for fact in facts)]
    for chapter in ("Cosa devono fare gli uffici", "Cosa devono fare i comuni"):
        lines.append(("h1", chapter))
        for code, words in codes:
            lines += [("b", f"{code} - {words}"), ("-", "Entro dicembre 2026 - Primo passo")]
    return word_file(lines)


def test_what_a_document_only_names_is_left_out_where_it_comes_back_to_all_others() -> None:
    proposal = propose(three_times(more=["OB.3.1 - Costruire una rete di poli"]), "piano.docx")
    assert len(proposal.rows) == 12
    (left,) = [one for one in proposal.left if one.why == "named"]
    assert left.text == "OB.3.1 - Costruire una rete di poli"


def test_what_is_named_once_with_facts_below_it_is_an_objective() -> None:
    made = three_times(
        more=["OB.3.1 - Costruire una rete di poli"], facts=["Responsabile: Settore Innovazione"]
    )
    assert len(propose(made, "piano.docx").rows) == 13


@pytest.fixture
def left_out() -> Proposal:
    proposal = proposed(three_times(more=["OB.3.1 - Costruire una rete di poli"]), "piano.docx")
    number_rows(proposal)
    return proposal


def test_a_person_takes_up_what_was_left_out(left_out: Proposal) -> None:
    number = next(n for n, one in enumerate(left_out.left) if one.why == "named")
    form = MultiDict(
        {"righe": "12", "fuori": str(len(left_out.left)), f"riprendi-{number}": "keep"}
    )
    done = answered(left_out, unpacked(reading_of(form)))
    row = done.rows[-1]
    assert (row.code, row.text, row.rule) == ("OB.3.1", "Costruire una rete di poli", "person")
    plan = package_of(done, "piano.docx")
    assert plan.proposed == 0
    assert plan.text
    passage = plan.text.by_id[row.said.mark]
    assert passage.text == "OB.3.1 - Costruire una rete di poli"
    # What nobody ticked stays out, and an answer for what is not there says nothing.
    assert len(answered(left_out, unpacked(packed([Answer(left_key(999))]))).rows) == 12


def test_repetitions_are_told_and_cannot_be_taken_up(left_out: Proposal) -> None:
    shown = view(left_out, b"", "it").left
    assert {one.choice for one in shown if "ripete" in one.why} == {False}
    assert next(one.text for one in shown if one.choice).startswith("OB.3.1")


def test_the_command_line_asks_what_to_take_up(
    built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(root))
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    source = tmp_path / "piano.docx"
    source.write_bytes(three_times(more=["OB.3.1 - Costruire una rete di poli"]))
    words = ["read", str(source), str(tmp_path / "piano"), "--review", "--lang", "it"]
    run = CliRunner().invoke(assemble(("read",)), words, input="f\n9999\n1\nAda Riva\n")
    assert run.exit_code == 0, run.output
    assert "separati da virgole" in run.output
    with (tmp_path / "piano" / "objectives.csv").open(encoding="utf-8", newline="") as file:
        assert "OB.3.1" in [row["code"] for row in csv.DictReader(file)]
    kept = (tmp_path / "piano-lettura.csv").read_text(encoding="utf-8")
    assert "OB.3.1 - Costruire una rete di poli,Ada Riva" in kept


def test_the_words_of_a_row_are_shown_and_marked_on_their_page() -> None:
    content = regional()
    proposal = proposed(content, UPPER)
    shown = view(proposal, content, "it")
    strip = shown.rows[3].strip
    assert strip
    # Of the page only what stands about the words, so that they can be read.
    assert 0 <= strip.left < 60 < strip.right < strip.width
    number, boxes = boxes_of(shown.rows[3].marked)
    assert (number, len(boxes)) == (2, 1)
    plain = picture(content, UPPER, 2)
    assert plain.startswith(b"\x89PNG")
    assert picture(content, UPPER, number, boxes) != plain
    # What lies off the page marks nothing, and is no fault.
    assert picture(content, UPPER, 2, [(9_000, 9_000, 9_100, 9_100)]) == plain
    with pytest.raises(SourceError):
        picture(content, UPPER, 3)


@pytest.mark.parametrize("place", ["", "x", "-1", "1:a", "9999999", "1:" + "1," * 3_000])
def test_what_is_no_place_on_a_page_is_none(place: str) -> None:
    assert boxes_of(place) == (0, ())


def test_boxes_that_are_not_whole_are_passed_over() -> None:
    assert boxes_of("3:1,2;;1,2,3,4;9,99999,1,1") == (3, ((1, 2, 3, 4),))


def test_rows_that_are_less_sure_or_remarked_are_to_be_looked_at() -> None:
    shown = view(proposed(agenda(), LOWER), b"", "it")
    assert not shown.unsure
    again = proposed(agenda(), LOWER)
    again.rows[0].certainty = 0.6
    again.rows[1].noted.append(("code-twice", {"code": "LA02"}))
    assert [one.row.code for one in view(again, b"", "en").unsure] == ["LA01", "LA02"]
