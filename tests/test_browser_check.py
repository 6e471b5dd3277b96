"""The check page in a real browser: drop a plan, read a finding, accept a suggestion, take the plan home."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from browsing import WIDTHS, examine, examine_in_both_themes, shorten, watched
from served import serving, with_two_above
from small_pdf import dup_docx, dup_pdf, small_pdf
from trama.check.findings import CheckReport, Coverage, Finding, PlanInfo, Share, Side
from trama.check.reports import write
from trama.model import StrategicObjective
from trama.plans.package import read_package
from trama.plans.readers import read_bytes
from trama.plans.writers.codes import Codes
from trama.plans.writers.xlsx import workbook
from trama.settings import Settings
from trama.submission.asked import EXAMPLES

pytestmark = pytest.mark.integration

# A browser says this of each answer with an error's status, which the page then shows.
REFUSED = "the server responded with a status of 4"


@pytest.fixture(scope="module")
def server(built: Settings) -> Iterator[str]:
    with serving(built.build, check_rate=0) as served:
        yield served.url.rstrip("/")


@pytest.fixture(scope="module")
def book(root: Path) -> bytes:
    """The small example, but its objective that serves none has words that are like some of the upper plan."""
    plan = read_package(root / "examples" / EXAMPLES[0], root=root)
    words = {
        "label_it": "Percorsi ciclabili",
        "text_it": "Estendere la rete dei percorsi ciclabili",
    }
    tables = plan.tables | {
        "objectives.csv": [
            replace(row, **words, passages=()) if row.code == "OB-13" else row
            for row in plan.rows(StrategicObjective)
        ]
    }
    return workbook(replace(plan, tables=tables), Codes())[0]


@pytest.fixture(params=WIDTHS)
def page(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDTHS[request.param], "height": 900})
    yield from watched(context.new_page(), server, forgiven=REFUSED)
    context.close()


@pytest.fixture
def plain(browser: Browser, server: str) -> Iterator[Page]:
    """A page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield from watched(context.new_page(), server)
    context.close()


def drop(page: Page, name: str, content: bytes, field: str = "#check-file") -> None:
    """Drop a file where the page takes one for a field, once its script listens."""
    page.wait_for_load_state()
    data = page.evaluate_handle(
        """([name, text]) => {
            const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], name));
            return data;
        }""",
        [name, base64.b64encode(content).decode()],
    )
    for kind in ("dragenter", "dragover", "drop"):
        area = page.locator("[data-drop]").filter(has=page.locator(field))
        area.dispatch_event(kind, {"dataTransfer": data})


