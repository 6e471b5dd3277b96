"""The catalogue is valid DCAT-AP_IT and true VoID, and the dumps are what it says of them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import RDF, Graph, Namespace, URIRef

from trama.namespaces import XSD
from trama.publish import catalogue
from trama.publish.dataset import Dataset, open_dataset
from trama.query.library import read_queries
from trama.rdf import forms, tables
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.dumps import SUMS, dumps_of
from trama.store.release import kept_beside, read_manifest
from trama.web import create_app

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
VOID = Namespace("http://rdfs.org/ns/void#")


@pytest.fixture(scope="module")
def dataset(built: Settings, store: OxigraphStore) -> Dataset:
    return open_dataset(built, store, read_manifest(built.build))


@pytest.fixture(scope="module")
def release(built: Settings, dataset: Dataset) -> Path:
    return built.build / "releases" / dataset.version


@pytest.fixture(scope="module")
def graph(dataset: Dataset) -> Graph:
    text = forms.write(catalogue.statements(dataset), forms.BY_NAME["ttl"])
    return Graph().parse(data=text, format="turtle")


@pytest.fixture(scope="module")
def shapes(root: Path) -> Graph:
    return Graph().parse(root / "shapes" / "dcat" / "dcat-ap-it.ttl")


def statements_of(archive: bytes) -> set[tuple[str, str, str, str]]:
    """What tables of CSV state by the words of their own description, and by nothing else."""
    found = set()
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for table in json.loads(files.read(tables.METADATA))["tables"]:
            schema = table["tableSchema"]
            by_title = {column["titles"]: column for column in schema["columns"]}
            text = files.read(table["url"]).decode("utf-8-sig")
            for row in csv.DictReader(io.StringIO(text, newline="")):
                for title, cell in row.items():
                    column = by_title[title]
                    if column.get("suppressOutput") or not cell:
                        continue
                    form = column.get("lang") or column["datatype"]
                    separator = column.get("separator")
                    for value in cell.split(separator) if separator else [cell]:
                        name = form if isinstance(form, str) else form["@id"]
                        found.add((row["iri"], column["propertyUrl"], value, name))
    return found


def test_the_catalogue_has_what_dcat_ap_it_demands(graph: Graph, shapes: Graph) -> None:
    conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, text


@pytest.mark.parametrize(
    ("kind", "property"),
    [
        (DCAT.Catalog, DCTERMS.publisher),
        (DCAT.Catalog, DCTERMS.modified),
        (DCAT.Dataset, DCTERMS.identifier),
        (DCAT.Dataset, DCAT.theme),
        (DCAT.Dataset, DCTERMS.rightsHolder),
        (DCAT.Dataset, DCTERMS.accrualPeriodicity),
        (DCAT.Distribution, DCTERMS.license),
        (DCAT.Distribution, DCTERMS["format"]),
        (DCATAPIT.Agent, DCTERMS.identifier),
    ],
)
def test_the_shapes_miss_each_mandatory_property(
    graph: Graph, shapes: Graph, kind: URIRef, property: URIRef
) -> None:
    broken = Graph()
    broken += graph
    broken.remove((next(graph.subjects(RDF.type, kind)), property, None))
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


def test_void_counts_what_the_store_holds(graph: Graph, dataset: Dataset) -> None:
    whole = URIRef(f"{dataset.settings.base}dataset")
    assert graph.value(whole, VOID.triples).toPython() == dataset.store.count()
    for name, size in dataset.manifest["graphs"].items():
        assert (whole, VOID.subset, URIRef(name)) in graph
        assert graph.value(URIRef(name), VOID.triples).toPython() == size


def test_dumps_hold_the_dataset_and_their_checksums_are_true(
    built: Settings, dataset: Dataset, release: Path
) -> None:
    folder, dumps = dumps_of(release, built.base)
    by_name = {dump.name: dump for dump in dumps}
    assert (
        gzip.decompress((folder / "trama.nq.gz").read_bytes())
        == (release / "dataset.nq").read_bytes()
    )
    sums = dict(line.split("  ")[::-1] for line in (folder / SUMS).read_text().splitlines())
    assert set(sums) == set(by_name)
    for name, dump in by_name.items():
        content = (folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sums[name] == dump.sha256
        if dump.packing == "application/zip":
            assert len(statements_of(content)) == dump.statements
            continue
        form = RdfFormat.N_QUADS if ".nq" in name else RdfFormat.TURTLE
        assert len(set(parse(gzip.decompress(content), format=form))) == dump.statements
    sizes = {d.graph: d.statements for d in dumps if d.graph and d.name.endswith(".nq.gz")}
    assert sizes == dataset.manifest["graphs"]


def test_the_tables_of_a_dump_state_what_its_statements_do(built: Settings, release: Path) -> None:
    folder, _ = dumps_of(release, built.base)
    for stem in ("territory", "psttm-2025-2027", "links"):
        wanted = set()
        for quad in parse(
            gzip.decompress((folder / f"{stem}.nq.gz").read_bytes()), RdfFormat.N_QUADS
        ):
            value = quad.object
            form = "anyURI"
            if isinstance(value, Literal):
                form = value.language or value.datatype.value.replace(XSD.iri, "")
            wanted.add((quad.subject.value, quad.predicate.value, value.value, form))
        assert statements_of((folder / f"{stem}.csv.zip").read_bytes()) == wanted
    # A table is what a spreadsheet opens: a class a file, names first, accents and all.
    with zipfile.ZipFile(folder / "psttm-2025-2027.csv.zip") as files:
        lines = files.read("StrategicObjective.csv").decode("utf-8-sig").splitlines()
    assert lines[0].startswith("iri,notation,prefLabel_it,prefLabel_en,")
    assert any("/objective/M2-15,M2-15," in line for line in lines)


def test_tables_keep_apart_what_has_the_same_name() -> None:
    thing, one, other = (NamedNode(f"https://a.example/{name}") for name in ("t", "x#p", "y#P"))
    triples = [
        Triple(thing, one, Literal("a | b", language="it")),
        Triple(thing, one, Literal("c", language="it")),
        Triple(thing, one, Literal("1", datatype=NamedNode(f"{XSD.iri}integer"))),
        Triple(thing, one, other),
        Triple(thing, other, Literal('"=1,\n')),
    ]
    found = statements_of(tables.packed_tables(triples))
    assert len(found) == len(triples)
    assert {value for _, _, value, _ in found} == {"a | b", "c", "1", other.value, '"=1,\n'}


def test_the_same_release_gives_the_same_dumps(
    built: Settings, release: Path, tmp_path: Path
) -> None:
    other = tmp_path / "release"
    other.mkdir()
    shutil.copy(release / "dataset.nq", other)
    again, dumps = dumps_of(other, built.base)
    first, _ = dumps_of(release, built.base)
    for dump in dumps:
        assert (again / dump.name).read_bytes() == (first / dump.name).read_bytes()


def test_of_very_many_statements_a_dump_is_of_one_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turtle and tables need all in memory; what goes through files on the way is the same bytes."""
    monkeypatch.setattr("trama.store.dumps.MOST", 3)
    monkeypatch.setattr("trama.store.dumps._AT_ONCE", 2)
    base = "https://e/"
    lines = [
        f'<https://e/s{n}> <https://e/p> "è {n}" <https://e/graph/{graph}> .\n'
        for n in range(5)
        for graph in ("large", "small")
        if graph == "large" or n < 3
    ]
    (tmp_path / "dataset.nq").write_text("".join(lines), encoding="utf-8")
    folder, dumps = dumps_of(tmp_path, base)
    assert {dump.name: dump.statements for dump in dumps} == {
        "trama.nq.gz": 8,
        "large.nq.gz": 5,
        **dict.fromkeys(("small.nq.gz", "small.ttl.gz", "small.csv.zip"), 3),
    }
    assert gzip.decompress((folder / "trama.nq.gz").read_bytes()).decode() == "".join(lines)
    for name in ("large", "small"):
        content = "".join(line for line in lines if f"/{name}>" in line).encode()
        assert (folder / f"{name}.nq.gz").read_bytes() == gzip.compress(content, mtime=0)
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == []


