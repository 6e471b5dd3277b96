"""Queries made to overflow what reads and evaluates them end as bad requests, and no worker dies."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from probe import Probe

from served import serving

pytestmark = pytest.mark.integration
DEEP = {
    "if": lambda n: f"SELECT ({'IF(true,' * n}1{',1)' * n} AS ?x) {{}}",
    "str": lambda n: f"SELECT ({'STR(' * n}1{')' * n} AS ?x) {{}}",
    "coalesce": lambda n: f"SELECT ({'COALESCE(' * n}1{')' * n} AS ?x) {{}}",
    "brackets": lambda n: f"SELECT ({'(' * n}1{')' * n} AS ?x) {{}}",
    "not": lambda n: f"SELECT ({'!' * n}true AS ?x) {{}}",
    "not, spaced": lambda n: f"SELECT ({'! ' * n}true AS ?x) {{}}",
    "groups": lambda n: f"SELECT * {{ {'{' * n} ?s ?p ?o {'}' * n} }}",
    "optional": lambda n: f"SELECT * {{ ?s ?p ?o {'OPTIONAL { ?s ?p ?o ' * n}{'}' * n} }}",
    "minus": lambda n: f"SELECT * {{ ?s ?p ?o {'MINUS { ?s ?p ?o ' * n}{'}' * n} }}",
    "exists": lambda n: f"ASK {{ ?s ?p ?o {'FILTER EXISTS { ?s ?p ?o ' * n}{'}' * n} }}",
    "subselect": lambda n: f"SELECT * {{ {'{SELECT * {' * n} ?s ?p ?o {'}}' * n} }}",
    "paths": lambda n: f"SELECT * {{ ?s {'(' * n}<http://e/p>{')*' * n} ?o }}",
    "lists": lambda n: f"SELECT * {{ ?s ?p {'(' * n} 1 {')' * n} }}",
    "blank nodes": lambda n: f"SELECT * {{ ?s ?p {'[ ?p ' * n} 1 {']' * n} }}",
    "brackets in strings": lambda n: "SELECT (" + "STR(" * n + "')))'" + ")" * n + " AS ?x) {}",
    "brackets in comments": lambda n: "SELECT (" + "STR( #)\n" * n + "1" + ")" * n + " AS ?x) {}",
    "escaped": lambda n: "SELECT (" + "STR\\u0028" * n + "1" + ")" * n + " AS ?x) {}",
}
LONG = {
    "sum": lambda n: f"SELECT ({'+'.join(['1'] * n)} AS ?x) {{}}",
    "binds": lambda n: (
        f"SELECT * {{ ?s ?p ?o {' '.join(f'BIND(1 AS ?b{i})' for i in range(n))} }} LIMIT 1"
    ),
}


def test_a_query_nested_too_deep_is_refused_before_it_is_evaluated(
    plain: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(plain, query_time=5) as server, Probe(server) as probe:
        for kind, make in DEEP.items():
            reply = server.ask("GET", f"/sparql?{urlencode({'query': make(1000)})}")
            assert reply.status == 400, (kind, reply.body)
            assert reply.json["type"].endswith(("problem/nested", "problem/syntax")), kind
            told = server.ask(
                "GET", f"/sparql?{urlencode({'query': make(1000)})}", Accept_Language="it"
            )
            assert "annidata" in told.json["title"] or kind == "exists", kind
        probe.wait_for(3)
        assert server.metric('trama_workers_ended_total{cause="died"}') == 0
        assert server.metric('trama_workers_ended_total{cause="memory"}') == 0
    assert "overflow" not in capfd.readouterr().err


def test_what_people_write_is_not_too_deep(plain: Path) -> None:
    with serving(plain, query_time=20) as server:
        for kind in ("if", "str", "brackets", "groups", "subselect"):
            query = DEEP[kind](30)
            assert server.ask("GET", f"/sparql?{urlencode({'query': query})}").status == 200, kind


def test_long_chains_end_within_their_limits_and_kill_no_worker(
    plain: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(plain, query_time=20) as server, Probe(server):
        for kind, make in LONG.items():
            reply = server.ask("GET", f"/sparql?{urlencode({'query': make(2500)})}")
            assert reply.status in (200, 504), (kind, reply.body)
        assert server.metric('trama_workers_ended_total{cause="died"}') == 0
    assert "overflow" not in capfd.readouterr().err