def test_a_plan_is_dropped_checked_corrected_and_checked_again(
    page: Page, server: str, book: bytes
) -> None:
    page.goto(server)
    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    page.get_by_role("navigation", name="Sezioni").get_by_role(
        "link", name="Verifica un piano"
    ).click()
    expect(page.get_by_text("Il tuo file non viene conservato.")).to_be_visible()
    seen: list[str] = []
    page.expose_function("seen", lambda words: seen.append(words))
    page.evaluate(
        """() => new MutationObserver(() => {
            const said = document.querySelector("[data-said]");
            if (said) seen(said.textContent);
        }).observe(document.querySelector("[data-said]"), { childList: true })"""
    )
    drop(page, "dup.xlsx", book)
    expect(page.locator("[data-chosen]").first).to_have_text("dup.xlsx")
    page.get_by_role("button", name="Verifica il piano").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("comune piccolo"), timeout=60_000)
    expect(heading).to_be_focused()
    told = [words.partition(" ")[0] for words in seen]
    assert told == sorted(told, key=["Invio", "Lettura", "Confronto", "Ricerca", "Scrittura"].index)
    assert {"Invio", "Confronto"} <= set(told)

    # A finding, found by a word, with the words of both plans.
    cards = page.locator("[data-card]")
    total = cards.count()
    found = page.locator("[data-found]")
    expect(found).to_have_text(f"{total} rilievi su {total}")
    page.get_by_role("searchbox", name="Parole").fill("M3-60")
    expect(found).to_have_text(f"1 rilievo su {total}")
    card = page.locator("[data-card]:visible")
    expect(card.locator("blockquote")).to_have_count(2)
    expect(card.locator("blockquote").nth(0)).to_contain_text("collegamento ciclabile")
    expect(card.locator("blockquote").nth(1)).to_contain_text("rete ciclabile diffusa")
    expect(card).to_contain_text("Scrivere «psttm-2025-2027#M3-06»")
    page.get_by_role("searchbox", name="Parole").fill("")

    # One suggestion is accepted, and the plan is taken home.
    bare = page.locator("[data-group=COV-02] [data-card]")
    before = bare.count()
    # Hidden words are apart from their label, and a browser parts the two by a space: no colon comes between.
    page.get_by_role("radio", name=re.compile(r"^Accetta M\d-\d\d per OB-13$")).first.check()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Scarica il piano corretto").click()
    assert downloading.value.suggested_filename == f"{EXAMPLES[0]}.xlsx"
    corrected = downloading.value.path().read_bytes()
    # The report is still there: going on needs nothing from anew.
    assert cards.count() == total

    page.goto(f"{server}/verifica")
    page.locator("#check-file").set_input_files(
        {"name": "corretto.xlsx", "mimeType": "application/octet-stream", "buffer": corrected}
    )
    page.get_by_role("button", name="Verifica il piano").click()
    expect(heading).to_have_text(re.compile("comune piccolo"), timeout=60_000)
    assert page.locator("[data-group=COV-02] [data-card]").count() == before - 1
    expect(page.get_by_text("non c’è nulla da proporre")).to_be_visible()


def test_findings_are_filtered_by_severity_check_and_mission(page: Page, server: str) -> None:
    page.goto(f"{server}/verifica")
    page.locator(".check-examples button").first.click()
    page.locator("[data-report]").wait_for(timeout=60_000)
    shown = page.locator("[data-card]:not([hidden])")
    page.get_by_role("checkbox", name="Da valutare").uncheck()
    page.get_by_role("checkbox", name="Da completare").uncheck()
    severities = shown.evaluate_all("cards => cards.map(card => card.dataset.card)")
    assert severities
    assert set(severities) == {"violation"}
    page.get_by_role("checkbox", name="Da valutare").check()
    page.get_by_label("Missione", exact=True).select_option("2")
    missions = shown.evaluate_all("cards => cards.map(card => card.dataset.mission)")
    assert missions
    assert set(missions) == {"2"}
    # What was folded away is shown when it is sought.
    assert page.locator("[data-card]:visible").count() == len(missions)
    page.get_by_label("Missione", exact=True).select_option("")
    page.get_by_label("Controllo").select_option("REF-01")
    expect(page.locator("[data-group]:visible")).to_have_count(1)
    expect(page.locator("[data-found]")).to_have_text(re.compile("^1 rilievo"))


@pytest.mark.parametrize("lang", ["it", "en"])
def test_every_state_of_the_page_is_accessible(browser: Browser, server: str, lang: str) -> None:
    def accessible(page: Page) -> None:
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 900})
            examine_in_both_themes(page)

    context = browser.new_context(reduced_motion="reduce")
    for page in watched(context.new_page(), server, forgiven=REFUSED):
        page.goto(f"{server}/verifica?lang={lang}")
        page.locator("details summary").first.click()
        accessible(page)
        page.locator("#check-file").set_input_files(
            {"name": "rotto.csv", "mimeType": "text/csv", "buffer": b"code,text_it\nA,\nA,b\n"}
        )
        page.locator(".check-go button").click()
        page.locator("table").wait_for(timeout=60_000)
        accessible(page)
        page.goto(f"{server}/verifica?lang={lang}")
        page.locator(".check-examples button").nth(1).click()
        page.locator("[data-report]").wait_for(timeout=60_000)
        for fold in page.locator("[data-report] details").all():
            fold.evaluate("fold => fold.open = true")
        page.locator("input[value$=accepted]").first.check()
        shorten(page, 12)
        accessible(page)
    context.close()