def test_making_dumps_makes_a_release_no_younger(
    built: Settings, release: Path, tmp_path: Path
) -> None:
    other = tmp_path / "aged"
    other.mkdir()
    shutil.copy(release / "dataset.nq", other)
    before = other.stat().st_mtime_ns
    dumps_of(other, built.base)
    assert other.stat().st_mtime_ns == before
    assert {path.name for path in other.iterdir()} == {"dataset.nq", "dumps"}


def test_dumps_that_fail_leave_nothing_behind(built: Settings, tmp_path: Path) -> None:
    (tmp_path / "dataset.nq").write_text("this is no N-Quads")
    with pytest.raises(SyntaxError):
        dumps_of(tmp_path, built.base)
    assert [path.name for path in tmp_path.iterdir()] == ["dataset.nq"]


def test_of_two_that_make_the_same_folder_one_wins(tmp_path: Path) -> None:
    def make(out: Path) -> None:
        (out / "file").write_text("second")
        (tmp_path / "kept").mkdir()
        (tmp_path / "kept" / "file").write_text("first")

    assert kept_beside(tmp_path, "kept", make) == tmp_path / "kept"
    assert (tmp_path / "kept" / "file").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_release_that_cannot_be_written_is_served_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = tmp_path / "release"
    release.mkdir()
    real = tempfile.mkdtemp

    def refuse(prefix: str, dir: Path | None = None) -> str:
        if dir == release:
            raise PermissionError(13, "Permission denied")
        return real(prefix=prefix, dir=tmp_path)

    monkeypatch.setattr("trama.store.release.tempfile.mkdtemp", refuse)
    made: list[Path] = []
    first = kept_beside(release, "kept", made.append)
    assert kept_beside(release, "kept", made.append) == first
    assert made == [first]
    assert list(release.iterdir()) == []


