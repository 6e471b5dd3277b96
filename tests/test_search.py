"""Search finds words by stem, accent or not, and beginning, and shows where; its index is made whole or not at all."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store
from rdflib import RDF, Graph, URIRef
from rdflib import RDFS as RDFS_
from rdflib import SKOS as SKOS_
from typer.testing import CliRunner

from trama.cli import app
from trama.errors import QueryError
from trama.language.matching import MATCHES, functions, highlight, matches, words_of
from trama.namespaces import RDFS, SKOS
from trama.query import search as module
from trama.query.hits import match_of
from trama.query.search import build, index_of
from trama.query.seek import seek
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app

SD = "http://www.w3.org/ns/sparql-service-description#"
TURTLE = {"Accept": "text/turtle"}


@pytest.fixture(scope="module")
def index(built: Settings, store: OxigraphStore) -> Path:
    release = built.build / "releases" / read_manifest(built.build)["version"]
    return index_of(release, store)


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore) -> FlaskClient:
    return create_app(built, store, read_manifest(built.build), {}).test_client()


def found(index: Path, words: str, lang: str = "it", limit: int = 200) -> list[str]:
    hits = seek(index, words, lang, limit=limit).hits
    return [hit.iri.partition("/id/")[2] for hit in hits]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("rete verde metropolitana", "psttm-2025-2027/objective/M2-15"),
        ("RETI VERDI", "psttm-2025-2027/objective/M2-15"),
        ("completament cintura parco", "psttm-2025-2027/objective/M2-15"),
        ("M2-15", "psttm-2025-2027/objective/M2-15"),
        ("PTM", "instrument/ptm"),
        ("piano territoriale metropolitano", "instrument/ptm"),
        ("sesto", "comune/015209"),
        ("città", "actor/citta-metropolitana-milano"),
        ("citta", "actor/citta-metropolitana-milano"),
    ],
)
def test_things_are_found_by_their_words(index: Path, words: str, wanted: str) -> None:
    assert wanted in found(index, words)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("acqua", "acque"),
        ("metropolitano", "metropolitane"),
        ("qualità", "qualita"),
        ("mobilità", "MOBILITÀ"),
        ("comune", "comuni"),
        ("parco", "parchi"),
    ],
)
def test_forms_of_a_word_find_each_other(one: str, other: str) -> None:
    assert matches(f"testo con {one} dentro", other)
    assert matches(f"testo con {other} dentro", one)


@pytest.mark.parametrize(
    ("text", "words", "answer"),
    [
        ("pianificazione territoriale", "pianif", True),
        ("pianificazione territoriale", "pi", False),
        ("dell'acqua potabile", "acqua", True),
        ("dell’aria", "l'aria", True),
        ("la rete e il verde", "rete del verde", True),
        ("la rete", "rete verde", False),
        ("di", "di", True),
        ("", "rete", False),
        ("smaterializzazione", "materia", False),
    ],
)
def test_all_words_must_be_there_by_stem_or_beginning(text: str, words: str, answer: bool) -> None:
    assert matches(text, words) is answer


def test_the_name_comes_before_the_mention(index: Path) -> None:
    assert found(index, "rete verde metropolitana")[0] == "instrument/rete-verde-metropolitana"
    assert found(index, "Milano")[0] in ("comune/015146", "zone/8")


def test_english_texts_are_searched_in_english(index: Path) -> None:
    assert "psttm-2025-2027/objective/M2-15" in found(index, "green network", "en")
    assert "psttm-2025-2027/objective/M2-15" not in found(index, "green network", "it")


def test_the_index_and_the_function_understand_words_alike(
    index: Path, store: OxigraphStore
) -> None:
    """The index finds the things that the plain definition finds, for words of all kinds."""
    held = "SELECT iri FROM terms JOIN documents ON id = terms.rowid WHERE terms MATCH ? AND lang = 'it'"
    with sqlite3.connect(index) as connection:
        rows = connection.execute("SELECT iri, title, body FROM documents WHERE lang = 'it'")
        texts = {iri: f"{title}\n{body}" for iri, title, body in rows}
        for words in ("rete verde", "acque", "tpl", "qualita aria", "comun", "giovani", "sport"):
            defined = {iri for iri, text in texts.items() if matches(text, words)}
            rows = connection.execute(held, (match_of(words_of(words, "it"), "it"),))
            assert {iri for (iri,) in rows} == defined, words


def test_what_was_found_is_marked(index: Path) -> None:
    hit = next(
        hit for hit in seek(index, "rete cintura", "it").hits if hit.iri.endswith("objective/M2-15")
    )
    assert {part.text for part in hit.passage if part.found} == {"Rete", "cintura"}
    whole = "Attuazione del disegno della Rete Verde"
    assert "".join(part.text for part in highlight(whole, "reti", "it")) == whole


def test_pages_of_hits_join_up(index: Path) -> None:
    whole = found(index, "piano", limit=1000)
    total = seek(index, "piano", "it").total
    assert len(whole) == total > 40
    pages = [
        hit.iri.partition("/id/")[2]
        for offset in range(0, total, 7)
        for hit in seek(index, "piano", "it", limit=7, offset=offset).hits
    ]
    assert pages == whole
    assert seek(index, "piano", "it", offset=10_000).total == total


@given(st.text(max_size=60))
def test_any_words_are_looked_for_or_refused(index: Path, words: str) -> None:
    try:
        hits = seek(index, words, "it", limit=3).hits
    except QueryError:
        assert not any(char.isascii() and char.isalnum() for char in words)
    else:
        assert all("".join(part.text for part in hit.title) for hit in hits)


@given(st.text(max_size=200), st.text(alphabet="abcdeàè '*\"", min_size=1, max_size=10))
def test_marking_changes_no_text(text: str, words: str) -> None:
    try:
        parts = list(highlight(text, words, "it"))
    except QueryError:
        return
    assert "".join(part.text for part in parts) == text


def test_too_many_letters_are_refused(index: Path) -> None:
    with pytest.raises(QueryError, match="more than 500"):
        seek(index, "parola " * 100, "it")


def test_the_same_store_gives_the_same_index(store: OxigraphStore, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(store, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_index_that_fails_leaves_nothing_behind(
    store: OxigraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(module, "terms_of", fail)
    with pytest.raises(OSError, match="disk full"):
        index_of(tmp_path, store)
    assert list(tmp_path.iterdir()) == []


def test_search_is_a_function_of_sparql() -> None:
    engine = Store()
    for number, (label, lang) in enumerate(
        [("Qualità dell'aria", "it"), ("Air quality", "en"), ("Rete verde", "it")]
    ):
        node = NamedNode(f"http://example.org/{number}")
        engine.add(Quad(node, RDFS.label, Literal(label, language=lang)))

    def ask(words: str) -> set[str]:
        query = f"SELECT ?l WHERE {{ ?s {RDFS.label} ?l FILTER({MATCHES}(?l, {Literal(words)})) }}"
        answer = engine.query(query, custom_functions=functions())
        assert isinstance(answer, QuerySolutions)
        return {row["l"].value for row in answer}

    assert ask("qualita aria") == {"Qualità dell'aria"}
    assert ask("qualities") == {"Air quality"}
    assert ask("...") == set()


def test_search_is_served_to_people_and_programs(client: FlaskClient) -> None:
    page = client.get("/search?q=reti+verdi", headers={"Accept": "text/html"})
    assert "<mark>" in page.text
    assert 'href="/page/psttm-2025-2027/objective/M2-15"' in page.text
    answer = client.get("/search?q=reti+verdi", headers={"Accept": "application/json"})
    assert answer.json["total"] >= len(answer.json["hits"]) > 3
    assert any(part["found"] for hit in answer.json["hits"] for part in hit["passage"])
    first = client.get("/search?q=piano&format=json&per_page=5")
    assert 'rel="next"' in first.headers["Link"]
    assert client.get("/search", headers={"Accept": "text/html"}).status_code == 200
    for address, parameter in (
        ("/search?format=json", "q"),
        ("/search?q=x&page=0", "page"),
        ("/search?q=x&per_page=101", "per_page"),
        (f"/search?format=json&q={'x' * 501}", "q"),
    ):
        refused = client.get(address)
        assert refused.status_code == 400, address
        assert json.loads(refused.data)["parameter"] == parameter


@pytest.mark.parametrize(
    ("words", "wanted", "led"),
    [
        ("case popolari", "M5-06", "edilizia residenziale pubblica"),
        ("alloggi", "M5-06", "edilizia residenziale pubblica"),
        ("smog", "M2-04", "qualità dell'aria"),
        ("anziani", "M6-01", "servizi sociali"),
        ("piste ciclabili", "M3-06", "rete ciclabile"),
        ("pista ciclabile", "M3-06", "rete ciclabile"),
        ("spazzatura", "M2-09", "rifiuti"),
    ],
)
def test_everyday_words_find_what_they_mean_and_what_led_there(
    index: Path, words: str, wanted: str, led: str
) -> None:
    (hit,) = (hit for hit in seek(index, words, "it").hits if hit.code == wanted)
    assert led in hit.led
    assert any(part.found for part in (*hit.title, *hit.passage))


def test_what_only_touches_on_a_theme_does_not_bury_what_is_for_it(index: Path) -> None:
    assert [hit.code for hit in seek(index, "smog", "it").hits][:1] == ["M2-04"]
    assert all("particolare" not in hit.led for hit in seek(index, "smog", "it").hits)


def test_what_only_begins_so_comes_after_what_speaks_of_it(index: Path) -> None:
    codes = [hit.code for hit in seek(index, "bus", "it", limit=50).hits]
    assert codes.index("M3-02") < codes.index("015040")


def test_a_thesaurus_comes_after_what_the_plan_says(index: Path) -> None:
    kinds = [hit.kind for hit in seek(index, "case popolari", "it").hits]
    assert SKOS.Concept.value in kinds
    assert kinds.index(SKOS.Concept.value) == len(kinds) - kinds.count(SKOS.Concept.value)


def test_other_words_still_count_beside_everyday_ones(index: Path) -> None:
    both = {hit.code for hit in seek(index, "case popolari regione", "it").hits}
    assert both == {"M5-07"}


def test_any_word_is_enough_where_nothing_has_all(index: Path) -> None:
    found = seek(index, "alloggi cinematografi", "it")
    assert found.loose
    assert "M5-06" in [hit.code for hit in found.hits]
    assert not seek(index, "rete verde", "it").loose
    assert seek(index, "xyzzy qwerty", "it").total == 0


def test_an_objective_and_its_passage_are_one_entry(index: Path) -> None:
    found = seek(index, "cintura di parchi", "it", limit=500)
    codes = [hit.code for hit in found.hits if hit.code == "M2-15"]
    assert codes == ["M2-15"]
    # The passage alone is found no more, and what it says beyond the objective leads to the objective.
    assert "M2-15" in [h.code for h in seek(index, "M2-15", "it").hits][:1]
    with sqlite3.connect(index) as connection:
        owned = connection.execute("SELECT passage FROM owners").fetchall()
    assert not {hit.iri for hit in found.hits} & {passage for (passage,) in owned}
    assert len(owned) > 60


def test_kinds_are_facets_of_the_same_question(index: Path) -> None:
    every = seek(index, "rete verde", "it", limit=500)
    assert sum(count for _, count in every.kinds) == every.total == len(every.hits)
    for kind, count in every.kinds:
        some = seek(index, "rete verde", "it", limit=500, kind=kind)
        assert some.total == count == len(some.hits)
        assert {hit.kind for hit in some.hits} == {kind}
        assert some.kinds == every.kinds


def test_the_page_tells_what_led_there_and_when_any_word_was_enough(client: FlaskClient) -> None:
    page = client.get("/search?q=case+popolari", headers={"Accept": "text/html"}).text
    assert "Ci portano le parole" in page
    assert "edilizia residenziale pubblica" in page
    facets = client.get("/search?q=rete+verde", headers={"Accept": "text/html"}).text
    assert "tipo=StrategicObjective" in facets
    english = client.get("/search?q=council+housing&lang=en", headers={"Accept": "text/html"}).text
    assert "objective/M5-06" in english
    loose = client.get("/search?q=alloggi+cinematografi", headers={"Accept": "text/html"}).text
    assert "Nulla ha tutte queste parole" in loose
    told = client.get("/search?q=smog&format=json").json
    assert told["any_word"] is False
    assert told["hits"][0]["led_by"]
    assert sum(told["kinds"].values()) == told["total"]


def test_the_words_looked_for_are_shown_as_text(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text


def test_the_command_searches(
    built: Settings, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    done = CliRunner().invoke(app, ["search", "rete", "verde", "--limit", "3"])
    assert done.exit_code == 0
    assert "instrument/rete-verde-metropolitana" in done.output
    listed = CliRunner().invoke(app, ["search", "rete", "verde", "--format", "json"])
    assert json.loads(listed.output)["total"] > 3
    assert CliRunner().invoke(app, ["search", "xyzzy"]).exit_code == 1
    homes = CliRunner().invoke(app, ["search", "case popolari", "--kind", "StrategicObjective"])
    assert "objective/M5-06" in homes.output
    assert "ci portano: edilizia residenziale pubblica" in homes.output
    assert "EuroVoc" not in homes.output


def test_the_function_of_search_says_what_it_is_where_its_name_leads(client: FlaskClient) -> None:
    local = MATCHES.value.removeprefix("https://w3id.org/trama")
    for accept, form in (
        ("text/html", ""),
        ("text/turtle", ".ttl"),
        ("application/ld+json", ".jsonld"),
    ):
        lead = client.get(local, headers={"Accept": accept})
        assert lead.status_code == 303
        assert lead.headers["Location"].endswith(f"{local}{form}")
        answer = client.get(lead.headers["Location"])
        assert answer.mimetype == accept
        assert "fn:matches(?label" in answer.text
    graph = Graph().parse(data=client.get(local, headers=TURTLE, follow_redirects=True).data)
    node = URIRef(MATCHES.value)
    assert (node, RDF.type, URIRef(f"{SD}Function")) in graph
    for predicate in (RDFS_.label, SKOS_.definition, SKOS_.example):
        assert {text.language for text in graph.objects(node, predicate)} == {"it", "en"}
    for lang in ("it", "en"):
        assert "fn:matches(?label" in client.get(f"/ns/?lang={lang}").text


def test_the_example_of_the_function_runs(built: Settings, store: OxigraphStore) -> None:
    text = f"SELECT ?example {{ {MATCHES} {SKOS.example} ?example }}"
    found = [row["example"] for row in store.query(text)]  # type: ignore[union-attr]
    assert {literal.language for literal in found} == {"it", "en"}
    for literal in found:
        query = literal.value[literal.value.index("PREFIX") :]
        labels = {row["label"].value for row in store.query(query)}  # type: ignore[union-attr]
        assert labels
        assert all(
            matches(label, "reti verdi") or matches(label, "green networks", "en")
            for label in labels
        )


def test_the_service_says_that_it_knows_the_function(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/sparql", headers=TURTLE).data)
    known = set(graph.objects(None, URIRef(f"{SD}extensionFunction")))
    assert known == {URIRef(MATCHES.value)}
