"""The second reading of every relation: large enough, in agreement, and as the docs report it."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from trama.namespaces import SKOS, TRAMA
from trama.settings import Settings
from trama.store import OxigraphStore

PACKAGE = Path("graph/psttm-2025-2027")
Row = dict[str, str]
Key = tuple[str, str, str]
ROW = re.compile(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \| (\d\.\d\d) \|$", re.MULTILINE)


def rows(root: Path, name: str) -> list[Row]:
    with (root / PACKAGE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def links(root: Path) -> set[Key]:
    """The links of the tables `links-*.csv`."""
    return {
        (row["source"], row["relation"], row["target"])
        for path in (root / PACKAGE).glob("links-*.csv")
        for row in rows(root, path.name)
    }


@pytest.fixture(scope="module")
def read(root: Path) -> list[Row]:
    return rows(root, "rereading.csv")


def by_relation(read: list[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in read:
        found[row["asked"] or row["first"]].append(row)
    return found


def test_of_every_relation_forty_links_or_a_fifth_are_read_twice(
    root: Path, store: OxigraphStore, read: list[Row]
) -> None:
    twice = Counter(row["first"] for row in read)
    drivers = {(row["driver"], row["objective"]) for row in rows(root, "review-second.csv")}
    combined = {
        (source.rpartition("/")[2], target.rpartition("/")[2])
        for source, relation, target in links(root)
        if relation == "combines"
    }
    twice["combines"] = len(drivers & combined)
    query = """SELECT ?relation (COUNT(*) AS ?links) {
        GRAPH ?g { ?link trama:relation ?relation } FILTER NOT EXISTS { GRAPH ?h { ?link trama:byRule ?r } }
    } GROUP BY ?relation"""
    counted = {
        relation.removeprefix(TRAMA.iri): int(count)
        for relation, count in select(store, f"PREFIX trama: <{TRAMA.iri}> {query}")
    }
    assert len(counted) == 18
    for relation, count in counted.items():
        assert twice[relation] >= min(40, count / 5), relation


def test_the_readers_agree_on_four_links_of_five_of_each_relation(read: list[Row]) -> None:
    for relation, pairs in by_relation(read).items():
        linked = [row for row in pairs if row["first"] == relation]
        agreed = sum(row["first"] == row["second"] for row in linked)
        assert agreed / len(linked) >= 0.8, relation


def test_the_docs_report_the_agreement(root: Path, read: list[Row]) -> None:
    reported = {
        name: numbers for name, *numbers in ROW.findall((root / "docs/reading.md").read_text())
    }
    for relation, pairs in by_relation(read).items():
        linked = [row for row in pairs if row["first"] == relation]
        agreed = sum(row["second"] == relation for row in linked)
        decoys = [row for row in pairs if row["first"] == "none"]
        share = f"{agreed / len(linked):.2f}"
        assert reported.pop(relation) == [str(len(linked)), str(agreed), str(len(decoys)), share], (
            relation
        )
    assert not reported


def test_what_was_settled_stands_in_the_tables(root: Path, read: list[Row]) -> None:
    standing = links(root)
    for row in read:
        readings = {row["first"], row["second"]}
        assert row["settled"] in readings
        assert len(readings) == 1 or row["reason_it"], row
        for relation in readings - {"none"}:
            if row["source"].startswith("psttm-2025-2027/driver/") and relation in (
                "engages",
                "guides",
            ):
                continue  # some of these are inferred, and stand in no table
            held = (row["source"], relation, row["target"]) in standing
            assert held == (relation == row["settled"]), row


def test_a_changed_link_says_why_and_its_old_iri_leads_on(
    root: Path, built: Settings, store: OxigraphStore
) -> None:
    names = built.names
    with (root / "graph/retired.csv").open(encoding="utf-8", newline="") as file:
        retired = {row["local"]: row for row in csv.DictReader(file)}
    standing = links(root)
    changes = rows(root, "changes.csv")
    assert len(changes) > 200
    for row in changes:
        assert all((row["reason_it"], row["reason_en"])), row
        now = (row["source"], row["relation"], row["target"])
        assert (now in standing) == (row["change"] != "removed"), now
        if row["change"] == "removed":
            old, new = now, None
        elif row["was_relation"]:
            old, new = (row["was_source"], row["was_relation"], row["was_target"]), now
        else:
            continue
        iri = names.link(*old)
        line = retired[iri.value.removeprefix(names.thing("").value)]
        assert not select(store, f"SELECT ?p {{ GRAPH ?g {{ {iri} ?p ?o }} }}")
        if not new:
            assert not line["replaced_by"]
            continue
        node = names.link(*new)
        assert names.thing(line["replaced_by"]) == node
        notes = select(store, f"SELECT ?n {{ GRAPH ?g {{ {node} {SKOS.changeNote} ?n }} }}")
        assert any(row["reason_en"] in note for (note,) in notes), now


def select(store: OxigraphStore, query: str) -> list[tuple[str, ...]]:
    answer = store.query(query)
    return [tuple(term.value for term in row) for row in answer]  # type: ignore[union-attr]
