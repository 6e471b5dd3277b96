"""A plan above that nobody published here, sent beside the plan to check: it is in the report, the files, every step."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from test_checkpage import Fields, post, words_of
from test_two_documents import LOWER, UPPER, agenda, regional
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app

PSTTM, THEIRS = "psttm-2025-2027", "piano-regionale"
TITLE = "Piano regionale per il digitale 2026-2028"
TABLE = b"code,text_it\nZ1,Collegare le scuole in fibra\n"


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    queries = read_queries(built.root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


@pytest.fixture(scope="module")
def both() -> Fields:
    return [("file", (LOWER, agenda())), ("sopra", (UPPER, regional()))]


def hidden(page: str) -> Fields:
    """What a page carries to the next step."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return [(name, html.unescape(value)) for name, value in found]


@pytest.fixture(scope="module")
def report(client: FlaskClient, both: Fields) -> str:
    """The page of the report of both, after the rows of the first were looked through."""
    asked = post(client, "/verifica", *both).text
    assert "Lettura da confermare" in asked
    assert 'name="nome-sopra" value="piano-regionale.pdf"' in asked
    answer = post(client, "/verifica", *hidden(asked))
    assert answer.status_code == 200
    return answer.text


def test_a_finding_quotes_both_documents_with_their_places(report: str) -> None:
    lead = report[report.index('<p class="lead">') :].partition("</p>")[0]
    assert f"A confronto con <span>{TITLE}</span>." in lead
    # No plan was ticked, so that theirs stands above alone.
    assert "Piano strategico triennale" not in lead
    card = report[report.index('data-group="COV-02"') :]
    assert "<blockquote>LA01 - Portare i servizi nel cloud</blockquote>" in card
    assert "paragrafo 4" in card
    mission = report[report.index('data-group="COV-03"') :]
    assert "<blockquote>CAPITOLO 2. Reti</blockquote>" in mission
    assert f"<span>{TITLE}</span>, 2 · pag. 2" in mission
    # Nobody confirmed how it was read, and it has no page here.
    assert f"Gli obiettivi di «{TITLE}» (4)" in report
    assert f"/page/{THEIRS}/" not in report
    assert f'<option value="{THEIRS}#missione 2">' in report


def test_the_plan_above_goes_on_to_every_file_and_step(client: FlaskClient, report: str) -> None:
    pair = f"LA02\t{THEIRS}#OB.2.1\tconflict\tLe valli restano senza"
    judged = f"*\t{THEIRS}#missione 1\tindifferent\tAltro ufficio"
    state: Fields = [*hidden(report), ("deciso", pair), ("giudicato", judged)]
    again = post(client, "/verifica", ("forma", "recheck"), *state).text
    assert f"<span>{TITLE}</span>" in again
    carried = hidden(again)
    assert ("deciso", pair) in carried
    assert ("giudicato", judged) in carried
    for form in ("matrix-html", "plan"):
        answer = post(client, "/verifica/scarica", ("forma", form), *carried)
        assert answer.status_code == 200, form
        words = words_of(form, answer.data)
        assert "Le valli restano senza" in words, form
        assert (THEIRS if form == "plan" else TITLE) in words, form
        if form == "matrix-html":
            assert "LA02 × OB.2.1" in words
            assert "Altro ufficio" in words
    listed = post(client, "/verifica/scarica", ("forma", "decisions"), *carried).text
    (row,) = csv.DictReader(io.StringIO(listed))
    assert (row["upper"], row["decision"]) == (f"{THEIRS}#OB.2.1", "conflict")
    listed = post(client, "/verifica/scarica", ("forma", "judgements"), *carried).text
    assert f"*,{THEIRS}#missione 1" in listed
    # It can be left out again, and then that in force is taken.
    without = post(client, "/verifica", ("forma", "recheck"), ("togli-sopra", UPPER), *carried).text
    assert "nome-sopra" not in without
    assert "Piano strategico triennale" in without[: without.index("</h2>")]