def test_catalogue_void_and_versions_are_served(
    built: Settings, store: OxigraphStore, root: Path, dataset: Dataset
) -> None:
    client = create_app(
        built, store, read_manifest(built.build), read_queries(root / "queries")
    ).test_client()
    page = client.get("/catalogo", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert dataset.version in page.text
    for address in ("/catalogo.ttl", "/.well-known/void"):
        served = Graph().parse(data=client.get(address).data, format="turtle")
        assert (URIRef(f"{built.base}dataset"), RDF.type, VOID.Dataset) in served
        assert (URIRef(f"{built.base}catalogo"), RDF.type, DCATAPIT.Catalog) in served
        assert URIRef("http://localhost/sparql") in set(served.objects(None, VOID.sparqlEndpoint))
        for download in served.objects(None, DCAT.downloadURL):
            assert client.get(str(download)).status_code == 200
    assert client.get("/catalogo.xyz").status_code == 404
    assert client.get("/dataset").headers["Location"] == "/catalogo"
    version = client.get(f"/dataset/{dataset.version}")
    sums = client.get(f"/dataset/{dataset.version}/{SUMS}").text
    assert sums.split()[0] in version.text
    assert 'rel="item"' in version.headers["Link"]
    assert client.get("/dataset/000000000000").status_code == 404
    assert client.get(f"/dataset/{dataset.version}/../manifest.json").status_code == 404
    assert client.get(f"/dataset/{dataset.version}/.contents").status_code == 404


def test_several_parts_in_one_request_give_the_whole(
    built: Settings, store: OxigraphStore, dataset: Dataset
) -> None:
    client = create_app(built, store, read_manifest(built.build), {}).test_client()
    path = f"/dataset/{dataset.version}/trama.nq.gz"
    whole = client.get(path)
    for ranges in ("bytes=0-9,20-29", "bytes=0-1, 4-5, -3", "bytes=0-0," + "1-1," * 500 + "2-2"):
        answer = client.get(path, headers={"Range": ranges})
        assert (answer.status_code, answer.data) == (200, whole.data)
    part = client.get(path, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.data) == (206, whole.data[2:6])
    past = client.get(path, headers={"Range": f"bytes={len(whole.data) + 5}-"})
    assert (past.status_code, past.mimetype) == (416, "application/problem+json")
    assert past.headers["Content-Range"] == f"bytes */{len(whole.data)}"
