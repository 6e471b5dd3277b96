"""The description of the dataset for catalogues: VoID and DCAT-AP_IT, and the pages that show it.

DCAT-AP_IT 1.0 is the profile of the Italian data catalogue (https://docs.italia.it/italia/daf/
linee-guida-cataloghi-dati-dcat-ap-it/); its mandatory properties are held by `shapes/dcat/dcat-ap-it.ttl`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from trama.namespaces import DCTERMS, FOAF, OWL, PREFIXES, RDF, RDFS, TRAMA, VOID, XSD, Namespace
from trama.publish.dataset import LICENCE, Dataset
from trama.rdf.forms import FORMATS
from trama.store.dumps import Dump, dumps_of
from trama.store.select import select

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
EU = "http://publications.europa.eu/resource/authority/"
TITLE = {
    "it": "Trama: il piano strategico metropolitano come dati collegati",
    "en": "Trama: the metropolitan strategic plan as linked data",
}
DESCRIPTION = {
    "it": (
        "Il piano strategico, i suoi obiettivi, Driver, strumenti, attori e comuni come grafo di conoscenza, in cui "
        "ogni legame dice perché, con le parole del piano."
    ),
    "en": (
        "The strategic plan, its objectives, Drivers, instruments, actors and municipalities as a knowledge "
        "graph in which every link says why, in the plan’s own words."
    ),
}
_NEWEST = """
SELECT (MAX(SUBSTR(STR(?when), 1, 10)) AS ?day) WHERE {
  ?link <http://www.w3.org/ns/prov#generatedAtTime> ?when }"""
_EPOCH = "1970-01-01"


def statements(dataset: Dataset, root: str = "") -> list[Triple]:
    """Return the catalogue as DCAT-AP_IT and the dataset as VoID.

    `root` is where the site is, to which addresses of files and of the endpoint belong; without it,
    the base of the IRIs.
    """
    root = root or dataset.settings.base
    return list(dict.fromkeys((*_catalogue(dataset, root), *_void(dataset, root))))


def current_dumps(dataset: Dataset) -> tuple[Path, tuple[Dump, ...]]:
    """Return the dumps of the release in use."""
    release = dataset.settings.build / "releases" / dataset.version
    return dumps_of(release, dataset.settings.base)


def modified(dataset: Dataset) -> str:
    """The day of the newest dated statement; the same release always has the same."""
    found = next(iter(select(dataset.store, _NEWEST)), None)
    return found["day"].value if found and found["day"] else _EPOCH


def publisher(dataset: Dataset) -> tuple[str, str]:
    """The IRI and the name of those who answer for the links, and so for the dataset."""
    return dataset.publisher


def _catalogue(dataset: Dataset, root: str) -> Iterator[Triple]:
    base = dataset.settings.base
    catalogue, whole = NamedNode(f"{base}catalogo"), NamedNode(f"{base}dataset")
    day = Literal(modified(dataset), datatype=XSD.date)
    agent_iri, agent_name = publisher(dataset)
    agent = NamedNode(agent_iri)
    for type in (DCAT.Catalog, DCATAPIT.Catalog):
        yield Triple(catalogue, RDF.type, type)
    for type in (DCAT.Dataset, DCATAPIT.Dataset, VOID.Dataset):
        yield Triple(whole, RDF.type, type)
    for lang in ("it", "en"):
        for node in (catalogue, whole):
            yield Triple(node, DCTERMS.title, Literal(TITLE[lang], language=lang))
            yield Triple(node, DCTERMS.description, Literal(DESCRIPTION[lang], language=lang))
    for node in (catalogue, whole):
        yield Triple(node, DCTERMS.publisher, agent)
        yield Triple(node, DCTERMS.modified, day)
        for language in ("ITA", "ENG"):
            yield Triple(node, DCTERMS.language, NamedNode(f"{EU}language/{language}"))
    yield Triple(catalogue, DCAT.dataset, whole)
    yield Triple(catalogue, FOAF.homepage, NamedNode(root))
    yield Triple(catalogue, DCAT.themeTaxonomy, NamedNode(f"{EU}data-theme"))
    for type in (FOAF.Agent, DCATAPIT.Agent):
        yield Triple(agent, RDF.type, type)
    yield Triple(agent, DCTERMS.identifier, Literal(agent_iri.rpartition("/")[2]))
    yield Triple(agent, FOAF.name, Literal(agent_name, language="it"))
    yield Triple(whole, DCTERMS.identifier, Literal(f"{base}dataset"))
    yield Triple(whole, OWL.versionInfo, Literal(dataset.version))
    for theme in ("GOVE", "REGI"):
        yield Triple(whole, DCAT.theme, NamedNode(f"{EU}data-theme/{theme}"))
    yield Triple(whole, DCTERMS.rightsHolder, agent)
    yield Triple(whole, DCTERMS.creator, agent)
    yield Triple(whole, DCTERMS.accrualPeriodicity, NamedNode(f"{EU}frequency/IRREG"))
    yield Triple(whole, DCAT.landingPage, NamedNode(f"{root}catalogo"))
    yield Triple(NamedNode(f"{root}catalogo"), RDF.type, FOAF.Document)
    for kept in dataset.releases():
        version = NamedNode(f"{base}dataset/{kept.version}")
        yield Triple(whole, DCTERMS.hasVersion, version)
        yield Triple(version, DCTERMS.isVersionOf, whole)
        yield Triple(version, OWL.versionInfo, Literal(kept.version))
    yield from _licence()
    for dump in current_dumps(dataset)[1]:
        yield from _distribution(dataset, root, whole, dump, day)
    yield from _endpoint(root, whole)


def _licence() -> Iterator[Triple]:
    node = NamedNode(LICENCE)
    for type in (DCTERMS.LicenseDocument, DCATAPIT.LicenseDocument):
        yield Triple(node, RDF.type, type)
    kind = "http://purl.org/adms/licencetype/Attribution"
    yield Triple(node, DCTERMS.type, NamedNode(kind))
    name = "Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)"
    yield Triple(node, FOAF.name, Literal(name, language="it"))
    yield Triple(node, OWL.versionInfo, Literal("4.0"))


def _distribution(
    dataset: Dataset, root: str, whole: NamedNode, dump: Dump, day: Literal
) -> Iterator[Triple]:
    base = dataset.settings.base
    node = NamedNode(f"{base}dataset/{dataset.version}#{dump.name}")
    address = NamedNode(f"{root}dataset/{dataset.version}/{dump.name}")
    form = "RDF_N_QUADS" if dump.media_type == "application/n-quads" else "RDF_TURTLE"
    what = dump.graph.removeprefix(f"{base}graph/")
    for type in (DCAT.Distribution, DCATAPIT.Distribution):
        yield Triple(node, RDF.type, type)
    yield Triple(whole, DCAT.distribution, node)
    yield Triple(node, DCTERMS["format"], NamedNode(f"{EU}file-type/{form}"))
    yield Triple(
        node,
        DCAT.mediaType,
        NamedNode(f"http://www.iana.org/assignments/media-types/{dump.media_type}"),
    )
    yield Triple(
        node,
        DCAT.compressFormat,
        NamedNode("http://www.iana.org/assignments/media-types/application/gzip"),
    )
    yield Triple(node, DCTERMS.license, NamedNode(LICENCE))
    yield Triple(node, DCAT.accessURL, address)
    yield Triple(node, DCAT.downloadURL, address)
    yield Triple(node, DCAT.byteSize, Literal(str(dump.size), datatype=XSD.decimal))
    yield Triple(node, DCTERMS.modified, day)
    for lang, words in (("it", "tutto il dataset"), ("en", "the whole dataset")):
        title = f"{dump.name} ({what or words})"
        yield Triple(node, DCTERMS.title, Literal(title, language=lang))
    checksum = NamedNode(f"{node.value}-checksum")
    yield Triple(node, SPDX.checksum, checksum)
    yield Triple(checksum, RDF.type, SPDX.Checksum)
    yield Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield Triple(checksum, SPDX.checksumValue, Literal(dump.sha256, datatype=XSD.hexBinary))


def _endpoint(root: str, whole: NamedNode) -> Iterator[Triple]:
    node = NamedNode(f"{whole.value}#sparql")
    for type in (DCAT.Distribution, DCATAPIT.Distribution):
        yield Triple(node, RDF.type, type)
    yield Triple(whole, DCAT.distribution, node)
    yield Triple(node, DCTERMS["format"], NamedNode(f"{EU}file-type/SPARQLQ"))
    yield Triple(node, DCAT.accessURL, NamedNode(f"{root}sparql"))
    yield Triple(node, DCTERMS.license, NamedNode(LICENCE))
    yield Triple(node, DCTERMS.title, Literal("SPARQL 1.1", language="en"))
    yield Triple(node, DCTERMS.title, Literal("SPARQL 1.1", language="it"))


def _void(dataset: Dataset, root: str) -> Iterator[Triple]:
    """The dataset as VoID has it (https://www.w3.org/TR/void/)."""
    base = dataset.settings.base
    whole = NamedNode(f"{base}dataset")
    version = NamedNode(f"{base}dataset/{dataset.version}")
    manifest = dataset.manifest
    yield Triple(version, RDF.type, VOID.Dataset)
    yield Triple(whole, DCTERMS.license, NamedNode(LICENCE))
    yield Triple(whole, VOID.triples, _number(manifest["quads"]))
    yield Triple(whole, VOID.uriSpace, Literal(f"{base}id/"))
    yield Triple(whole, VOID.sparqlEndpoint, NamedNode(f"{root}sparql"))
    for form in FORMATS:
        feature = NamedNode(f"http://www.w3.org/ns/formats/{_FEATURES[form.name]}")
        yield Triple(whole, VOID.feature, feature)
    for name, iri in sorted(PREFIXES.items()):
        if name not in ("xsd", "sh"):
            yield Triple(whole, VOID.vocabulary, NamedNode(iri))
    for name, count in manifest["classes"].items():
        part = NamedNode(f"{whole.value}#class-{name}")
        yield Triple(whole, VOID.classPartition, part)
        yield Triple(part, VOID["class"], TRAMA[name])
        yield Triple(part, VOID.entities, _number(count))
    sizes = _figures(dataset)
    yield Triple(whole, VOID.entities, _number(sizes["entities"]))
    yield Triple(whole, VOID.distinctSubjects, _number(sizes["subjects"]))
    yield Triple(whole, VOID.properties, _number(sizes["properties"]))
    for example in _examples(dataset):
        yield Triple(whole, VOID.exampleResource, NamedNode(example))
    for dump in current_dumps(dataset)[1]:
        subject = NamedNode(dump.graph) if dump.graph else whole
        yield Triple(
            subject, VOID.dataDump, NamedNode(f"{root}dataset/{dataset.version}/{dump.name}")
        )
    for graph, count in manifest["graphs"].items():
        node = NamedNode(graph)
        yield Triple(whole, VOID.subset, node)
        yield Triple(node, RDF.type, VOID.Dataset)
        yield Triple(node, VOID.triples, _number(count))
        yield Triple(node, DCTERMS.license, NamedNode(LICENCE))
    document = NamedNode(f"{base}.well-known/void")
    yield Triple(document, RDF.type, VOID.DatasetDescription)
    yield Triple(document, FOAF.primaryTopic, whole)
    yield Triple(document, RDFS.seeAlso, NamedNode(f"{base}catalogo"))


_FEATURES = {"ttl": "Turtle", "jsonld": "JSON-LD", "nt": "N-Triples", "rdf": "RDF_XML"}


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


def _figures(dataset: Dataset) -> dict[str, int]:
    base = dataset.settings.base
    query = (
        "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?p) AS ?properties) "
        "WHERE { ?s ?p ?o }"
    )
    found = next(iter(select(dataset.store, query)))
    return {
        "subjects": int(found["subjects"].value),
        "properties": int(found["properties"].value),
        "entities": sum(iri.startswith(f"{base}id/") for iri in dataset.directory.names),
    }


def _examples(dataset: Dataset) -> list[str]:
    """One thing of each main kind, the first by IRI."""
    wanted = {
        TRAMA[name].value for name in ("Plan", "StrategicObjective", "Driver", "Actor", "Link")
    }
    first: dict[str, str] = {}
    for iri, name in dataset.directory.names.items():
        for kind in wanted.intersection(name.classes):
            first.setdefault(kind, iri)
    return sorted(first.values())


# Pages
