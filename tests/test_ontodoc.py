"""The ontology's documentation: whole in both languages, well formed, escaped, and the same each time."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import html5rdf
import pytest
import typer.testing
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.collection import Collection

from ontology_reading import read_module, read_ontology
from trama.cli.docs import app
from trama.errors import SourceError, TramaError
from trama.namespaces import KIND, TRAMA
from trama.ontodoc import document, write_documentation
from trama.ontodoc.layout import lay_out

PAGES = {"it": "index.html", "en": "en.html"}


@pytest.fixture(scope="session")
def files(root: Path) -> dict[str, bytes]:
    return document(root)


@pytest.fixture(scope="session", params=PAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def page(files: dict[str, bytes], lang: str) -> ElementTree.Element:
    return parse(files[PAGES[lang]])


@pytest.fixture(scope="session")
def ontology(root: Path) -> Graph:
    return read_ontology(root)


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    """A checkout of which only the ontology and the shapes are there, to be changed at will."""
    for folder in ("ontology", "shapes"):
        shutil.copytree(root / folder, tmp_path / "copy" / folder)
    return tmp_path / "copy"


def parse(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content.decode().removeprefix("<!DOCTYPE html>"))


def words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def by_id(page: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {element.attrib["id"]: element for element in page.iter() if "id" in element.attrib}


def own(ontology: Graph) -> list[URIRef]:
    return sorted(
        {
            node
            for node in ontology.subjects(RDF.type)
            if isinstance(node, URIRef) and node.startswith(TRAMA.iri)
        }
    )


def in_language(graph: Graph, node: URIRef, predicate: URIRef, lang: str) -> str:
    (value,) = (
        value
        for value in graph.objects(node, predicate)
        if isinstance(value, Literal) and value.language == lang
    )
    return " ".join(value.split())


def one(graph: Graph, node: URIRef, predicate: URIRef) -> str:
    value = graph.value(node, predicate)
    assert value is not None
    return str(value)


def facts(section: ElementTree.Element) -> dict[str, ElementTree.Element]:
    """The descriptions of a section by their names."""
    (entries,) = section.iter("dl")
    return {words(name): value for name, value in zip(entries[::2], entries[1::2], strict=True)}


def links(element: ElementTree.Element) -> set[str]:
    return {a.attrib["href"] for a in element.iter("a")}


# What is there


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.definition, SKOS.example])
def test_every_term_has_its_words_under_its_own_anchor(
    ontology: Graph, page: ElementTree.Element, lang: str, predicate: URIRef
) -> None:
    terms, sections = own(ontology), by_id(page)
    assert len(terms) > 90
    for term in terms:
        section = sections[term.removeprefix(TRAMA.iri)]
        assert in_language(ontology, term, predicate, lang) in words(section), term
        assert str(term) in links(section)


def test_labels_are_given_in_both_languages(ontology: Graph, page: ElementTree.Element) -> None:
    sections = by_id(page)
    for term in own(ontology):
        labels = {
            element.attrib["lang"]: words(element)
            for element in sections[term.removeprefix(TRAMA.iri)].iter("span")
            if "lang" in element.attrib
        }
        assert labels == {
            lang: in_language(ontology, term, RDFS.label, lang) for lang in ("it", "en")
        }


def test_every_concept_is_in_its_schemes_table(
    ontology: Graph, page: ElementTree.Element, lang: str
) -> None:
    sections = by_id(page)
    concepts = list(ontology.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 50
    for concept in concepts:
        assert isinstance(concept, URIRef)
        scheme = one(ontology, concept, SKOS.inScheme).removeprefix(KIND.iri)
        shown = words(sections[f"scheme/{scheme}"])
        assert in_language(ontology, concept, SKOS.prefLabel, lang) in shown
        assert in_language(ontology, concept, SKOS.definition, lang) in shown
        if concept.startswith(KIND.iri):
            assert concept.removeprefix(KIND.iri) in sections


def test_every_alignment_is_a_row_with_its_reason(root: Path, page: ElementTree.Element) -> None:
    graph = read_module(root, "alignments")
    rows = [(links(row), words(row)) for row in page.iter("tr")]
    axioms = list(graph.subjects(RDF.type, OWL.Axiom))
    assert len(axioms) > 60
    for axiom in axioms:
        term, target = (
            str(graph.value(axiom, part)) for part in (OWL.annotatedSource, OWL.annotatedTarget)
        )
        reason = str(graph.value(axiom, RDFS.comment))
        ends = {f"#{term.removeprefix(TRAMA.iri)}", target}
        assert any(ends <= found and reason in text for found, text in rows), axiom


def test_ends_of_a_property_are_links(
    ontology: Graph, page: ElementTree.Element, lang: str
) -> None:
    given = facts(by_id(page)["concerns"])
    domain, codomain = ("Dominio", "Codominio") if lang == "it" else ("Domain", "Range")
    assert links(given[domain]) == {"#StrategicObjective"}
    union = ontology.value(URIRef(TRAMA.iri + "concerns"), RDFS.range)
    (head,) = ontology.objects(union, OWL.unionOf)
    members = [str(member) for member in Collection(ontology, head)]
    assert len(members) > 1
    assert links(given[codomain]) == {member.replace(TRAMA.iri, "#") for member in members}
    assert (" o " if lang == "it" else " or ") in words(given[codomain])


def test_what_logic_says_of_a_term_is_in_words(files: dict[str, bytes]) -> None:
    sections = by_id(parse(files[PAGES["en"]]))
    assert words(facts(sections["hasTheme"])["Subproperty of"]) == "the inverse of in Mission"
    assert words(facts(sections["Link"])["Subclass of"]) == (
        "evidence: at least one value is Passage"
    )
    assert words(facts(sections["confidence"])["Range"]) == "xsd:decimal [≥ 0.0, ≤ 1.0]"
    assert words(facts(sections["legibility"])["Range"]) == "one of: stated, partly legible"
    assert words(facts(sections["Basis"])["Equivalent to"]) == "one of: stated, curated, inferred"
    assert words(facts(sections["Municipality"])["Key"]) == "ISTAT code"
    assert "transitive" in words(facts(sections["partOf"])["Characteristics"])
    assert "#inPlan" in links(facts(sections["Driver"])["Inherited properties"])
    assert "#Theme" in links(facts(sections["Mission"])["Disjoint with"])
    assert "#Mission" in links(facts(sections["Theme"])["Disjoint with"])


def test_terms_name_the_shapes_that_check_them(
    root: Path, page: ElementTree.Element, lang: str
) -> None:
    graph = Graph().parse(root / "shapes" / "links.ttl")
    sections = by_id(page)
    name = "Controlli" if lang == "it" else "Checks"
    checked = list(graph.subject_objects(SH.path))
    pairs = [
        (str(shape).rpartition("#")[2], str(path).removeprefix(TRAMA.iri))
        for shape, path in checked
        if str(path).startswith(TRAMA.iri) and isinstance(shape, URIRef)
    ]
    assert len(pairs) > 5
    for shape, term in pairs:
        assert f"#shape/{shape}" in links(facts(sections[term])[name])
        assert f"#{term}" in links(sections[f"shape/{shape}"])
    # One that only its SPARQL text ties to the term
    assert "#shape/LinkStatement" in links(facts(sections["relation"])[name])


def test_the_page_says_what_it_documents(
    ontology: Graph, page: ElementTree.Element, lang: str
) -> None:
    node = URIRef("https://w3id.org/trama/ns")
    about = words(page)
    assert page.attrib["lang"] == lang
    for predicate in (OWL.versionInfo, OWL.versionIRI):
        assert one(ontology, node, predicate) in about
    assert {"trama.ttl", "schemes.ttl", "alignments.ttl"} <= links(page)
    assert "https://creativecommons.org/licenses/by/4.0/" in links(page)
    assert PAGES["en" if lang == "it" else "it"] in links(page)


# The drawings


def test_each_drawing_says_the_same_as_its_table(page: ElementTree.Element) -> None:
    figures = list(page.iter("figure"))
    assert len(figures) == 3
    for figure in figures:
        (svg,) = figure.iter("svg")
        (table,) = figure.iter("table")
        drawn = {target for target in links(svg) if target[1].islower()}
        assert drawn == {next(iter(links(row[0]))) for row in table.iter("tr") if links(row)}
        ends = {a for row in table.iter("tr") for cell in row[1:] for a in links(cell)}
        assert {a for a in ends if a.startswith("#")} <= links(svg)
        title, description = svg.attrib["aria-labelledby"].split()
        assert words(by_id(svg)[title])
        assert words(by_id(svg)[description])


def test_boxes_of_a_drawing_do_not_overlap(page: ElementTree.Element) -> None:
    for svg in page.iter("svg"):
        width, height = (float(svg.attrib[name]) for name in ("width", "height"))
        boxes = [
            tuple(float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
            for rect in svg.iter("rect")
        ]
        assert len(boxes) > 5
        for number, (x, y, w, h) in enumerate(boxes):
            assert x >= 0
            assert y >= 0
            assert x + w <= width
            assert y + h <= height
            for x2, y2, w2, h2 in boxes[number + 1 :]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_every_crossing_property_is_drawn(root: Path, page: ElementTree.Element) -> None:
    graph = read_module(root, "trama")
    crossing = {
        f"#{str(node).removeprefix(TRAMA.iri)}"
        for node in graph.subjects(RDF.type, URIRef(TRAMA.iri + "CrossingProperty"))
    }
    drawn = {target for svg in page.iter("svg") for target in links(svg)}
    assert crossing
    assert crossing <= drawn


def test_layout_opens_cycles_and_keeps_nodes_apart() -> None:
    heights = dict.fromkeys("abcd", 10.0)
    found = lay_out(
        list("abcd"), [("a", "b"), ("b", "c"), ("c", "a"), ("a", "d")], heights=heights, gap=5
    )
    layer = {node: place[0] for node, place in found.places.items()}
    assert layer == {"a": 0, "b": 1, "c": 2, "d": 1}
    assert abs(found.places["b"][1] - found.places["d"][1]) >= 15
    assert [point[0] for point in found.paths["c", "a"]] == [2, 1, 0]


def test_layout_crosses_no_edges_that_need_not_cross() -> None:
    nodes = list("abcxyz")
    edges = [("a", "z"), ("b", "y"), ("c", "x")]
    found = lay_out(nodes, [*edges, ("a", "y")], heights=dict.fromkeys(nodes, 10.0), gap=5)
    left = sorted("abc", key=lambda node: found.places[node][1])
    right = sorted("xyz", key=lambda node: found.places[node][1])
    assert [dict(edges)[node] for node in left] == right


# The page as a page


def test_anchors_are_unique_and_internal_links_resolve(page: ElementTree.Element) -> None:
    anchors = Counter(e.attrib["id"] for e in page.iter() if "id" in e.attrib)
    assert {name: count for name, count in anchors.items() if count > 1} == {}
    inner = {target[1:] for target in links(page) if target.startswith("#")}
    assert len(inner) > 200
    assert inner - set(anchors) == set()
    named = {
        name
        for element in page.iter()
        for attribute in ("aria-labelledby", "aria-describedby")
        for name in element.attrib.get(attribute, "").split()
    }
    assert named - set(anchors) == set()


def test_files_that_the_page_links_are_written(
    files: dict[str, bytes], page: ElementTree.Element
) -> None:
    targets = {e.attrib["href"] for e in page.iter() if "href" in e.attrib}
    here = {target for target in targets if not re.match(r"#|https?://", target)}
    assert here
    assert here <= set(files)
    assert not any(target.startswith(("javascript:", "data:", "//")) for target in targets)


def test_html_is_valid_to_a_strict_parser(files: dict[str, bytes], lang: str) -> None:
    parser = html5rdf.HTMLParser(strict=False, namespaceHTMLElements=False)
    parser.parse(files[PAGES[lang]].decode())
    assert [(position, code) for position, code, _ in parser.errors] == []


def test_page_needs_nothing_else(page: ElementTree.Element) -> None:
    tags = Counter(element.tag for element in page.iter())
    assert not tags.keys() & {"script", "img", "iframe", "object", "embed", "video", "audio"}
    assert tags["style"] == 1
    attributes = {name for element in page.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on")} | attributes & {
        "style",
        "src",
    }
    (style,) = page.iter("style")
    assert not re.search(r"url\(|@import|@font-face", style.text or "")
    loaded = {e.attrib["rel"] for e in page.iter("link")}
    assert loaded <= {"license", "alternate"}


def test_page_is_laid_out_for_assistive_technology(page: ElementTree.Element) -> None:
    levels = [int(e.tag[1]) for e in page.iter() if re.fullmatch(r"h[1-6]", str(e.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    body = page.find("body")
    assert body is not None
    assert (body[0].tag, body[0].attrib["href"]) == ("a", "#main-content")
    for landmark in ("header", "main", "footer"):
        assert len(list(body.iter(landmark))) == 1
    for table in page.iter("table"):
        heads = [cell.attrib.get("scope") for cell in table.iter("th")]
        assert heads
        assert set(heads) == {"col", "row"}
    scrolling = [e for e in page.iter("div") if e.attrib.get("class") == "scroll"]
    names = [e.attrib["aria-label"] for e in scrolling]
    assert all((e.attrib["role"], e.attrib["tabindex"]) == ("region", "0") for e in scrolling)
    assert len(names) == len(set(names))


def luminance(colour: str) -> float:
    full = "".join(c * 2 for c in colour) if len(colour) == 3 else colour
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_have_contrast_in_light_and_dark(page: ElementTree.Element) -> None:
    (style,) = page.iter("style")
    themes = [
        dict(re.findall(r"--(\w+): #(\w+)", block))
        for block in re.findall(r":root \{(.*?)\}", style.text or "", re.S)
    ]
    assert len(themes) == 2
    for theme in themes:
        for ground in ("paper", "quiet", "mark"):
            for ink, least in (("ink", 4.5), ("soft", 4.5), ("accent", 4.5), ("arrow", 3.0)):
                if (ink, ground) == ("arrow", "mark"):
                    continue
                low, high = sorted(luminance(theme[name]) for name in (ink, ground))
                assert (high + 0.05) / (low + 0.05) >= least, (ink, ground)


# Hostile and broken sources, and the same bytes each time


def append(root: Path, text: str) -> None:
    with (root / "ontology" / "trama.ttl").open("a", encoding="utf-8") as file:
        file.write(text)


def test_hostile_words_are_escaped(copied: Path) -> None:
    hostile = """</text></style><script>alert(1)</script>&amp;' onload='x"""
    append(
        copied,
        f'''
trama:hostile a owl:ObjectProperty ;
    rdfs:label """{hostile}"""@it , """{hostile}"""@en ;
    skos:definition """{hostile} <https://x.example/"onclick="y> trama:Plan"""@it ;
    rdfs:domain trama:Plan ; rdfs:range trama:Driver .