def test_what_is_wrong_with_a_file_is_shown_and_can_be_mended(page: Page, server: str) -> None:
    page.goto(f"{server}/verifica")
    page.get_by_role("button", name="Verifica il piano").click()
    expect(page.locator("[data-trouble]")).to_have_text(
        "Scegli un file o incolla un elenco di obiettivi."
    )
    drop(page, "piano.csv", b"code,text_it,section\nA,Uno,Terza\nB,,SeS\n")
    page.get_by_role("button", name="Verifica il piano").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Il piano non si può ancora verificare", timeout=60_000
    )
    expect(page.get_by_role("cell", name="Terza", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Verifica il piano")).to_be_visible()


def test_a_check_can_be_stopped(page: Page, server: str) -> None:
    page.goto(f"{server}/verifica")
    page.evaluate(
        """() => new MutationObserver((_, watching) => {
            watching.disconnect();
            document.querySelector("[data-stop]").click();
        }).observe(document.querySelector("[data-progress]"), { attributes: true })"""
    )
    page.locator(".check-examples button").first.click()
    expect(page.locator("[data-progress]")).to_be_hidden()
    expect(page.locator("[data-report]")).to_have_count(0)
    expect(page.get_by_role("button", name="Verifica il piano")).to_be_visible()


def test_what_is_no_page_of_ours_is_told_in_a_sentence(page: Page, server: str) -> None:
    page.goto(f"{server}/verifica")
    page.route("**/verifica", lambda route: route.fulfill(status=413, body="413 by a proxy"))
    page.locator(".check-examples button").first.click()
    expect(page.locator("[data-trouble]")).to_contain_text("La connessione si è interrotta")
    expect(page.get_by_role("button", name="Verifica il piano")).to_be_visible()


def test_the_accepted_is_checked_again_in_place_and_the_report_is_had_in_english(
    page: Page, server: str
) -> None:
    page.goto(f"{server}/verifica")
    page.locator(".check-examples button").nth(1).click()
    page.locator("[data-report]").wait_for(timeout=60_000)
    bare = page.locator("[data-group=COV-02] [data-card]")
    before = bare.count()
    page.get_by_role("radio", name=re.compile("^(Accetta|Lo serve)")).first.check()
    page.get_by_role("button", name="Verifica di nuovo").click()
    expect(page.get_by_text("Con le proposte accettate: 1.")).to_be_visible(timeout=60_000)
    assert bare.count() == before - 1
    page.get_by_role("button", name="This report in English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en", timeout=60_000)
    assert bare.count() == before - 1
    with page.expect_download() as downloading:
        page.get_by_role("button", name="HTML", exact=True).click()
    assert "Check between plans" in downloading.value.path().read_text(encoding="utf-8")


def test_the_report_survives_reload_back_and_another_language(
    browser: Browser, server: str, book: bytes
) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    context = browser.new_context(viewport={"width": WIDTHS["desktop"], "height": 900})
    for page in watched(context.new_page(), server, forgiven=REFUSED):
        page.goto(f"{server}/verifica")
        drop(page, "dup.xlsx", book)
        page.get_by_role("button", name="Verifica il piano").click()
        report = page.locator("[data-report]")
        report.wait_for(timeout=60_000)
        accepted = page.locator("input[value$=accepted]").first
        accepted.check()
        page.get_by_role("textbox", name="Chi decide").fill("Anna Bianchi")
        page.reload()
        expect(report).to_be_visible()
        expect(accepted).to_be_checked()
        expect(page.get_by_role("textbox", name="Chi decide")).to_have_value("Anna Bianchi")
        # A mark in the page, another page and back, the form and forward again.
        page.get_by_role("navigation", name="In questa pagina").get_by_text("Copertura").click()
        expect(report).to_be_visible()
        page.goto(f"{server}/glossario")
        page.go_back()
        expect(report).to_be_visible()
        expect(accepted).to_be_checked()
        page.go_back()
        expect(report).to_be_visible()
        page.go_back()
        expect(page.get_by_role("button", name="Verifica il piano")).to_be_visible()
        page.go_forward()
        expect(report).to_be_visible()
        # The header's language has the report in English, frame and all, with what was accepted.
        bare = page.locator("[data-group=COV-02] [data-card]").count()
        page.locator("header a[hreflang=en]").click()
        expect(page.locator("html")).to_have_attribute("lang", "en", timeout=60_000)
        expect(page.get_by_role("heading", name="Findings")).to_be_visible()
        assert page.locator("[data-group=COV-02] [data-card]").count() == bare - 1
        expect(page.get_by_role("link", name="Check a plan")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="Findings")).to_be_visible()
        # On paper each chapter begins a page, and nothing is folded away or left out.
        page.emulate_media(media="print")
        for part in ("rilievi", "copertura", "limiti"):
            expect(page.locator(f"[aria-labelledby={part}]")).to_be_visible()
        breaks = page.locator("[aria-labelledby=copertura], [aria-labelledby=limiti]").evaluate_all(
            "all => all.map(each => getComputedStyle(each).breakBefore)"
        )
        assert breaks == ["page", "page"]
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("[data-report] details:not([open])").count() == 0
        page.emulate_media(media="screen")
        # Where the browser keeps nothing, leaving asks first.
        page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
        page.get_by_role("button", name="Check again").click()
        page.get_by_text("With what you accepted: 1").wait_for(timeout=60_000)
        page.once("dialog", leave)
        page.reload()
        assert asked == ["beforeunload"]
    context.close()


def test_it_works_without_script(plain: Page, server: str, book: bytes) -> None:
    plain.goto(f"{server}/verifica")
    plain.locator("#check-file").set_input_files(
        {"name": "dup.xlsx", "mimeType": "application/octet-stream", "buffer": book}
    )
    plain.get_by_role("button", name="Verifica il piano").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text(
        re.compile("comune piccolo"), timeout=60_000
    )
    expect(plain.locator("[data-filter]")).to_be_hidden()
    expect(plain.locator("[data-group=REF-01] blockquote")).to_have_count(2)
    plain.get_by_role("radio", name=re.compile("^Accetta")).first.check()
    with plain.expect_download() as downloading:
        plain.get_by_role("button", name="Scarica il piano corretto").click()
    assert downloading.value.path().read_bytes().startswith(b"PK")
    plain.get_by_role("button", name="Verifica di nuovo").click()
    expect(plain.get_by_text("Con le proposte accettate: 1.")).to_be_visible(timeout=60_000)


def test_several_plans_are_chosen_by_keyboard_and_stand_in_one_report(
    browser: Browser, built: Settings, book: bytes, tmp_path: Path
) -> None:
    upper = "esempio-quadro-2026-2028"
    two = with_two_above(built, tmp_path, upper)
    beside = [
        {"name": f"vicino-{n}.csv", "mimeType": "text/csv", "buffer": b"code,text_it\nV1,Ponte\n"}
        for n in (1, 2)
    ]
    context = browser.new_context(java_script_enabled=False)
    with serving(two.build, root=two.root, check_rate=0) as served:
        for page in watched(context.new_page(), served.url.rstrip("/")):
            page.goto(f"{served.url}verifica")
            page.locator("#check-file").set_input_files(
                {"name": "dup.xlsx", "mimeType": "application/octet-stream", "buffer": book}
            )
            choice = page.get_by_role("group", name="A confronto con").get_by_role("checkbox")
            expect(choice).to_have_count(5)
            choice.first.focus()
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
            expect(choice.nth(1)).to_be_checked()
            choice.nth(2).check()
            page.get_by_text("Piani accanto al tuo").click()
            page.locator("#check-beside").set_input_files(beside)  # type: ignore[arg-type]
            page.get_by_role("button", name="Verifica il piano").click()
            lead = page.locator("[data-report] .lead")
            expect(lead).to_contain_text("Quadro strategico delle Valli", timeout=60_000)
            expect(lead).to_contain_text("Accanto: vicino 1; vicino 2.")
            for width in WIDTHS.values():
                page.set_viewport_size({"width": width, "height": 900})
                assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
            also = page.get_by_role("group", name="Nello stesso documento anche contro")
            expect(also.get_by_role("checkbox").first).to_be_checked()
            page.get_by_role("group", name="Piani accanto").get_by_role("checkbox").last.check()
            with page.expect_download() as downloading:
                page.get_by_role("button", name="HTML delle matrici").click()
            words = downloading.value.path().read_text("utf-8")
            for told, there in (
                ("Piano strategico triennale", True),
                ("Quadro strategico delle Valli", True),
                ("(PTM): finalità dichiarate", True),
                ("vicino 1", True),
                ("vicino 2", False),
            ):
                assert (told in words) is there, told
    context.close()


def test_the_first_view_is_light(page: Page, server: str) -> None:
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(f"{server}/verifica")
    page.wait_for_load_state("load")
    own = [url for url in asked if "/static/check/" in url]
    assert sorted(url.rpartition("/")[2] for url in own) == ["check.css", "check.js"]
    assert sum(len(page.request.get(url).body()) for url in own) < 20_000


def read_and_confirm(page: Page, server: str, name: str, content: bytes, where: str) -> None:
    """Drop a document, correct a row, leave one out, confirm, and read a finding with its place."""
    page.goto(f"{server}/verifica")
    drop(page, name, content)
    page.get_by_role("button", name="Verifica il piano").click()
    expect(page.get_by_text("Lettura da confermare")).to_be_visible(timeout=60_000)
    rows = page.locator(".check-row")
    expect(rows).to_have_count(4)
    examine(page)
    expect(rows.nth(1)).to_contain_text(where)
    rows.nth(1).get_by_label("Testo").fill("Mettere a dimora alberi nei viali")
    rows.nth(2).get_by_label("Codice").fill("1.1.9")
    rows.nth(3).get_by_label("escludi").check()
    page.get_by_role("button", name="Conferma e verifica").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Documento Unico di Programmazione", timeout=60_000)
    expect(page.get_by_text("lettura non confermata")).to_have_count(0)
    # What stands below a strategic objective answers through it.
    page.get_by_role("searchbox", name="Parole").fill("città che respira")
    card = page.locator("[data-card]:visible").first
    expect(card).to_contain_text("1.1")
    expect(card.locator("blockquote").first).to_contain_text("Una città che respira")


def test_a_pdf_is_dropped_corrected_confirmed_and_read_with_its_page(
    page: Page, server: str
) -> None:
    read_and_confirm(page, server, "dup.pdf", dup_pdf(), "pag. 1")
    card = page.locator("[data-card]:visible").first
    expect(card).to_contain_text("pag. 1")
    # What was confirmed goes with the plan that is taken home.
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Scarica il piano corretto").click()
    plan = read_bytes(downloading.value.path().read_bytes(), "dup.xlsx")
    assert [o.code for o in plan.rows(StrategicObjective)] == ["1.1", "1.1.1", "1.1.9"]


def test_a_word_file_is_dropped_corrected_confirmed_and_read_with_its_place(
    page: Page, server: str
) -> None:
    read_and_confirm(page, server, "dup.docx", dup_docx(), "tabella 1, riga 2, colonna 2")
    card = page.locator("[data-card]:visible").first
    expect(card).to_contain_text("paragrafo 3")


AGAINST = (
    ("Aprire uno sportello per i pendolari", "Mettere a norma i sottopassi"),
    ("Rimuovere la pista ciclabile di via Roma", "Rinnovare la segnaletica"),
)
FOR = (
    ("Estendere la rete delle piste ciclabili", "Rendere accessibili le stazioni"),
    ("Rinnovare il parco degli autobus", "Integrare le tariffe"),
)


def two_pages(title: str, letters: str, objectives: tuple[tuple[str, str], ...]) -> bytes:
    """A plan of two pages, a chapter with two objectives on each."""
    pages = []
    for number, (first, second) in enumerate(objectives, 1):
        lines = [
            (60, 110, f"CAPITOLO {number}. Interventi", 15, True),
            (60, 150, f"{letters}.{number}.1 - {first}", 11, False),
            (60, 180, f"{letters}.{number}.2 - {second}", 11, False),
        ]
        pages.append(([*([(60, 60, title, 20, True)] if number == 1 else []), *lines], []))
    return small_pdf(pages)


def test_two_documents_are_dropped_and_a_finding_quotes_both_with_their_pages(
    browser: Browser, server: str
) -> None:
    context = browser.new_context(viewport={"width": WIDTHS["phone"], "height": 900})
    for page in watched(context.new_page(), server):
        page.goto(f"{server}/verifica")
        drop(page, "agenda.pdf", two_pages("Agenda della mobilità 2026-2028", "LA", AGAINST))
        drop(page, "piano.pdf", two_pages("Piano della mobilità 2026", "OB", FOR), "#check-upper")
        expect(page.locator("[data-chosen]")).to_have_text(["agenda.pdf", "piano.pdf"])
        # Theirs alone: the published plan is unticked, by keyboard.
        page.get_by_role("checkbox", name="Piano strategico triennale").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Verifica il piano").click()
        page.get_by_role("button", name="Conferma e verifica").click(timeout=60_000)
        lead = page.locator("[data-report] .lead")
        expect(lead).to_have_text("A confronto con Piano della mobilità 2026.", timeout=60_000)
        page.get_by_label("Controllo").select_option("CON-07")
        figures = page.locator("[data-card]:visible").first.locator("figure")
        expect(figures).to_have_count(2)
        expect(figures.nth(0)).to_contain_text("Rimuovere la pista ciclabile di via Roma")
        expect(figures.nth(0)).to_contain_text("pag. 2")
        expect(figures.nth(1)).to_contain_text("Estendere la rete delle piste ciclabili")
        expect(figures.nth(1)).to_contain_text("pag. 1")
        # It is there still after another check, and can be left out.
        page.get_by_role("button", name="Verifica di nuovo").click()
        expect(
            page.get_by_role("group", name="Piani sovraordinati che hai caricato")
        ).to_be_visible(timeout=60_000)
        expect(lead).to_contain_text("Piano della mobilità 2026")
        examine(page)
    context.close()


def test_a_reading_is_confirmed_without_a_script(plain: Page, server: str) -> None:
    plain.goto(f"{server}/verifica")
    plain.locator("#check-file").set_input_files(
        {"name": "dup.pdf", "mimeType": "application/pdf", "buffer": dup_pdf()}
    )
    plain.get_by_role("button", name="Verifica il piano").click()
    expect(plain.locator(".check-row")).to_have_count(4)
    expect(plain.locator(".check-row").first.get_by_role("img")).to_be_visible()
    plain.get_by_role("button", name="Verifica senza confermare").click()
    expect(plain.get_by_text("lettura non confermata")).to_be_visible()


def test_the_first_page_of_a_report_is_one_printed_page(browser: Browser, root: Path) -> None:
    side = Side("https://w3id.org/trama/id/dup/objective/OB-1", "OB-1", "Uno", "OB-1", "x", "dup")
    findings = tuple(
        Finding(
            "REF-01", "unknown-objective", "reference", ("warning", "violation")[number % 2],
            side, None, {"it": "x"}, {"it": f"Scrivere {number} " + "una parola dopo l'altra " * (number % 9)},
            {}, "dup", {"it": f"Programma {number % 14} – Nome piuttosto lungo di un ufficio del comune"},
        )
        for number in range(300)
    )  # fmt: skip
    title = "Documento Unico di Programmazione 2026-2028 di un comune dal nome piuttosto lungo"
    plans = [PlanInfo(name, name, {"it": title}) for name in ("upper", "dup")]
    report = CheckReport(plans[0], (plans[1],), findings, Coverage((), Share("", {"it": "x"})))
    page = browser.new_page()
    page.set_content(write(report, "html"))
    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    page.close()
    first, second = (sheets[n].get_textpage().get_text_bounded() for n in (0, 1))
    assert "Prima del Consiglio" in first
    assert "non stanno in questa pagina" in first
    assert second.lstrip().startswith("In breve")
