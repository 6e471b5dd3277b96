"""The query page on the server's side: the gallery, the forms, the address, and the code it gives."""

from __future__ import annotations

import ast
import html
import json
import os
import re
import subprocess
import sys
import zlib
from base64 import urlsafe_b64encode
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from needs import program
from trama.errors import QueryError
from trama.messages import sentences
from trama.namespaces import Names
from trama.query.gallery import groups
from trama.query.headings import heading, headings
from trama.query.library import Query, read_queries
from trama.query.snippets import snippets
from trama.query.vocabulary import Vocabulary, choices, read_vocabulary
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web import create_app
from trama.web.pages.query import MOST_NAMES, RESERVED, pack, unpack

ENDPOINT = "https://dati.example.org/sparql"
ACCENTED = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX trama: <https://w3id.org/trama/ns#>
SELECT ?code ?label WHERE {
  ?objective a trama:StrategicObjective ; skos:notation ?code ; skos:prefLabel ?label .
  FILTER(LANG(?label) = "it" && CONTAINS(?label, "mobilità") && !CONTAINS(?label, '\\\\'))
}
ORDER BY ?code"""
GRAPH = """PREFIX trama: <https://w3id.org/trama/ns#>
CONSTRUCT { ?driver trama:combines ?objective } WHERE { ?driver trama:combines ?objective }"""
ASK = "ASK { ?plan a <https://w3id.org/trama/ns#Plan> }"

texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), min_size=1
) | st.text(st.sampled_from("ab\"'\\\n()-r{}SPARQL_ "), min_size=1)


@pytest.fixture(scope="module")
def queries(root: Path) -> dict[str, Query]:
    return read_queries(root / "queries")


@pytest.fixture(scope="module")
def client(built: Settings, store: OxigraphStore, queries: dict[str, Query]) -> FlaskClient:
    return create_app(built, store, read_manifest(built.build), queries).test_client()


@pytest.fixture(scope="module")
def words(store: OxigraphStore) -> Vocabulary:
    return read_vocabulary(store, Names(), "it")


def code(name: str, query: str, endpoint: str = ENDPOINT) -> str:
    return next(each.code for each in snippets(query, endpoint) if each.name == name)


def text_of(page: str) -> str:
    """The query in a page, as a browser reads it: the first line break of a textarea is not in it."""
    found = re.search(r'<textarea id="query"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_every_ready_query_is_in_the_gallery_once(
    client: FlaskClient, queries: dict[str, Query]
) -> None:
    page = client.get("/interroga").text
    addresses = [html.unescape(found) for found in re.findall(r'href="(/interroga\?[^"]*)"', page)]
    named = [
        name for each in addresses for name in parse_qs(urlsplit(each).query).get("pronta", [])
    ]
    assert sorted(named) == sorted(queries)
    for query in queries.values():
        assert html.escape(query.title["it"], quote=False) in page


def test_no_ready_query_is_left_without_a_group(queries: dict[str, Query]) -> None:
    assert "Altre" not in [group.title["it"] for group in groups(queries)]


def test_a_query_that_no_group_knows_is_shown_all_the_same() -> None:
    query = Query("zzz", "ASK {}", {"it": "?", "en": "?"}, {"it": "", "en": ""}, (), {})
    (group,) = groups({"zzz": query})
    assert group.title["en"] == "Others"
    assert group.queries == (query,)


def test_every_parameter_offers_its_values_and_its_default_is_one(
    queries: dict[str, Query], words: Vocabulary
) -> None:
    found = [parameter for query in queries.values() for parameter in query.parameters]
    assert found
    for parameter in found:
        offered = {choice.value for choice in choices(words, parameter.name)}
        assert offered, parameter.name
        # A parameter that has none is any value, until one is chosen.
        assert parameter.default in {*offered, None}, parameter.name


def test_no_parameter_takes_a_name_of_the_page(queries: dict[str, Query]) -> None:
    names = {parameter.name for query in queries.values() for parameter in query.parameters}
    assert not names & set(RESERVED)


def test_choices_stand_in_the_plans_order(words: Vocabulary) -> None:
    assert [choice.value for choice in choices(words, "driver")] == [str(n) for n in range(1, 11)]
    assert choices(words, "mission")[5].label.startswith("6 – ")
    assert len(choices(words, "objective")) == 75
    assert len(choices(words, "name")) == 133
    assert choices(words, "unheard-of") == ()


def test_a_ready_query_is_filled_in_and_its_form_shows_the_choice(client: FlaskClient) -> None:
    page = client.get("/interroga?pronta=objectives-of-mission&mission=3").text
    assert 'VALUES (?mission ?plan) { ("3" <https://w3id.org/trama/id/psttm-2025-2027>) }' in (
        text_of(page)
    )
    assert re.search(r'<option value="3" selected>3 – Infrastrutture', page)
    assert "Numero della Missione" in page


def test_every_ready_query_has_its_page_in_both_languages(
    client: FlaskClient, queries: dict[str, Query]
) -> None:
    for name, query in queries.items():
        for lang in ("it", "en"):
            answer = client.get(f"/interroga?pronta={name}&lang={lang}")
            assert answer.status_code == 200, name
            assert query.description[lang] in html.unescape(answer.text)
            assert text_of(answer.text) == query.filled_in(Names())


def test_english_is_english(client: FlaskClient) -> None:
    page = client.get("/interroga?lang=en&pronta=objectives-of-driver").text
    assert '<html lang="en">' in page
    assert "Number of the Driver" in page
    assert re.search(r'<option value="1">1 – Smart Metropolitan Campus</option>', page)


@pytest.mark.parametrize(
    "address",
    ["pronta=no-such-query", "z=AAAA", "z=%C3%A0", "pronta=why&source=%3A%20%3Cno%3E", "z=****"],
)
def test_an_address_that_cannot_be_used_says_so(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/interroga?{address}", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    told = client.get(f"/interroga?{address}", headers={"Accept": "*/*", "Accept-Language": "it"})
    assert told.content_type == "application/problem+json"
    assert html.escape(told.json["detail"].rstrip("."), quote=False).lower() in answer.text.lower()


def test_what_an_address_holds_cannot_become_markup(client: FlaskClient) -> None:
    nasty = "</textarea><script>alert(1)</script>"
    answer = client.get("/interroga", query_string={"query": nasty})
    assert nasty not in answer.text
    assert text_of(answer.text) == nasty
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@given(texts)
def test_a_packed_query_comes_back(text: str) -> None:
    assert unpack(pack(text), 100_000) == text
    assert re.fullmatch(r"[\w-]+", pack(text), re.ASCII)


def test_a_packed_bomb_is_not_unpacked() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = packer.compress(b" " * 50_000_000) + packer.flush()
    with pytest.raises(QueryError, match="too long"):
        unpack(urlsafe_b64encode(bomb).decode().rstrip("="), 64_000)


def test_a_packed_address_is_shown_without_script(client: FlaskClient) -> None:
    assert text_of(client.get(f"/interroga?z={pack(ACCENTED)}").text) == ACCENTED


def test_the_text_of_a_ready_query_is_given_for_new_parameters(client: FlaskClient) -> None:
    answer = client.get("/interroga/testo?pronta=comuni-of-zone&zone=7")
    assert 'VALUES (?zone) { ("7") }' in answer.json["query"]
    every = client.get("/interroga/testo?pronta=comuni-of-zone&zone=")
    assert "VALUES" not in every.json["query"]
    assert client.get("/interroga/testo?pronta=nothing").status_code == 404
    assert client.get("/interroga/testo?pronta=why&source=%3A%20%3C").status_code == 400


def test_completion_knows_every_term_with_its_definition(
    client: FlaskClient, store: OxigraphStore
) -> None:
    declared = {
        row["term"].value.replace("https://w3id.org/trama/ns#", "trama:")
        for row in store.query(
            "SELECT ?term WHERE { VALUES ?type { <http://www.w3.org/2002/07/owl#Class> "
            "<http://www.w3.org/2002/07/owl#ObjectProperty> "
            "<http://www.w3.org/2002/07/owl#DatatypeProperty> } ?term a ?type "
            'FILTER(STRSTARTS(STR(?term), "https://w3id.org/trama/ns#")) }'
        )
    }
    for lang, combines in (("it", "combina"), ("en", "combines")):
        facts = client.get(f"/interroga/vocabolario.json?lang={lang}").json
        terms = {name: (kind, label, said) for name, kind, label, said in facts["terms"]}
        assert declared <= set(terms)
        assert terms["trama:combines"][:2] == ("property", combines)
        assert all(terms[name][2] for name in declared)
        things = {local: (kind, code) for local, kind, code, _ in facts["things"]}
        assert things["psttm-2025-2027/objective/M2-15"] == ("StrategicObjective", "M2-15")
        assert things["comune/015146"] == ("Municipality", "015146")
        assert facts["prefixes"]["skos"] == "http://www.w3.org/2004/02/skos/core#"


def test_completion_is_asked_for_once_a_release(client: FlaskClient) -> None:
    first = client.get("/interroga/vocabolario.json")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/interroga/vocabolario.json", headers=tag).status_code == 304
    assert client.get("/interroga/vocabolario.json?lang=en", headers=tag).status_code == 200


def test_the_map_has_every_comune(client: FlaskClient) -> None:
    facts = client.get("/interroga/comuni.json").json
    assert len(facts["comuni"]) == 133
    name, path = facts["comuni"]["015146"]
    assert name == "Milano"
    assert re.fullmatch(r"(M-?\d+ -?\d+(L-?\d+ -?\d+)+Z)+", path)
    numbers = [int(n) for _, path in facts["comuni"].values() for n in re.findall(r"\d+", path)]
    assert max(numbers) <= max(1000, facts["height"])


def test_the_code_for_a_query_is_given_as_json(client: FlaskClient) -> None:
    found = client.post("/interroga/codice", data={"query": ASK}).json["snippets"]
    assert [name for name, _, _ in found] == ["curl", "sparqlwrapper", "pandas", "r"]
    assert all("http://localhost/sparql" in code for _, _, code in found)


def test_the_names_of_an_answer_are_given_at_once(client: FlaskClient) -> None:
    base = "https://w3id.org/trama/"
    iris = [f"{base}id/comune/015146", f"{base}ns#Driver", f"{base}id/nothing", "a\tb", ""]
    found = client.post("/interroga/nomi?lang=en", data={"iris": "\n".join(iris)}).json["names"]
    assert found == {iris[0]: "Milano", iris[1]: "Driver"}
    crowd = "\n".join(f"{base}id/none/{n}" for n in range(MOST_NAMES))
    late = client.post("/interroga/nomi", data={"iris": f"{crowd}\n{iris[0]}"})
    assert late.json["names"] == {}


@given(texts)
def test_python_reads_the_query_back(query: str) -> None:
    for name in ("sparqlwrapper", "pandas"):
        calls = [
            node
            for node in ast.walk(ast.parse(code(name, query)))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ]
        (asked,) = [call.args[0] for call in calls if call.func.attr == "setQuery"]
        assert ast.literal_eval(asked) == query


@given(texts)
def test_r_reads_the_query_back(query: str) -> None:
    # A raw string ends at the first bracket with as many dashes as it began with, and a quote.
    start = re.search(r'query <- r"(-*)\(', code("r", query))
    assert start
    rest = code("r", query)[start.end() :]
    assert rest[: rest.index(f'){start[1]}"')] == query


@pytest.mark.parametrize("query", [ACCENTED, "a\nSPARQL\nSPARQL_\nb", "$(touch x) `id` '\"\\", ASK])
def test_the_shell_passes_the_query_on(query: str) -> None:
    script = "curl() { cat; }\n" + code("curl", query, "https://example.org/a b'c")
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == query + "\n"


def run_python(script: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.integration
def test_the_sparqlwrapper_code_runs(server: str, store: OxigraphStore, tmp_path: Path) -> None:
    endpoint = f"{server}/sparql"
    printed = run_python(code("sparqlwrapper", ACCENTED, endpoint), tmp_path).splitlines()
    expected = [
        {"code": row["code"].value, "label": row["label"].value} for row in store.query(ACCENTED)
    ]
    assert expected
    assert [ast.literal_eval(line) for line in printed] == expected
    assert run_python(code("sparqlwrapper", ASK, endpoint), tmp_path) == "True\n"
    turtle = run_python(code("sparqlwrapper", GRAPH, endpoint), tmp_path)
    assert "trama:combines" in turtle


@pytest.mark.integration
def test_the_pandas_code_asks_and_reads_right(server: str, tmp_path: Path) -> None:
    # pandas is too large to be a dependency of the tests: this takes what the code hands to it.
    (tmp_path / "pandas.py").write_text(
        "import csv, io, json\n"
        "def read_csv(file, dtype):\n    assert dtype is str\n"
        "    return json.dumps(list(csv.reader(io.TextIOWrapper(file, 'utf-8'))))\n"
        "def DataFrame(rows, columns=None):\n    return len(rows), sorted(rows) if not columns else columns\n"
    )
    endpoint = f"{server}/sparql"
    rows = json.loads(run_python(code("pandas", ACCENTED, endpoint), tmp_path))
    assert rows[0] == ["code", "label"]
    assert all("mobilità" in label for _, label in rows[1:])
    assert run_python(code("pandas", ASK, endpoint), tmp_path) == "(1, ['answer'])\n"
    count, columns = ast.literal_eval(run_python(code("pandas", GRAPH, endpoint), tmp_path))
    assert count >= 20
    assert columns == ["subject", "predicate", "object"]


@pytest.mark.integration
def test_the_curl_code_runs(server: str) -> None:
    program("curl", what="curl")
    script = code("curl", ACCENTED, f"{server}/sparql")
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "code,label"
    assert "mobilità" in done.stdout


def test_every_column_of_a_ready_query_has_a_heading_in_both_languages(
    queries: dict[str, Query],
) -> None:
    for name, query in queries.items():
        for lang in ("it", "en"):
            shown = headings(query.columns, lang)
            assert {column for each in shown for column in each.columns} == set(query.columns), name
            titles = [each.title for each in shown]
            assert len(set(titles)) == len(titles), (name, titles)
            for column in query.columns:
                bare = re.sub("_(it|en)$", "", column)
                assert f"heading.{bare}" in sentences(lang), f"{name}: {column}"
                assert "_" not in heading(column, lang)


def test_a_heading_joins_languages_and_a_thing_with_its_name() -> None:
    columns = {"code": "string", "iri": "iri", "label_it": "it", "label_en": "en"}
    assert [each.columns for each in headings(columns, "en")] == [
        ("code",),
        ("iri", "label_en", "label_it"),
    ]
    # A column that nobody named is told by its own words.
    assert heading("anno_di_nascita", "it") == "Anno di nascita"


def test_no_ready_query_is_told_in_the_words_of_programs(queries: dict[str, Query]) -> None:
    for query in queries.values():
        told = [*query.title.values(), *query.description.values()]
        told += [text for each in query.parameters for text in each.label.values()]
        for text in told:
            assert not set(re.findall(r"[a-z]+(?:-[a-z]+)+", text)) & set(queries), text
            assert "nome locale" not in text, text
