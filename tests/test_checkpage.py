"""The check page on the server's side: what it takes, gives back, refuses, and does not keep."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import re
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pyoxigraph import RdfFormat, serialize

from served import Reply, Served, serving, with_two_above, write_build
from trama.check.comparison import check_plans
from trama.check.findings import CheckReport
from trama.plans.package import Package, read_package
from trama.plans.readers import read_bytes
from trama.plans.statements import package_quads
from trama.plans.writers import write_plan
from trama.plans.writers.codes import Codes
from trama.plans.writers.folder import folder_files
from trama.plans.writers.xlsx import workbook
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore, open_store
from trama.store.release import read_manifest
from trama.submission.asked import BESIDE, EXAMPLES, CheckJob, Upload, pack
from trama.submission.downloads import examined, file_of, written
from trama.submission.job import checked_of
from trama.suggest.amendment import decided_in
from trama.web import create_app
from trama.web.uploads import longest

SMALL = EXAMPLES[0]
PSTTM, VALLEY = "psttm-2025-2027", "esempio-quadro-2026-2028"
HERE = {"Origin": "http://localhost"}
Fields = list[tuple[str, str | tuple[str, bytes]]]


@pytest.fixture(scope="module")
def plan(root: Path) -> Package:
    return read_package(root / "examples" / SMALL, root=root)


@pytest.fixture(scope="module")
def book(plan: Package) -> bytes:
    return workbook(plan, Codes())[0]


@pytest.fixture(scope="module")
def asking(plan: Package) -> bytes:
    """The plan without what one of its objectives declares, so that something is suggested for it."""
    rows = plan.tables["objectives.csv"]
    bare = [
        replace(row, implements=(), contributes_to=()) if row.code == "OB-03" else row  # type: ignore
        for row in rows
    ]
    tables = plan.tables | {"objectives.csv": bare}
    return workbook(replace(plan, tables=tables), Codes())[0]


@pytest.fixture
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    queries = read_queries(built.root / "queries")
    return create_app(built, store, read_manifest(built.build), queries).test_client()


def form(fields: Fields) -> tuple[bytes, str]:
    """A form as a browser sends it, and its type."""
    boundary = uuid4().hex
    parts = []
    for name, value in fields:
        head, body = f'name="{name}"', value
        if isinstance(value, tuple):
            head += f'; filename="{value[0]}"\r\nContent-Type: application/octet-stream'
            body = value[1]
        content = body if isinstance(body, bytes) else str(body).encode()
        parts.append(
            f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode()
            + content
            + b"\r\n"
        )
    return b"".join(
        [*parts, f"--{boundary}--\r\n".encode()]
    ), f"multipart/form-data; boundary={boundary}"


def post(
    client: FlaskClient, path: str, *fields: tuple[str, str | tuple[str, bytes]], **headers: str
):  # type: ignore[no-untyped-def]
    body, kind = form(list(fields))
    return client.post(path, data=body, content_type=kind, headers=headers or HERE)


def send(server: Served, path: str, *fields: tuple[str, str | tuple[str, bytes]]) -> Reply:
    body, kind = form(list(fields))
    return server.ask("POST", path, body, Content_Type=kind, Origin=server.url)


def found(page: str) -> Counter[str]:
    """How many findings of each check a page shows."""
    counts: Counter[str] = Counter()
    code = ""
    for part in re.findall(r'data-group="([^"]+)"|(<article class="check-card")', page):
        code = part[0] or code
        counts[code] += bool(part[1])
    return counts


def codes(report: CheckReport) -> Counter[str]:
    """How many findings of each check the page should show: coverage is told by its figures."""
    return Counter(finding.code for finding in report.findings if finding.code != "COV-01")


def proposed(page: str, decision: str) -> list[str]:
    return [html.unescape(v) for v in re.findall(rf'value="([^"]*\t{decision})"', page)]


def carried(page: str) -> Fields:
    names = re.findall(r'name="nome-portato" value="([^"]*)"', page)
    contents = re.findall(r'name="portato" value="([^"]*)"', page)
    return [
        *(("nome-portato", html.unescape(name)) for name in names),
        *(("portato", content) for content in contents),
    ]


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_form_says_what_becomes_of_a_file_and_offers_plans(
    client: FlaskClient, lang: str
) -> None:
    page = client.get(f"/verifica?lang={lang}").text
    said = {"it": "Il tuo file non viene conservato.", "en": "Your file is not kept."}
    assert said[lang] in page
    assert 'name="contro" value="psttm-2025-2027" checked' in page
    assert re.findall(r'name="anche" value="([^"]+)"', page) == ["ptm", "puls", "pums"]
    for name in EXAMPLES:
        assert f'value="{name}"' in page
    assert ">Verifica<" in client.get("/").text


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_checked_without_script(
    client: FlaskClient, built: Settings, name: str
) -> None:
    plan = read_package(built.root / "examples" / name)
    report = check_plans([plan], built)
    answer = post(client, "/verifica", ("esempio", name))
    assert answer.status_code == 200
    assert found(answer.text) == codes(report)
    text = html.unescape(answer.text)
    for finding in report.findings:
        if finding.code == "COV-01":
            continue
        assert finding.message["it"] in text
        assert finding.advice["it"] in text
        for side in (finding.lower, finding.upper):
            assert side is None or side.quote in text


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_link_of_a_report_leads_to_a_page(client: FlaskClient, name: str) -> None:
    text = post(client, "/verifica", ("esempio", name)).text
    main = text[text.index("<main") : text.index("</main>")]
    links = {html.unescape(link) for link in re.findall(r'href="(/[^"#]*)"', main)}
    assert any("/page/psttm-2025-2027/objective/" in link for link in links)
    assert {link for link in links if client.get(link).status_code != 200} == set()


@pytest.mark.parametrize("form", ["xlsx", "zip", "csv", "xml", "ttl", "jsonld"])
def test_every_form_of_a_plan_is_taken(
    client: FlaskClient, built: Settings, plan: Package, tmp_path: Path, form: str
) -> None:
    tables = folder_files(plan)
    if form == "csv":
        files = list(tables.items())
    elif form == "zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, content in tables.items():
                archive.writestr(name, content)
        files = [("piano.zip", packed.getvalue())]
    else:
        path = tmp_path / f"piano.{form}"
        write_plan(plan, path)
        files = [(path.name, path.read_bytes())]
    answer = post(client, "/verifica", *(("file", file) for file in files))
    assert answer.status_code == 200
    read = plan if form in ("csv", "zip") else read_bytes(files[0][1], files[0][0])
    report = check_plans([read], built)
    assert found(answer.text) == codes(report)


def test_a_pasted_list_is_taken(client: FlaskClient) -> None:
    pasted = "Piste ciclabili per le scuole\nNuovi alberi nei quartieri\n"
    answer = post(client, "/verifica", ("titolo", "Piano di prova"), ("elenco", pasted))
    assert answer.status_code == 200
    assert '<h1 tabindex="-1">Piano di prova</h1>' in answer.text
    assert found(answer.text)["COV-02"] == 2
    assert len({value.split("\t")[0] for value in proposed(answer.text, "accepted")}) == 2


def test_every_bad_cell_is_told_at_once_with_sheet_value_and_nearest(
    client: FlaskClient, book: bytes
) -> None:
    bad = load_workbook(io.BytesIO(book))
    heads = {cell.value.strip(" *"): cell.column for cell in bad["Obiettivi"][1]}
    bad["Obiettivi"].cell(3, heads["Sezione"], "SEX")
    bad["Obiettivi"].cell(4, heads["Locale per scelta"], "forse")
    bad["Piano"]["E2"] = "domani"
    out = io.BytesIO()
    bad.save(out)
    answer = post(client, "/verifica", ("file", ("dup.xlsx", out.getvalue())))
    assert answer.status_code == 422
    rows = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>", answer.text)
    told_of = {where: (html.unescape(what), value) for _, where, what, value in rows}
    assert len(told_of) == 3
    assert {file for file, *_ in rows} == {"dup.xlsx"}
    section = next(where for where in told_of if where.endswith("3"))
    assert section.startswith("Obiettivi!")
    assert told_of[section] == (
        "la colonna «Sezione» non è uno fra SeS, SeO",
        "<code>SEX</code>",
    )
    assert told_of["Piano!E2"][0] == (
        "la colonna «Inizio» non è una data come 2021-05-11, 2021-05 o 2021"
    )
    english = post(client, "/verifica?lang=en", ("file", ("dup.xlsx", out.getvalue()))).text
    assert "column «Sezione» is not one of SeS, SeO" in english


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("piano.pdf", b"%PDF-1.7", "il file non è un PDF intero"),
        ("piano.xlsx", b"PK\3\4rotto", "l’archivio non è intero"),
        ("piano.csv", b"code,text_it\nA,\xc3\xa8 \x81", "una codifica che non si riconosce"),
        ("piano.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "tipo di documento"),
        ("vuoto.txt", b" ", "il file è vuoto"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(
    client: FlaskClient, name: str, content: bytes, sentence: str
) -> None:
    answer = post(client, "/verifica", ("file", (name, content)))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_nothing_sent_is_told_in_a_sentence(client: FlaskClient) -> None:
    answer = post(client, "/verifica", ("file", ("", b"")))
    assert answer.status_code == 422
    assert "non è stato scelto nessun file" in answer.text


@pytest.mark.parametrize("path", ["/verifica", "/verifica/scarica"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://altrove.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
        {"Referer": "https://altrove.example/pagina"},
        {"X-Nothing": "said"},
    ],
)
def test_a_form_of_another_site_is_refused(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    answer = post(client, path, ("esempio", SMALL), ("forma", "json"), **headers)
    assert answer.status_code == 403
    assert "solo dal proprio modulo" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Referer": "http://localhost/verifica"},
    ],
)
def test_a_form_of_this_site_is_taken_whichever_way_the_browser_says_so(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    answer = post(client, "/verifica/scarica", ("esempio", SMALL), ("forma", "json"), **headers)
    assert answer.status_code == 200


def test_what_is_given_back_is_for_its_reader_alone(client: FlaskClient) -> None:
    for answer in (
        post(client, "/verifica", ("esempio", SMALL)),
        post(client, "/verifica/scarica", ("esempio", SMALL), ("forma", "json")),
    ):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers
        # With no referrer a browser says no origin either, and the form would be refused.
        assert answer.headers["Referrer-Policy"] == "same-origin"


# The pages themselves, the empty workbook and a picture of a sheet of paper.
FORMS = ("html", "md", "csv", "json", "junit", "sarif", "ttl")


@pytest.mark.parametrize("form", FORMS)
def test_the_report_is_had_in_each_form(client: FlaskClient, form: str) -> None:
    answer = post(client, "/verifica/scarica", ("esempio", SMALL), ("forma", form))
    assert answer.status_code == 200
    assert f'filename="verifica-{SMALL}' in answer.headers["Content-Disposition"]
    assert "M3-60" in answer.text
    if form in ("json", "sarif"):
        assert json.loads(answer.text)


@pytest.mark.parametrize(("form", "holds"), [("xlsx", "xl/"), ("odt", "content"), ("docx", "word")])
def test_the_matrix_is_had_in_each_form(client: FlaskClient, form: str, holds: str) -> None:
    answer = post(client, "/verifica/scarica", ("esempio", SMALL), ("forma", f"matrix-{form}"))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert any(name.startswith(holds) for name in archive.namelist())


def test_a_form_that_there_is_not_is_refused(client: FlaskClient) -> None:
    for form in ("exe", "page", "template", ""):
        answer = post(client, "/verifica/scarica", ("esempio", SMALL), ("forma", form))
        assert answer.status_code == 400, form


def test_the_template_is_a_workbook_with_the_codes_of_the_plan(client: FlaskClient) -> None:
    answer = client.get("/verifica/modello.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    codes = {str(cell.value) for cell in next(book["Codici"].columns)}
    assert any(code.startswith("psttm-2025-2027#M2-15") for code in codes)
    again = client.get("/verifica/modello.xlsx", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_an_accepted_suggestion_is_in_the_corrected_workbook_and_a_refused_one_stays_away(
    client: FlaskClient, asking: bytes
) -> None:
    first = post(client, "/verifica", ("file", ("dup.xlsx", asking))).text
    taken = proposed(first, "accepted")[0]
    refused = proposed(first, "refused")[-1]
    lower, upper, _ = taken.split("\t")
    decisions: Fields = [("proposta-1-1", taken), ("proposta-1-2", refused)]
    state = [*carried(first), *decisions]

    corrected = post(client, "/verifica/scarica", ("forma", "plan"), *state)
    plan = read_bytes(corrected.data, "corretto.xlsx")
    row = next(row for row in plan.tables["objectives.csv"] if row.code == lower)  # type: ignore[attr-defined]
    assert row.contributes_to == (upper,)  # type: ignore[attr-defined]
    told = decided_in(corrected.data, "corretto.xlsx")
    assert {pair: one.decision for pair, one in told.items()} == {
        tuple(refused.split("\t")[:2]): "refused"
    }
    again = post(client, "/verifica", ("file", ("corretto.xlsx", corrected.data))).text
    assert found(again)["COV-02"] == found(first)["COV-02"] - 1
    assert not [one for one in proposed(again, "accepted") if one.startswith(f"{lower}\t")], lower

    # The same without a file in between, the page carrying everything.
    recheck = post(client, "/verifica", ("forma", "recheck"), *state).text
    assert found(recheck) == found(again)
    assert "Con le proposte accettate: 1." in recheck

    listed = post(client, "/verifica/scarica", ("forma", "decisions"), *state).text
    rows = list(csv.DictReader(io.StringIO(listed)))
    assert [(row["lower"], row["upper"], row["decision"]) for row in rows] == [
        tuple(one.split("\t")) for one in (taken, refused)
    ]
    assert all(row["date"] for row in rows)


def test_a_refused_suggestion_is_not_made_again(client: FlaskClient, asking: bytes) -> None:
    first = post(client, "/verifica", ("file", ("dup.xlsx", asking))).text
    refused = proposed(first, "refused")[0]
    state: Fields = [*carried(first), ("proposta-1-1", refused)]
    corrected = post(client, "/verifica/scarica", ("forma", "plan"), *state).data
    again = post(client, "/verifica", ("file", ("dup.xlsx", corrected))).text
    assert refused not in proposed(again, "refused")
    assert {*proposed(again, "refused")} >= {*proposed(first, "refused")} - {refused}
    assert f"Già decise, e non più proposte: {refused.split(chr(9))[1]}." in again


PULLING = """Rimuovere la pista ciclabile di via Roma per recuperare posti auto
Piantare un bosco di pianura con il programma Forestami
Ristrutturare gli alloggi sfitti a canone moderato"""


def test_an_objective_that_pulls_against_is_asked_about_and_never_offered(
    client: FlaskClient,
) -> None:
    page = post(client, "/verifica", ("elenco", PULLING), ("titolo", "Prova")).text
    asked = set(re.findall(r'value="([^"]+)\tpsttm-2025-2027#(M3-06)\tconflict"', page))
    assert len(asked) == 1
    lower = asked.pop()[0]
    assert f"{lower}\tpsttm-2025-2027#M3-06\taccepted" not in page
    assert "piste ciclabili" in page
    assert "Rimuovere la pista ciclabile" in page


def test_a_conflict_that_a_person_sees_is_in_every_download_with_the_reason(
    client: FlaskClient,
) -> None:
    first = post(client, "/verifica", ("elenco", PULLING), ("titolo", "Prova")).text
    (lower,) = set(re.findall(r'value="([^"]+)\tpsttm-2025-2027#M3-06\tconflict"', first))
    pair = f"{lower}\tpsttm-2025-2027#M3-06"
    reason = "La via è troppo stretta per auto e bici"
    key = re.findall(rf'name="(rilievo-[^"]+)" value="{re.escape(pair)}\tconflict"', first)[0]
    state = [
        *carried(first),
        (key, f"{pair}\tconflict"),
        (f"motivo-{key}", reason),
        ("chi-decide", "Ufficio mobilità"),
    ]
    html = post(client, "/verifica/scarica", ("forma", "html"), *state).text
    assert "CON-04" in html
    matrix = post(client, "/verifica/scarica", ("forma", "matrix-xlsx"), *state)
    cells = [
        str(cell.value)
        for sheet in load_workbook(io.BytesIO(matrix.data))
        for row in sheet
        for cell in row
    ]
    assert any(reason in cell for cell in cells)
    assert any("non coerente" in cell for cell in cells)

    corrected = post(client, "/verifica/scarica", ("forma", "plan"), *state).data
    # A list has no period and no body: its workbook is filled in before it is read again.
    book = load_workbook(io.BytesIO(corrected))
    told = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert {"conflictsWith", reason, "Ufficio mobilità", "in contrasto"} <= told


def test_a_decision_that_needs_a_reason_waits_for_it(client: FlaskClient) -> None:
    first = post(client, "/verifica", ("elenco", PULLING), ("titolo", "Prova")).text
    key, value = re.findall(r'name="(rilievo-[^"]+)" value="([^"]+\tconflict)"', first)[0]
    again = post(client, "/verifica", ("forma", "recheck"), *carried(first), (key, value)).text
    assert "manca il motivo" in again
    assert value in again
    done = post(
        client, "/verifica", ("forma", "recheck"), *carried(first),
        (key, value.replace("conflict", "compatible")),
    ).text  # fmt: skip
    assert value not in done


def test_a_decision_that_names_no_objective_changes_nothing(
    client: FlaskClient, book: bytes
) -> None:
    forged = [("deciso", "XX-99\tpsttm-2025-2027#M1-01\taccepted"), ("deciso", "nonsense")]
    plain = post(client, "/verifica", ("file", ("dup.xlsx", book)))
    answer = post(client, "/verifica", ("file", ("dup.xlsx", book)), *forged)
    assert found(answer.text) == found(plain.text)


def test_what_looks_like_a_formula_is_a_text_in_every_download(client: FlaskClient) -> None:
    evil = '=HYPERLINK("http://evil.example","x")'
    rows = [("code", "text_it"), ("A", evil), ("B", f"+{evil}"), ("C", f"-{evil}")]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    sent = ("file", ("dup.csv", out.getvalue().encode()))
    for form in ("plan", "matrix-xlsx"):
        answer = post(client, "/verifica/scarica", sent, ("forma", form))
        assert answer.status_code == 200, answer.text
        cells = [
            cell
            for sheet in load_workbook(io.BytesIO(answer.data))
            for row in sheet.iter_rows()
            for cell in row
        ]
        assert any(evil in str(cell.value) for cell in cells)
        assert not any(cell.data_type == "f" for cell in cells)
    table = post(client, "/verifica/scarica", sent, ("forma", "csv")).text
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert any(evil in cell for cell in cells)
    assert not any(cell.startswith("=") for cell in cells)


def test_what_a_plan_says_is_never_markup(client: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    answer = post(client, "/verifica", ("titolo", evil), ("elenco", f"Uno {evil}\nAltro {evil}"))
    assert evil not in answer.text
    assert html.escape("alert(1)") in answer.text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "C:\\dup\r\nX: y.csv", "a" * 500 + ".csv"]
)
def test_a_file_name_is_only_a_name(client: FlaskClient, name: str) -> None:
    safe = name.replace("\r\n", "%0D%0A")
    answer = post(client, "/verifica", ("file", (safe, b"code,text_it\nA,\n")))
    assert answer.status_code == 422
    shown = re.search(r"<tr><td>(.*?)</td>", answer.text)
    assert shown
    assert "/" not in shown[1]
    assert len(shown[1]) < 150


def test_the_steps_are_told_as_they_come(client: FlaskClient) -> None:
    answer = post(client, "/verifica", ("esempio", SMALL), Accept="application/x-ndjson", **HERE)
    assert answer.content_type == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line.get("step") for line in lines[:-1]] == ["read", "check", "suggest", "write"]
    assert lines[-1]["status"] == 200
    assert lines[-1]["html"] == post(client, "/verifica", ("esempio", SMALL)).text


def small_app(built: Settings, store: OxigraphStore, **check: float) -> FlaskClient:
    settings = replace(built, check=replace(built.check, **check))  # type: ignore[arg-type]
    queries = read_queries(built.root / "queries")
    return create_app(settings, store, read_manifest(built.build), queries).test_client()


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("it", "Il file è troppo grande: può avere 0,05 MB."),
        ("en", "The file is too large: it may have 0.05 MB."),
    ],
)
@pytest.mark.parametrize("size", [60_000, 2_000_000])
def test_a_file_that_is_too_large_is_told_so_in_the_readers_language(
    built: Settings, store: OxigraphStore, lang: str, sentence: str, size: int
) -> None:
    client = small_app(built, store, size=50_000)
    answer = post(client, f"/verifica?lang={lang}", ("file", ("dup.csv", b"x" * size)))
    assert answer.status_code == 413
    assert sentence in answer.text


def test_a_carried_plan_that_unpacks_to_too_much_is_refused(
    built: Settings, store: OxigraphStore
) -> None:
    client = small_app(built, store, size=50_000)
    bomb = pack(b"x" * 5_000_000)
    assert len(bomb) < 50_000
    answer = post(client, "/verifica", ("nome-portato", "dup.csv"), ("portato", bomb))
    assert answer.status_code == 422
    assert "il file è più grande di 50.000 byte" in answer.text
    for broken in ("***", "AAAA", "è"):
        answer = post(client, "/verifica", ("nome-portato", "dup.csv"), ("portato", broken))
        assert answer.status_code == 422
        assert "danneggiato" in answer.text


def test_a_client_that_asks_too_often_is_told_when_to_come_back(
    built: Settings, store: OxigraphStore
) -> None:
    client = small_app(built, store, rate=0.001, burst=2)
    codes = [post(client, "/verifica", ("esempio", "none")).status_code for _ in range(3)]
    assert codes == [422, 422, 429]
    answer = post(client, "/verifica", ("esempio", SMALL))
    assert int(answer.headers["Retry-After"]) > 100
    assert "troppe richieste" in answer.text.lower()
    # Reading the form costs nothing.
    assert client.get("/verifica").status_code == 200


@pytest.fixture(scope="module")
def server(built: Settings) -> Iterator[Served]:
    with serving(built.build, check_workers=1, check_queue=0, check_rate=0) as server:
        yield server


def all_below(server: Served, pid: int | None = None) -> list[int]:
    below = server.children(pid)
    return [*below, *(one for child in below for one in all_below(server, child))]


def assert_gone(server: Served, before: set[int]) -> None:
    """Hold the processes of checks to ending soon."""
    until = time.monotonic() + 60
    while set(all_below(server)) - before and time.monotonic() < until:
        time.sleep(0.05)
    assert not set(all_below(server)) - before


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's limits are those of Linux")
def test_no_process_of_the_server_writes_a_file_for_a_plan(built: Settings, book: bytes) -> None:
    with serving(built.build, check_rate=0, server_grace=0) as server:
        # From here on the kernel refuses every byte that any of them would write to a file.
        for pid in [server.process.pid, *all_below(server)]:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))
        padded = io.BytesIO(book)
        with zipfile.ZipFile(padded, "a") as archive:
            archive.writestr("xl/media/picture.bin", random.Random(0).randbytes(3_000_000))
        sent = ("file", ("dup.xlsx", padded.getvalue()))
        assert len(padded.getvalue()) > 3_000_000
        page = send(server, "/verifica", sent)
        assert page.status == 200
        assert len(page.body) > 4_000_000
        state = carried(page.body.decode())
        for form in ("plan", "html", "json", "matrix-xlsx", "matrix-odt", "matrix-docx"):
            answer = send(server, "/verifica/scarica", ("forma", form), *state)
            assert answer.status == 200, form
            assert len(answer.body) > 8_000
        # The limit was on whatever answered: those that were born since have it from their parents.
        held = {
            resource.prlimit(pid, resource.RLIMIT_FSIZE)
            for pid in [server.process.pid, *all_below(server)]
        }
        assert held == {(0, 0)}


def test_a_check_ends_with_its_process(server: Served) -> None:
    before = set(all_below(server))
    assert send(server, "/verifica", ("esempio", SMALL)).status == 200
    assert_gone(server, before)


def test_while_a_plan_is_checked_queries_are_answered_and_one_plan_too_many_is_told_to_wait(
    server: Served,
) -> None:
    body, kind = form([("esempio", EXAMPLES[1])])
    connection = server.connection()
    headers = {"Content-Type": kind, "Origin": server.url, "Accept": "application/x-ndjson"}
    connection.request("POST", "/verifica", body, headers)
    response = connection.getresponse()
    assert json.loads(response.readline()) == {"step": "read"}
    assert server.query("ASK { ?s ?p ?o }").status == 200
    busy = send(server, "/verifica", ("esempio", SMALL))
    assert busy.status == 503
    assert int(busy.headers["Retry-After"]) > 0
    assert "si stanno verificando altri piani" in busy.body.decode()
    lines = [json.loads(line) for line in response.read().splitlines()]
    connection.close()
    assert lines[-1]["status"] == 200


def test_a_check_is_stopped_at_its_time_and_at_its_memory(built: Settings) -> None:
    with serving(built.build, check_time=0.05, check_rate=0) as server:
        before = set(all_below(server))
        answer = send(server, "/verifica", ("esempio", SMALL))
        assert answer.status == 422
        assert "interrotta dopo 0,05 secondi" in answer.body.decode()
        assert server.metric("trama_workers_ended_total") == 1
        assert_gone(server, before)
    with serving(built.build, check_memory=16, check_rate=0) as server:
        answer = send(server, "/verifica", ("esempio", SMALL))
        assert answer.status == 422
        assert "più memoria" in answer.body.decode()
        assert server.query("ASK { ?s ?p ?o }").status == 200


def test_a_request_longer_than_any_plan_is_refused_before_it_is_kept(built: Settings) -> None:
    with serving(built.build, check_size=2_000) as server:
        answer = send(server, "/verifica", ("file", ("dup.csv", b"x" * longest(2_000))))
        assert answer.status == 413
        assert "troppo grande" in answer.body.decode()


def test_a_plan_is_checked_against_any_that_is_published_with_objectives(
    built: Settings, tmp_path: Path
) -> None:
    upper = read_package(built.root / "examples" / "esempio-quadro-2026-2028")
    texts = {upper.plan: upper.text} if upper.text else {}
    quads = package_quads(upper, built.names, texts=texts)
    more = serialize(list(quads), format=RdfFormat.N_QUADS) or b""
    write_build(tmp_path, (built.build / "dataset.nq").read_text("utf-8") + more.decode())
    settings = replace(built, build=tmp_path)
    store = open_store(tmp_path / "store")
    queries = read_queries(built.root / "queries")
    client = create_app(settings, store, read_manifest(tmp_path), queries).test_client()

    options = re.findall(r'name="contro" value="([^"]*)"', client.get("/verifica").text)
    assert options[0] == "psttm-2025-2027"
    assert upper.plan in options
    lower = read_package(built.root / "examples" / "esempio-dup-comune-di-valle")
    files = [("file", file) for file in folder_files(lower).items()]
    chosen = ("contro", upper.plan)
    answer = post(client, "/verifica", *files, chosen)
    report = check_plans([lower], settings, upper=upper.plan)
    assert found(answer.text) == codes(report)
    # Nobody published its tables, so there is nothing to suggest from, and the page says so.
    assert "non ci sono proposte" in answer.text
    matrix = post(client, "/verifica/scarica", *files, chosen, ("forma", "matrix-xlsx"))
    assert matrix.status_code == 422
    assert "non ci sono le tabelle" in matrix.text


def test_an_upper_plan_that_is_not_here_is_told(client: FlaskClient) -> None:
    answer = post(client, "/verifica", ("esempio", SMALL), ("contro", "piano-ignoto"))
    assert answer.status_code == 422
    assert "piano-ignoto" in answer.text


def words_of(form: str, content: bytes) -> str:
    """All that a download says, whatever its form."""
    if form.endswith("xlsx") or form == "plan":
        book = load_workbook(io.BytesIO(content))
        return "\n".join(str(c.value) for sheet in book for row in sheet for c in row if c.value)
    if form.endswith(("docx", "odt")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [n for n in archive.namelist() if n in ("content.xml", "word/document.xml")]
            return re.sub(r"<[^>]+>", " ", html.unescape(archive.read(parts[0]).decode()))
    return html.unescape(content.decode())


REPORTS = ("html", "md", "csv", "json", "junit", "sarif", "ttl")
MATRICES = ("matrix-xlsx", "matrix-odt", "matrix-docx", "matrix-html")


def downloads(job: CheckJob, forms: tuple[str, ...]) -> dict[str, str]:
    """What each of some files says that a job can be given back as, after one check."""
    checked = checked_of(job)
    found = {}
    told = ("plan", "decisions", "judgements")
    report = examined(job, checked) if set(forms) - {*told} else None
    for form in forms:
        wanted = replace(job, want=form)
        if not report or form in told:
            outcome = file_of(wanted, checked, lambda _: None)
        else:
            outcome = written(wanted, checked, report)
        found[form] = words_of(form, outcome.body)
    return found


@pytest.fixture
def job(built: Settings, asking: bytes) -> CheckJob:
    return CheckJob(
        str(built.root), str(built.build), built.base, 5_000_000,
        files=(Upload("dup.xlsx", asking),), author="Rosa", today="2026-03-01",
    )  # fmt: skip


def test_an_accepted_suggestion_is_in_every_download_at_once(job: CheckJob) -> None:
    every = (*REPORTS, *MATRICES, "plan", "decisions")
    taken = ("OB-03", "psttm-2025-2027#M2-10", "accepted", "")
    before = downloads(job, every)
    after = downloads(replace(job, chosen=(taken,)), every)
    # What was missed before is not missed any more, in each form of the report.
    for form in REPORTS:
        assert before[form].count("COV-02") > after[form].count("COV-02") or form in (
            "junit",
            "sarif",
        ), form
        assert "OB-03" in before[form]
    silent = "L'obiettivo OB-03"
    for form in ("junit", "sarif", "csv", "html", "md"):
        assert silent in before[form], form
        assert silent not in after[form], form
    assert "M2-10" in json.loads(after["json"])["coverage"]["city"]["covered"]
    assert "M2-10" not in json.loads(before["json"])["coverage"]["city"]["covered"]
    for form in MATRICES:
        assert "OB-03 × M2-10" in after[form], form
        assert "OB-03 × M2-10" not in before[form], form
        assert "Proposta accettata" in after[form], form
        assert "Rosa, 2026-03-01" in after[form], form
    assert "psttm-2025-2027#M2-10" in after["plan"]
    assert "OB-03,psttm-2025-2027#M2-10,accepted" in after["decisions"]


def test_what_a_person_says_in_part_in_conflict_or_why_is_in_every_matrix_with_the_reason(
    job: CheckJob,
) -> None:
    said = {
        # One is declared to implement, one to contribute, one not at all.
        ("OB-01", "M1-02", "partial"): "Riguarda solo le pratiche edilizie",
        ("OB-10", "M2-12", "conflict"): "Le case servono a chi già lavora qui",
        ("OB-12", "M5-10", "motivated"): "L'ambulatorio porta le cure a quindici minuti",
    }
    chosen = tuple(
        (low, f"psttm-2025-2027#{up}", what, why) for (low, up, what), why in said.items()
    )
    had = downloads(replace(job, chosen=chosen), (*MATRICES, "html", "ttl"))
    for form in MATRICES:
        for (low, up, _), reason in said.items():
            assert f"{low} × {up}" in had[form], form
            assert reason in had[form], form
    rows = re.findall(r"(OB-\d+ × M\d-\d+)</th><td><span class=\"tone (\w+)", had["matrix-html"])
    verdicts = dict(rows)
    assert verdicts["OB-01 × M1-02"] == "partial"
    assert verdicts["OB-10 × M2-12"] == "incoherent"
    assert verdicts["OB-12 × M5-10"] == "partial"
    assert "CON-04" in had["ttl"]
    assert "COV-05" not in had["ttl"]
    assert "da «attua» a «contribuisce a»" in had["matrix-html"]


def test_a_question_is_asked_on_the_page_and_an_answer_can_be_taken_back(
    client: FlaskClient, book: bytes
) -> None:
    first = post(client, "/verifica", ("file", ("dup.xlsx", book))).text
    key, value = re.findall(r'name="(rilievo-COV-05-1)" value="([^"]+\tmotivated)"', first)[0]
    assert "Perché lo serve?" in first
    state: Fields = [
        *carried(first),
        (key, html.unescape(value)),
        (f"motivo-{key}", "Le cure vicine"),
    ]
    again = post(client, "/verifica", ("forma", "recheck"), *state).text
    assert "COV-05" not in found(again)
    assert "Scritta la motivazione della relazione." in again
    pair = html.unescape(value).rpartition("\t")[0]
    carry = [
        ("deciso", html.unescape(v)) for v in re.findall(r'name="deciso" value="([^"]*)"', again)
    ]
    back = post(
        client, "/verifica", ("forma", "recheck"), *carried(again), *carry, ("ritira", pair)
    )
    assert found(back.text)["COV-05"] == found(first)["COV-05"]


DOUBTFUL = "Nuova sala nei locali oggi dati al volontariato, con sedi per le associazioni"


def test_what_is_to_be_weighed_is_asked_in_plain_words_and_the_answer_is_in_every_file(
    client: FlaskClient, built: Settings
) -> None:
    book = f'code,text_it\nS1,"{DOUBTFUL}"\n'.encode()
    sent = ("file", ("sala.csv", book))
    page = post(client, "/verifica", sent).text
    assert "dalle parole non si capisce se lo serve o lo contrasta" in page
    # Nothing is said to be probable or possible of it.
    article = page[page.index('<article class="check-proposal">') :]
    article = article[: article.index("</article>")]
    assert set(re.findall(r"<strong>([A-Z][a-z ]+)</strong>", article)) == {"Da valutare"}
    for choice in (
        "Lo serve",
        "Non lo serve e non contrasta",
        "Lo serve in parte (con il motivo)",
        "Contrasta (con il motivo)",
        "Decido dopo",
    ):
        assert f"> {choice}<span" in article, choice
    values = {value.rpartition("\t")[2]: value for value in reversed(proposed(article, "[a-z]+"))}
    pair = values["conflict"].split("\t")[:2]
    upper = pair[1].partition("#")[2]
    job = CheckJob(
        str(built.root), str(built.build), built.base, 50_000_000, files=(Upload("sala.csv", book),),
        author="Rosa", today="2026-03-01",
    )  # fmt: skip
    every = (*REPORTS, *MATRICES, "plan", "decisions")
    reason = "Le associazioni restano senza sede"
    assert set(values) == {"accepted", "compatible", "partial", "conflict"}
    for decision in sorted(values, key="conflict".__eq__):
        answered = replace(job, chosen=((*pair, decision, reason),))  # type: ignore[arg-type]
        had = downloads(answered, every if decision == "conflict" else ("decisions",))
        assert f"S1,{pair[1]},{decision},{reason}" in had["decisions"]
    for form in (*MATRICES, "plan"):
        assert reason in had[form], form
    for form in REPORTS:
        assert "CON-04" in had[form], form
        assert upper in had[form], form
    # What was answered is not asked again.
    again = post(
        client, "/verifica?lang=en", sent, ("deciso", "\t".join((*pair, "compatible", "")))
    ).text
    assert f"Decided before, and not suggested again: {pair[1]}" in again
    assert "It conflicts (with the reason)" in again


def naming_nothing(job: CheckJob) -> bool:
    """Whether the matrix of a job is made, with no judgement in it."""
    return "valutato da" not in downloads(job, ("matrix-html",))["matrix-html"]


def test_a_chapter_is_judged_and_the_judgement_goes_with_the_plan(
    job: CheckJob, client: FlaskClient
) -> None:
    judged = ("missione 1", "psttm-2025-2027#missione 6", "indifferent", "Non tocca la salute")
    had = downloads(replace(job, judged=(judged,)), ("matrix-xlsx", "judgements", "plan"))
    assert "Non tocca la salute" in had["matrix-xlsx"]
    assert "valutato da Rosa, 2026-03-01" in had["matrix-xlsx"]
    assert "missione 1,psttm-2025-2027#missione 6,indifferente" in had["judgements"]
    # It is in the corrected workbook, and read from there again.
    corrected = file_of(
        replace(job, want="plan"), checked_of(replace(job, judged=(judged,))), lambda _: None
    ).body
    again = checked_of(replace(job, files=(Upload("corretto.xlsx", corrected),)))
    assert [(one.lower, one.upper, one.author) for one in again.judged] == [
        ("missione 1", "missione 6", "Rosa")
    ]
    # One without a reason waits for it; one that names no chapter is left out.
    assert checked_of(replace(job, judged=((*judged[:3], ""),))).waiting
    forged = ("missione 77", "psttm-2025-2027#M9-*", "coherent", "x")
    assert naming_nothing(replace(job, judged=(forged,)))
    fields: Fields = [
        ("giudizio-1-capitolo", "missione 1"),
        ("giudizio-1-missione", "psttm-2025-2027#missione 6"),
        ("giudizio-1-verdetto", "indifferent"),
        ("giudizio-1-motivo", "Non tocca la salute"),
    ]
    page = post(client, "/verifica", ("file", ("dup.xlsx", job.files[0].content)), *fields).text
    assert 'value="missione 1&#9;psttm-2025-2027#missione 6&#9;indifferent&#9;Non tocca la salute"' in page  # fmt: skip


def test_the_matrix_holds_further_plans_and_one_beside(client: FlaskClient, book: bytes) -> None:
    sent: Fields = [
        ("file", ("dup.xlsx", book)),
        ("anche", "ptm"),
        ("anche", "pums"),
        ("anche", "nonesuch"),
        ("accanto", ("vicino.csv", b"code,text_it\nV1,Costruire il ponte sul canale\n")),
    ]
    answer = post(client, "/verifica/scarica", ("forma", "matrix-html"), *sent)
    assert answer.status_code == 200, answer.text
    words = words_of("html", answer.data)
    for said in (
        "Coerenza esterna verticale: Piano strategico",
        "Piano Territoriale Metropolitano (PTM): finalità dichiarate da fonti pubbliche",
        "PTM-1 Tutela delle risorse non rinnovabili",
        "PUMS-C Sicurezza della mobilità stradale",
        "Coerenza esterna orizzontale: vicino",
        "V1 Costruire il ponte sul canale",
        "Relazioni dichiarate con un codice sbagliato",
        "«psttm-2025-2027#M3-60» non esiste nel piano sovraordinato; il più vicino è M3-06",
        "Coerenza interna",
    ):
        assert said in words, said
    page = post(client, "/verifica", ("lang", "it"), *sent).text
    assert 'name="nome-accanto" value="vicino.csv"' in page
    assert 'name="anche" value="ptm" checked' in page
    found = re.findall(r'name="((?:nome|portato)-accanto)" value="([^"]*)"', page)
    left_out = ("togli-accanto", "vicino.csv")
    without = post(client, "/verifica", left_out, *carried(page), *found).text
    assert "nome-accanto" not in without
    # A file of the same name that is sent in its place stays.
    again = post(client, "/verifica", left_out, *sent).text
    assert again.count('name="nome-accanto" value="vicino.csv"') == 1


@pytest.fixture(scope="module")
def two(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a dataset with the tables of two plans above, that of an example beside the strategic one."""
    return with_two_above(built, tmp_path_factory.mktemp("two"), VALLEY)