''',
    )
    for file in PAGES.values():
        page = parse(document(copied)[file])
        assert not list(page.iter("script"))
        assert not [e for e in page.iter() for name in e.attrib if name.startswith("on")]
        section = by_id(page)["hostile"]
        assert hostile in words(section)
        assert "#Plan" in links(section)
        assert any(hostile in words(text) for text in page.iter("text"))


def test_words_of_another_language_are_marked(copied: Path) -> None:
    append(
        copied,
        """
trama:soloInglese a owl:Class ; rdfs:label "only English"@en .
""",
    )
    heading = by_id(parse(document(copied)["index.html"]))["soloInglese"].find("h3")
    assert heading is not None
    assert [(e.attrib["lang"], words(e)) for e in heading.iter("span")] == [("en", "only English")]


@pytest.mark.parametrize(
    ("folder", "text", "says"),
    [
        ("ontology", "trama:x a owl:Class", "broken.ttl:1: not valid Turtle"),
        ("shapes", "\nsh:x a <", "broken.ttl:2: not valid Turtle"),
        (
            "ontology",
            "<https://w3id.org/trama/ns#x> a <http://www.w3.org/2002/07/owl#Class> .",
            "has no type or no rdfs:label: 'https://w3id.org/trama/ns#x'",
        ),
        (
            "ontology",
            "<https://e.example/> a <http://www.w3.org/2002/07/owl#Ontology> ; "
            '<http://purl.org/vocab/vann/preferredNamespaceUri> "https://e.example/#" .',
            "and 2 of the files' ontologies do",
        ),
    ],
)
def test_a_bad_file_is_one_sentence_and_nothing_is_written(
    copied: Path, tmp_path: Path, folder: str, text: str, says: str
) -> None:
    (copied / folder / "broken.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        write_documentation(copied, tmp_path / "out")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(TramaError, match="cannot be made a folder"):
        write_documentation(root, tmp_path / "file")


def test_command_writes_the_same_files_each_time(
    root: Path, tmp_path: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(root))
    result = typer.testing.CliRunner().invoke(app, [str(tmp_path / "a" / "b")])
    assert result.exit_code == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "a" / "b").iterdir()}
    assert written == files
    assert {Path(line).name for line in result.output.split()} == set(files)
    ontology = root / "ontology"
    assert {name: written[name] for name in written if name.endswith(".ttl")} == {
        path.name: path.read_bytes() for path in ontology.glob("*.ttl")
    }