def test_both_are_above_where_the_list_stays_ticked(client: FlaskClient) -> None:
    sent: Fields = [("file", ("dup.csv", TABLE)), ("sopra", (UPPER, regional()))]
    page = post(client, "/verifica?lang=en", ("contro", PSTTM), *sent).text
    lead = page[page.index('<p class="lead">') :].partition("</p>")[0]
    # Theirs has no English title, and is marked as Italian.
    assert re.findall(r'<span lang="it">([^<]+)', lead) == [TITLE]
    assert "Three-year Strategic Plan" in lead
    assert ("contro", PSTTM) in hidden(page)
    # What is suggested of theirs has no page here to lead to.
    assert f"{THEIRS}#OB.2.1\taccepted" in html.unescape(page)
    assert "The page of OB.2.1" not in page


def test_a_plan_may_name_what_a_plan_above_holds_that_is_sent_with_it(client: FlaskClient) -> None:
    lower = b"code,text_it,contributes_to\nZ1,Posare la fibra,Portare la banda larga nelle valli\n"
    sent: Fields = [("file", ("dup.csv", lower)), ("sopra", (UPPER, regional()))]
    page = post(client, "/verifica", *sent).text
    assert "<strong>1 <small>su 4</small></strong>" in page


@pytest.mark.parametrize("lang", ["it", "en"])
def test_it_is_said_which_of_the_files_is_wrong(client: FlaskClient, lang: str) -> None:
    role = {"it": "piano sovraordinato", "en": "upper plan"}[lang]
    broken = b"code,text_it,section\nA,Uno,Terza\n"
    sent: Fields = [
        ("file", (LOWER, agenda())),
        ("sopra", (UPPER, b"%PDF-1.7 rotto")),
        ("sopra", ("altro.csv", broken)),
    ]
    answer = post(client, f"/verifica?lang={lang}", *sent)
    assert answer.status_code == 422
    rows = re.findall(r"<tr><td>(.*?)</td>", answer.text)
    # At once, before anybody looks through the rows of the first.
    assert rows == [f"{UPPER} ({role})", f"altro.csv ({role})"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ([("sopra", ("sopra.csv", TABLE))], "manca il piano da verificare"),
        (
            [("file", ("dup.csv", TABLE)), ("sopra", ("dup.csv", TABLE))],
            "ha lo stesso identificativo di «dup.csv»",
        ),
        (
            [("file", ("dup.csv", TABLE)), ("contro", PSTTM), ("sopra", (f"{PSTTM}.csv", TABLE))],
            "togli la spunta nell’elenco",
        ),
    ],
)
def test_what_cannot_stand_above_is_told_in_a_sentence(
    client: FlaskClient, fields: Fields, told: str
) -> None:
    answer = post(client, "/verifica", *fields)
    assert answer.status_code == 422
    assert told in html.unescape(answer.text)


def test_plans_above_that_are_sent_count_with_those_of_the_list(client: FlaskClient) -> None:
    above: Fields = [("contro", f"piano-{n}") for n in range(5)]
    above += [("sopra", (f"{n}.csv", TABLE)) for n in range(4)]
    answer = post(client, "/verifica", ("file", ("dup.csv", TABLE)), *above)
    assert answer.status_code == 400
    assert "al più 8 piani sovraordinati, e qui sono 9" in answer.text


def test_the_picture_of_a_page_is_that_of_the_plan_to_check(client: FlaskClient) -> None:
    sent: Fields = [("file", ("piano.pdf", regional())), ("sopra", (LOWER, agenda()))]
    asked = post(client, "/verifica", *sent).text
    marked = re.findall(r'name="pagina" value="([^"]+)"', asked)[-1]
    sheet = post(client, "/verifica/pagina", *hidden(asked), ("pagina", marked))
    assert sheet.data.startswith(b"\x89PNG")


def test_the_limit_of_bytes_is_one_for_all_files(client: FlaskClient, built: Settings) -> None:
    half = b" " * (built.check.size * 2 // 3)
    answer = post(client, "/verifica", ("file", ("a.txt", half)), ("sopra", ("b.txt", half)))
    assert answer.status_code == 413
