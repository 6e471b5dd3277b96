"""Which rows of a document are objectives, and which but look so: a small page of our own for each kind."""

from __future__ import annotations

import pytest

from trama.plans.readers.documents.html import read_html
from trama.plans.readers.documents.proposal import OPERATIONAL, STRATEGIC, Proposal
from trama.plans.readers.documents.recognise import recognise


def read(page: str) -> Proposal:
    return recognise(read_html(f"<html>{page}</html>".encode(), "piano.html"), "piano.html")


@pytest.mark.parametrize("short", ["Ob. op.", "OB.OP.", "Obiett. oper.", "O.O.", "Obiettivo op."])
def test_a_word_that_is_written_short_says_what_it_is(short: str) -> None:
    page = f"""<p><b>OB. STRAT. 1.1: Riscuotere con equità</b></p><p><b>MISSIONE 01 SERVIZI ISTITUZIONALI, GENERALI E DI GESTIONE</b></p>
    <p><b>Programma 04 Gestione delle entrate tributarie e servizi fiscali</b></p><p><b>{short} 1.1.a</b> Verificare le utenze.</p>
    <p>Azione di mandato: M1-03</p><p><b>{short} 1.1.b</b> Rateizzare i debiti.</p><p>Azioni di mandato: M1-04, M1-05</p>"""
    rows = read(page).rows
    assert [(row.kind, row.code, row.text, row.programme) for row in rows] == [
        (STRATEGIC, "1.1", "Riscuotere con equità", ""),
        (OPERATIONAL, "1.1.a", "Verificare le utenze.", "0104"),
        (OPERATIONAL, "1.1.b", "Rateizzare i debiti.", "0104"),
    ]


def test_public_value_is_an_objective_by_its_code() -> None:
    page = """<h2>2.1 Valore pubblico</h2><p>Il valore pubblico è il benessere di chi vive qui.</p>
    <p><b>VP1.</b> Una valle che resta viva.</p><p><b>VP2.</b> Camminare sicuri: marciapiedi per tutti.</p>
    <h2>2.2 Performance</h2><p><b>Obiettivo 1 –</b> Rifare i marciapiedi della piazza.</p><p>Collegamento al valore pubblico: VP2</p>"""
    assert [(row.kind, row.code) for row in read(page).rows] == [
        (STRATEGIC, "VP1"),
        (STRATEGIC, "VP2"),
        (OPERATIONAL, "1"),
    ]