@pytest.fixture
def client_of_two(two: Settings) -> FlaskClient:
    store = open_store(two.build / "store")
    queries = read_queries(two.root / "queries")
    return create_app(two, store, read_manifest(two.build), queries).test_client()


def test_several_plans_above_and_beside_stand_in_one_report_and_every_file(
    client_of_two: FlaskClient, two: Settings, job: CheckJob
) -> None:
    titles = ("Piano strategico triennale", "Quadro strategico delle Valli")
    beside = b"code,text_it\nV1,Costruire il ponte sul canale\n"
    sent: Fields = [
        ("file", ("dup.xlsx", job.files[0].content)),
        ("contro", PSTTM),
        ("contro", VALLEY),
        ("contro", PSTTM),
        ("anche", "ptm"),
        *(("accanto", (f"vicino-{n}.csv", beside)) for n in (1, 2)),
    ]
    page = post(client_of_two, "/verifica", *sent).text
    for title in titles:
        assert f"Copertura per Missione · {title}" in page, title
    assert 'name="contro" value="esempio-quadro-2026-2028" checked' in page
    # Missions of two plans have the same numbers, and are told apart.
    assert re.findall(rf'<option value="(?:{PSTTM}|{VALLEY})#[0-9]">', page)
    # Something is suggested of each, and a chapter of each can be judged.
    suggested = {value.split("\t")[1].partition("#")[0] for value in proposed(page, "accepted")}
    assert suggested == {PSTTM, VALLEY}
    for plan in (PSTTM, VALLEY):
        assert f'<option value="{plan}#missione 1">' in page
    # What is decided of either is in every file.
    answers = (
        ("OB-03", f"{PSTTM}#M1-01", "conflict", "Ragione prima"),
        ("OB-03", f"{VALLEY}#V-02", "partial", "Ragione seconda"),
    )
    files = (
        *job.files,
        *(Upload(f"vicino-{n}.csv", beside, role=BESIDE) for n in (1, 2)),
    )
    asked = replace(
        job, root=str(two.root), build=str(two.build), upper=PSTTM, above=(VALLEY,), also=("ptm",),
        files=files, chosen=answers,
    )  # fmt: skip
    checked = checked_of(asked)
    report = examined(asked, checked)
    assert [plan.id for plan in report.beside] == ["vicino-1", "vicino-2"]
    for form in (*REPORTS, *MATRICES):
        words = words_of(form, written(replace(asked, want=form), checked, report).body)
        named = (PSTTM, VALLEY) if form == "ttl" else titles
        for said in (*named, *(("vicino 2",) if form in (*MATRICES, "html", "md", "json") else ())):
            assert said in words, (form, said)
        if form in MATRICES:
            assert "finalità dichiarate da fonti pubbliche" in words
            assert "Ragione prima" in words
            assert "Ragione seconda" in words
    for form in ("plan", "decisions"):
        words = words_of(form, file_of(replace(asked, want=form), checked, lambda _: None).body)
        for _, upper, _, reason in answers:
            assert upper in words
            assert reason in words


