"""The description of the dataset for catalogues: DCAT-AP 3.0.1 and DCAT-AP_IT, with VoID (`trama.publish.void`).

DCAT-AP_IT 1.0 is the profile of the Italian data catalogue (https://docs.italia.it/italia/daf/
linee-guida-cataloghi-dati-dcat-ap-it/); its mandatory properties are held by `shapes/dcat/dcat-ap-it.ttl`.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from trama.namespaces import DCTERMS, FOAF, OWL, RDF, SKOS, VOID, XSD, Namespace
from trama.publish import void
from trama.publish.dataset import LICENCE, Dataset
from trama.store.dumps import Dump, dumps_of
from trama.store.release import Release
from trama.store.select import select

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAPIT = Namespace("http://dati.gov.it/onto/dcatapit#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
SCHEMA = Namespace("http://schema.org/")
MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
PLACE = "http://data.europa.eu/nuts/code/ITC4C"
"""The metropolitan city of Milano, by the EU's code of statistical regions."""
EU = "http://publications.europa.eu/resource/authority/"
TITLE = {
    "it": "Trama: il piano strategico metropolitano come dati collegati",
    "en": "Trama: the metropolitan strategic plan as linked data",
}
DESCRIPTION = {
    "it": (
        "Il piano strategico, i suoi obiettivi, Driver, strumenti, attori e comuni come dati collegati tra loro, in cui "
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
_DATED = re.compile(r"<http://www\.w3\.org/ns/prov#generatedAtTime> \"(\d{4}-\d\d-\d\d)")
_PERIOD = """
SELECT (MIN(STR(?start)) AS ?from) (MAX(STR(?end)) AS ?to) WHERE {
  ?plan a trama:Plan ; trama:startDate ?start ; trama:endDate ?end }"""
KEYWORDS = {
    "it": (
        "piano strategico metropolitano",
        "pianificazione territoriale",
        "obiettivi strategici",
        "dati collegati",
        "Documento unico di programmazione",
    ),
    "en": (
        "metropolitan strategic plan",
        "territorial planning",
        "strategic objectives",
        "linked data",
        "knowledge graph",
    ),
}
_FILES = (
    "I file di questa versione, in N-Quads, Turtle e CSV.",
    "The files of this version, in N-Quads, Turtle and CSV.",
)
_PACKED = (
    "Asserzioni in RDF, compresse con gzip; una versione non cambia mai.",
    "Statements in RDF, compressed by gzip; a version never changes.",
)
_TABLES = (
    "Tabelle CSV, una per classe, con la loro descrizione (CSV on the Web); una versione non cambia mai.",
    "CSV tables, one a class, with their description (CSV on the Web); a version never changes.",
)
_FILE_TYPES = {
    "application/n-quads": "RDF_N_QUADS",
    "text/turtle": "RDF_TURTLE",
    "text/csv": "CSV",
}
_ASKED = (
    "Il dataset interrogabile in SPARQL 1.1, in sola lettura.",
    "The dataset, to be asked in SPARQL 1.1, read only.",
)
_LANGUAGES = ("ITA", "ENG")
_THEMES = {
    "GOVE": ("Governo e settore pubblico", "Government and public sector"),
    "REGI": ("Regioni e città", "Regions and cities"),
}


def statements(dataset: Dataset, root: str = "") -> list[Triple]:
    """Return the catalogue as DCAT-AP_IT and the dataset as VoID.

    `root` is where the site is, to which addresses of files and of the endpoint belong; without it,
    the base of the IRIs.
    """
    root = root or dataset.settings.base
    described = void.statements(dataset, root, current_dumps(dataset)[1])
    return list(dict.fromkeys((*_catalogue(dataset, root), *described)))


def version_statements(dataset: Dataset, kept: Release, root: str = "") -> list[Triple]:
    """Return what the catalogue says of one version that is kept, with what it refers to."""
    root = root or dataset.settings.base
    whole = NamedNode(f"{dataset.settings.base}dataset")
    page = NamedNode(f"{root}dataset/{kept.version}")
    found = [
        *_version(dataset, root, whole, kept),
        Triple(page, DCTERMS.license, NamedNode(LICENCE)),
        *_agent(dataset),
        *_contact(dataset, root),
        *_where_and_when(dataset),
        *_licence(),
        *_authorities(),
    ]
    if kept.current:
        node = NamedNode(f"{dataset.settings.base}dataset/{kept.version}")
        for dump in current_dumps(dataset)[1]:
            found += _distribution(dataset, root, node, dump, modified(dataset))
    return list(dict.fromkeys(found))


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
    agent = NamedNode(publisher(dataset)[0])
    for type in (DCAT.Catalog, DCATAPIT.Catalog):
        yield Triple(catalogue, RDF.type, type)
    yield from _about(catalogue, modified(dataset), agent)
    yield Triple(catalogue, DCAT.dataset, whole)
    yield Triple(catalogue, DCTERMS.license, NamedNode(LICENCE))
    home = NamedNode(root)
    yield Triple(catalogue, FOAF.homepage, home)
    yield Triple(home, RDF.type, FOAF.Document)
    yield Triple(catalogue, DCAT.themeTaxonomy, NamedNode(f"{EU}data-theme"))
    yield from _agent(dataset)
    yield from _dataset(dataset, whole, modified(dataset), f"{root}catalogo")
    yield from _contact(dataset, root)
    yield from _where_and_when(dataset)
    yield Triple(whole, DCAT.version, Literal(dataset.version))
    yield from _licence()
    yield from _authorities()
    for dump in current_dumps(dataset)[1]:
        yield from _distribution(dataset, root, whole, dump, modified(dataset))
    yield from _endpoint(root, whole)
    for kept in dataset.releases():
        yield from _version(dataset, root, whole, kept)


def _about(node: NamedNode, day: str, agent: NamedNode) -> Iterator[Triple]:
    """What a catalogue and a dataset both say of themselves."""
    for lang in ("it", "en"):
        yield Triple(node, DCTERMS.title, Literal(TITLE[lang], language=lang))
        yield Triple(node, DCTERMS.description, Literal(DESCRIPTION[lang], language=lang))
    yield Triple(node, DCTERMS.publisher, agent)
    yield Triple(node, DCTERMS.modified, Literal(day, datatype=XSD.date))
    for language in _LANGUAGES:
        yield Triple(node, DCTERMS.language, NamedNode(f"{EU}language/{language}"))


def _dataset(dataset: Dataset, node: NamedNode, day: str, page: str) -> Iterator[Triple]:
    """What the dataset and each of its versions say of themselves."""
    agent = NamedNode(publisher(dataset)[0])
    for type in (DCAT.Dataset, DCATAPIT.Dataset, VOID.Dataset):
        yield Triple(node, RDF.type, type)
    yield from _about(node, day, agent)
    yield Triple(node, DCTERMS.identifier, Literal(node.value))
    for theme in _THEMES:
        yield Triple(node, DCAT.theme, NamedNode(f"{EU}data-theme/{theme}"))
    yield Triple(node, DCTERMS.rightsHolder, agent)
    yield Triple(node, DCTERMS.creator, agent)
    yield Triple(node, DCTERMS.accrualPeriodicity, NamedNode(f"{EU}frequency/IRREG"))
    for language, words in KEYWORDS.items():
        for word in words:
            yield Triple(node, DCAT.keyword, Literal(word, language=language))
    base = dataset.settings.base
    yield Triple(node, DCAT.contactPoint, NamedNode(f"{base}dataset#contact"))
    yield Triple(node, DCTERMS.spatial, NamedNode(PLACE))
    if _period(dataset):
        yield Triple(node, DCTERMS.temporal, NamedNode(f"{base}dataset#period"))
    landing = NamedNode(page)
    yield Triple(node, DCAT.landingPage, landing)
    yield Triple(landing, RDF.type, FOAF.Document)


def _version(dataset: Dataset, root: str, whole: NamedNode, kept: Release) -> Iterator[Triple]:
    """A version that is kept, which is a dataset, too; its files are on its page."""
    node = NamedNode(f"{dataset.settings.base}dataset/{kept.version}")
    page = f"{root}dataset/{kept.version}"
    day = modified(dataset) if kept.current else newest_day(kept.folder, dataset.settings.base)
    for relation in (DCTERMS.hasVersion, DCAT.hasVersion):
        yield Triple(whole, relation, node)
    for relation in (DCTERMS.isVersionOf, DCAT.isVersionOf):
        yield Triple(node, relation, whole)
    yield from _dataset(dataset, node, day, page)
    for relation in (OWL.versionInfo, DCAT.version):
        yield Triple(node, relation, Literal(kept.version))
    files = NamedNode(f"{node.value}#files")
    for type in (DCAT.Distribution, DCATAPIT.Distribution):
        yield Triple(files, RDF.type, type)
    yield Triple(node, DCAT.distribution, files)
    yield Triple(files, DCTERMS["format"], NamedNode(f"{EU}file-type/RDF_N_QUADS"))
    yield Triple(files, DCAT.accessURL, NamedNode(page))
    yield Triple(files, DCTERMS.license, NamedNode(LICENCE))
    yield Triple(files, DCTERMS.title, Literal("N-Quads", language="en"))
    yield from _described(files, _FILES)


def _agent(dataset: Dataset) -> Iterator[Triple]:
    iri, name = publisher(dataset)
    agent = NamedNode(iri)
    for type in (FOAF.Agent, DCATAPIT.Agent):
        yield Triple(agent, RDF.type, type)
    yield Triple(agent, DCTERMS.identifier, Literal(iri.rpartition("/")[2]))
    yield Triple(agent, FOAF.name, Literal(name, language="it"))


def _contact(dataset: Dataset, root: str) -> Iterator[Triple]:
    """Whom to write to: what the settings name or, without it, the page of the site that says so."""
    node = NamedNode(f"{dataset.settings.base}dataset#contact")
    for type in (VCARD.Kind, VCARD.Organization, DCATAPIT.Organization):
        yield Triple(node, RDF.type, type)
    yield Triple(node, VCARD.fn, Literal(publisher(dataset)[1], language="it"))
    contact = dataset.settings.server.contact.strip()
    if "@" in contact and ":" not in contact and " " not in contact:
        yield Triple(node, VCARD.hasEmail, NamedNode(f"mailto:{contact}"))
    web = contact if contact.startswith(("http://", "https://")) else f"{root}accessibilita"
    yield Triple(node, VCARD.hasURL, NamedNode(web))


def _period(dataset: Dataset) -> tuple[str, str] | None:
    """The first and the last year of the plans, where they say so."""
    found = next(iter(select(dataset.store, _PERIOD)), None)
    if not found or not found["from"] or not found["to"]:
        return None
    return found["from"].value[:4], found["to"].value[:4]


def _where_and_when(dataset: Dataset) -> Iterator[Triple]:
    """The territory of the plans and the years from the first to the last of them."""
    place = NamedNode(PLACE)
    yield Triple(place, RDF.type, DCTERMS.Location)
    years = _period(dataset)
    if years:
        period = NamedNode(f"{dataset.settings.base}dataset#period")
        yield Triple(period, RDF.type, DCTERMS.PeriodOfTime)
        first, last = f"{years[0]}-01-01", f"{years[1]}-12-31"
        for begin in (DCAT.startDate, SCHEMA.startDate):
            yield Triple(period, begin, Literal(first, datatype=XSD.date))
        for end in (DCAT.endDate, SCHEMA.endDate):
            yield Triple(period, end, Literal(last, datatype=XSD.date))


def _authorities() -> Iterator[Triple]:
    """What the terms of the EU's authority tables are, so that who reads this need not ask for them."""
    for table, type, terms in (
        ("language", DCTERMS.LinguisticSystem, _LANGUAGES),
        ("frequency", DCTERMS.Frequency, ("IRREG",)),
        ("file-type", DCTERMS.MediaTypeOrExtent, (*_FILE_TYPES.values(), "SPARQLQ")),
    ):
        for term in terms:
            node = NamedNode(f"{EU}{table}/{term}")
            yield Triple(node, RDF.type, type)
            yield Triple(node, SKOS.inScheme, NamedNode(f"{EU}{table}"))
    taxonomy = NamedNode(f"{EU}data-theme")
    yield Triple(taxonomy, RDF.type, SKOS.ConceptScheme)
    yield Triple(taxonomy, DCTERMS.title, Literal("Data theme", language="en"))
    for theme, labels in _THEMES.items():
        node = NamedNode(f"{EU}data-theme/{theme}")
        yield Triple(node, RDF.type, SKOS.Concept)
        yield Triple(node, SKOS.inScheme, taxonomy)
        for lang, label in zip(("it", "en"), labels, strict=True):
            yield Triple(node, SKOS.prefLabel, Literal(label, language=lang))
    for media_type in (*_FILE_TYPES, "application/gzip", "application/zip"):
        yield Triple(NamedNode(f"{MEDIA_TYPES}{media_type}"), RDF.type, DCTERMS.MediaType)
    yield Triple(SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm)


def _described(node: NamedNode, words: tuple[str, str]) -> Iterator[Triple]:
    """What a distribution is, and that it is meant to stay."""
    for lang, text in zip(("it", "en"), words, strict=True):
        yield Triple(node, DCTERMS.description, Literal(text, language=lang))
    stable = NamedNode(f"{EU}planned-availability/STABLE")
    yield Triple(node, DCATAP.availability, stable)
    yield Triple(stable, RDF.type, SKOS.Concept)
    yield Triple(stable, SKOS.inScheme, NamedNode(f"{EU}planned-availability"))
    yield Triple(stable, SKOS.prefLabel, Literal("stable", language="en"))


@lru_cache(maxsize=64)
def newest_day(release: Path, base: str) -> str:
    """Return the day of the newest dated statement of a release that is not in use, from its dump."""
    folder, dumps = dumps_of(release, base)
    name = next(dump.name for dump in dumps if dump.name.endswith(".nq.gz") and not dump.graph)
    with gzip.open(folder / name, "rt", encoding="utf-8") as lines:
        days = (found[1] for line in lines if (found := _DATED.search(line)))
        return max(days, default=_EPOCH)


def _licence() -> Iterator[Triple]:
    node = NamedNode(LICENCE)
    for type in (DCTERMS.LicenseDocument, DCATAPIT.LicenseDocument):
        yield Triple(node, RDF.type, type)
    kind = "http://purl.org/adms/licencetype/Attribution"
    yield Triple(node, DCTERMS.type, NamedNode(kind))
    yield Triple(NamedNode(kind), RDF.type, SKOS.Concept)
    yield Triple(NamedNode(kind), SKOS.prefLabel, Literal("Attribution", language="en"))
    yield Triple(NamedNode(kind), SKOS.prefLabel, Literal("Attribuzione", language="it"))
    name = "Creative Commons Attribuzione 4.0 Internazionale (CC BY 4.0)"
    yield Triple(node, FOAF.name, Literal(name, language="it"))
    yield Triple(node, OWL.versionInfo, Literal("4.0"))


def _distribution(
    dataset: Dataset, root: str, whole: NamedNode, dump: Dump, day: str
) -> Iterator[Triple]:
    base = dataset.settings.base
    node = NamedNode(f"{base}dataset/{dataset.version}#{dump.name}")
    address = NamedNode(f"{root}dataset/{dataset.version}/{dump.name}")
    form = _FILE_TYPES[dump.media_type]
    is_package = dump.packing == "application/zip"
    what = dump.graph.removeprefix(f"{base}graph/")
    for type in (DCAT.Distribution, DCATAPIT.Distribution):
        yield Triple(node, RDF.type, type)
    yield Triple(whole, DCAT.distribution, node)
    yield Triple(node, DCTERMS["format"], NamedNode(f"{EU}file-type/{form}"))
    yield Triple(
        node,
        DCAT.mediaType,
        NamedNode(f"{MEDIA_TYPES}{dump.media_type}"),
    )
    yield Triple(
        node,
        DCAT.packageFormat if is_package else DCAT.compressFormat,
        NamedNode(f"{MEDIA_TYPES}{dump.packing}"),
    )
    yield Triple(node, DCTERMS.license, NamedNode(LICENCE))
    yield Triple(node, DCAT.accessURL, address)
    yield Triple(node, DCAT.downloadURL, address)
    yield Triple(node, DCAT.byteSize, Literal(str(dump.size), datatype=XSD.nonNegativeInteger))
    yield Triple(node, DCTERMS.modified, Literal(day, datatype=XSD.date))
    for lang, words in (("it", "tutto il dataset"), ("en", "the whole dataset")):
        title = f"{dump.name} ({what or words})"
        yield Triple(node, DCTERMS.title, Literal(title, language=lang))
    yield from _described(node, _TABLES if is_package else _PACKED)
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
    yield from _described(node, _ASKED)
