"""What a package becomes: statements, graphs, passages, links; and the base is a setting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from trama.build.dataset import build_dataset
from trama.errors import TramaError
from trama.plans.csvw import describe
from trama.plans.package import read_package
from trama.settings import Settings, load_settings
from trama.store import OxigraphStore, memory_store
from trama.store.release import write_release

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX trama: <https://w3id.org/trama/ns#>
PREFIX id: <https://w3id.org/trama/id/>
"""


@pytest.fixture
def small_store(small: Settings) -> OxigraphStore:
    return memory_store(build_dataset(small).nquads)


def ask(store: OxigraphStore, pattern: str) -> bool:
    return bool(store.query(f"{PREFIXES} ASK {{ {pattern} }}"))


def test_each_package_has_its_graph(small: Settings) -> None:
    graphs = build_dataset(small).graphs
    names = {name.removeprefix("https://w3id.org/trama/graph/") for name in graphs}
    assert names == {"actors", "links", "ontology", "piano-esempio"}


@pytest.mark.parametrize(
    "pattern",
    [
        "<https://w3id.org/trama/id/piano-esempio/objective/M1-01> skos:notation 'M1-01' ; "
        "trama:inMission <https://w3id.org/trama/id/piano-esempio/mission/1> ; "
        "trama:inPlan id:piano-esempio ; skos:prefLabel 'Mend the school'@en ; "
        "dcterms:description 'Riparare la scuola di via Roma entro il 2026'@it ; "
        "trama:statedIn <https://w3id.org/trama/id/piano-esempio/passage/M1-01>",
        "id:piano-esempio dcterms:publisher <https://w3id.org/trama/id/actor/comune-esempio> ; "
        "trama:sourceText <https://w3id.org/trama/id/piano-esempio/text>",
        "<https://w3id.org/trama/id/piano-esempio/passage/p-3> trama:scanLines '8, 10-11' ; "
        "oa:hasSelector [ oa:exact 'Andare a scuola in bicicletta' ]",
        "<https://w3id.org/trama/id/piano-esempio/driver/1> trama:combines "
        "<https://w3id.org/trama/id/piano-esempio/objective/M1-01>",
        "?link a trama:Link ; trama:relation trama:combines ; trama:basis trama:Curated ; "
        "prov:wasAttributedTo <https://w3id.org/trama/id/agent/redazione-trama> ; "
        "trama:evidence [ oa:hasSelector [ oa:exact 'la scuola' ] ; "
        "dcterms:isPartOf <https://w3id.org/trama/id/piano-esempio/passage/M1-01> ]",
    ],
)
def test_a_row_becomes_its_statements(small_store: OxigraphStore, pattern: str) -> None:
    assert ask(small_store, pattern)


def test_every_quote_of_the_real_plan_is_at_its_place(store: OxigraphStore, root: Path) -> None:
    content = (root / "graph/psttm-2025-2027/text.md").read_text(encoding="utf-8")
    query = f"""{PREFIXES} SELECT ?exact ?start ?end WHERE {{
      ?passage a trama:Passage ; oa:hasSource <https://w3id.org/trama/id/psttm-2025-2027/text> ;
        oa:hasSelector ?quote, ?position .
      ?quote oa:exact ?exact . ?position oa:start ?start ; oa:end ?end }}"""
    quotes = [
        (row["exact"].value, int(row["start"].value), int(row["end"].value))
        for row in store.query(query)
    ]
    assert len(quotes) > 150
    assert [quote for quote, start, end in quotes if content[start:end] != quote] == []


def test_things_and_graphs_hang_from_the_base(small: Settings) -> None:
    moved = build_dataset(replace(small, base="https://dati.example.org/")).nquads.decode()
    assert "<https://dati.example.org/id/piano-esempio/mission/2>" in moved
    assert "<https://dati.example.org/graph/links>" in moved
    assert "https://w3id.org/trama/id/" not in moved
    assert "<https://w3id.org/trama/ns#Mission>" in moved


def test_a_link_keeps_its_name_under_any_base(small: Settings) -> None:
    def link(base: str) -> str:
        nquads = build_dataset(replace(small, base=base)).nquads.decode()
        return next(part for part in nquads.split() if "/id/link/" in part).rpartition("/")[2]

    assert link("https://dati.example.org/") == link("https://w3id.org/trama/")


@pytest.mark.parametrize("base", ["ftp://x/", "https://x", "https:///", "https://a b/", " "])
def test_a_base_that_is_no_iri_is_refused(root: Path, base: str) -> None:
    with pytest.raises(TramaError, match="TRAMA_BASE"):
        load_settings({"TRAMA_ROOT": str(root), "TRAMA_BASE": base})


def test_settings_come_from_the_environment(root: Path, tmp_path: Path) -> None:
    environment = {"TRAMA_ROOT": str(root), "TRAMA_BUILD": str(tmp_path), "TRAMA_BASE": "http://a/"}
    settings = load_settings(environment)
    assert (settings.root, settings.build, settings.base) == (root, tmp_path, "http://a/")
    default = load_settings({})
    assert (default.root, default.build) == (root, root / "build")


def test_a_root_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TramaError, match="TRAMA_ROOT must hold the folders graph"):
        load_settings({"TRAMA_ROOT": str(tmp_path)})


def test_every_package_describes_its_tables(root: Path) -> None:
    names = Settings(root=root, build=root).names
    folders = [path for path in (root / "graph").iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        described = (folder / "csv-metadata.json").read_text(encoding="utf-8")
        again = f"trama describe graph/{folder.name} -o graph/{folder.name}/csv-metadata.json"
        assert described == describe(read_package(folder), names), f"run: {again}"


def test_what_does_not_fit_in_memory_is_built_the_same(small: Settings) -> None:
    whole, by_runs = build_dataset(small), build_dataset(small, at_once=100)
    assert isinstance(whole.nquads, bytes)
    assert isinstance(by_runs.nquads, Path)
    assert by_runs.nquads.read_bytes() == whole.nquads
    for fact in ("quads", "graphs", "classes", "sources"):
        assert getattr(by_runs, fact) == getattr(whole, fact)
    assert write_release(by_runs, small.build)["quads"] == whole.quads
    assert (small.build / "dataset.nq").read_bytes() == whole.nquads