def test_more_plans_than_a_check_can_hold_are_refused_with_a_sentence(client: FlaskClient) -> None:
    above: Fields = [("contro", f"piano-{n}") for n in range(9)]
    answer = post(client, "/verifica", ("esempio", SMALL), *above)
    assert answer.status_code == 400
    assert "al più 8 piani sovraordinati, e qui sono 9" in answer.text
    beside: Fields = [("accanto", (f"{n}.csv", b"code,text_it\nV1,Uno\n")) for n in range(9)]
    answer = post(client, "/verifica?lang=en", ("esempio", SMALL), *beside)
    assert answer.status_code == 400
    assert "at most 8 plans beside, and here are 9" in answer.text


def test_the_page_begins_with_what_to_correct_and_keeps_forms_for_technicians_apart(
    client: FlaskClient, book: bytes
) -> None:
    page = post(client, "/verifica", ("file", ("dup.xlsx", book))).text
    assert page.index("Prima del Consiglio: che cosa correggere") < page.index('id="rilievi"')
    assert "Programma 1701 – Fonti energetiche" in page
    technical = page[page.index("Per tecnici") :]
    technical = technical[: technical.index("</details>")]
    for form in ("json", "junit", "sarif", "ttl"):
        assert page.count(f'value="{form}"') == technical.count(f'value="{form}"') == 1
    assert 'value="html"' not in technical
    # The debris of the scan is one click behind.
    assert "la [illeggibile] e favorire" in page
    debris = page.index("fglddg")
    assert page.rfind("<details>", 0, debris) > page.rfind("</details>", 0, debris)
