"""The ontology is in OWL 2 DL and consistent, by itself and with the real plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from ontology_profile import violations
from ontology_reading import read_module, read_ontology
from ontology_reasoner import in_owl_2, is_consistent, unsatisfiable_classes
from ontology_standards import read_standards
from trama.namespaces import TRAMA

NS = Namespace(TRAMA.iri)
ONTOLOGY = URIRef("https://w3id.org/trama/ns")
XSD_IRI = "http://www.w3.org/2001/XMLSchema#"

# What the aligned standards say of their own terms, so that a wrong alignment has something to clash
# with: PROV-O, FOAF, ORG, GeoSPARQL, and the Italian l0, CLV, COV and Indicator.
STANDARDS = """
@prefix clv: <https://w3id.org/italia/onto/CLV/> .
@prefix cov: <https://w3id.org/italia/onto/COV/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix geosparql: <http://www.opengis.net/ont/geosparql#> .
@prefix indicator: <https://w3id.org/italia/onto/Indicator/> .
@prefix l0: <https://w3id.org/italia/onto/l0/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sf: <http://www.opengis.net/ont/sf#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
prov:Activity a owl:Class ; owl:disjointWith prov:Entity .
prov:wasDerivedFrom a owl:ObjectProperty ; rdfs:domain prov:Entity ; rdfs:range prov:Entity .
prov:wasRevisionOf a owl:ObjectProperty ; rdfs:subPropertyOf prov:wasDerivedFrom .
prov:wasAttributedTo a owl:ObjectProperty ; rdfs:domain prov:Entity ; rdfs:range prov:Agent .
prov:SoftwareAgent rdfs:subClassOf prov:Agent .
prov:generatedAtTime a owl:DatatypeProperty ; rdfs:range xsd:dateTime .
oa:exact a owl:DatatypeProperty ; rdfs:range xsd:string .
foaf:Organization a owl:Class ; rdfs:subClassOf foaf:Agent ; owl:disjointWith foaf:Document .
org:Organization a owl:Class ; rdfs:subClassOf foaf:Agent .
geosparql:SpatialObject a owl:Class .
geosparql:hasGeometry a owl:ObjectProperty ; rdfs:domain geosparql:Feature ; rdfs:range geosparql:Geometry .
geosparql:asWKT a owl:DatatypeProperty ; rdfs:domain geosparql:Geometry .
sf:Polygon a owl:Class ; rdfs:subClassOf geosparql:Geometry .
sf:MultiPolygon a owl:Class ; rdfs:subClassOf geosparql:Geometry .
geosparql:Geometry a owl:Class ; owl:disjointWith geosparql:Feature .
geosparql:Feature rdfs:subClassOf geosparql:SpatialObject .
geosparql:sfWithin rdfs:domain geosparql:SpatialObject ; rdfs:range geosparql:SpatialObject .
l0:hasTopic rdfs:range l0:Topic .
clv:AdminUnitComponent a owl:Class ; rdfs:subClassOf clv:Feature .
clv:City rdfs:subClassOf clv:AdminUnitComponent .
cov:Organization a owl:Class ; rdfs:subClassOf l0:Agent .
cov:PublicOrganization rdfs:subClassOf cov:Organization .
cov:PrivateOrganization a owl:Class ; owl:disjointWith cov:PublicOrganization .
indicator:Purpose a owl:Class ; rdfs:subClassOf l0:Description .
skos:ConceptScheme owl:disjointWith skos:Concept .
skos:scopeNote a owl:AnnotationProperty .
"""


@pytest.fixture(scope="session")
def ontology(root: Path) -> Graph:
    return read_ontology(root)


# Profile: OWL 2 DL


def test_the_ontology_is_in_owl_2_dl(root: Path, ontology: Graph) -> None:
    assert violations(ontology) == []
    assert violations(read_module(root, "trama")) == []


@pytest.mark.parametrize(
    ("turtle", "complaint"),
    [
        ("trama:inPlan a owl:DatatypeProperty .", "a property of two kinds"),
        ("trama:new rdfs:label 'new' . [] trama:new 1 . trama:x trama:new 1 .", "not declared"),
        ("trama:inPlan rdfs:domain trama:Missing .", "used as a class and is not declared"),
        ("trama:year rdfs:range xsd:gYear .", "not a datatype of OWL 2"),
        ("trama:Driver a rdfs:Datatype .", "a class and a datatype"),
        ("trama:inMission a owl:TransitiveProperty .", "is not simple"),
        ("trama:inPlan rdfs:subPropertyOf trama:value .", "not properties of one kind"),
        ("trama:x trama:inPlan 'words' .", "of objects and has the value"),
        ("trama:x trama:value trama:y .", "of data and has the value"),
        ("owl:Thing a owl:Class .", "is reserved"),
        ("<> owl:imports <http://example.org/> .", "this check does not know"),
    ],
)
def test_the_profile_check_can_fail(ontology: Graph, turtle: str, complaint: str) -> None:
    prefixes = "".join(
        f"@prefix {prefix}: <{iri}> .\n"
        for prefix, iri in (("trama", NS), ("owl", OWL), ("rdfs", RDFS), ("xsd", XSD_IRI))
    )
    planted = Graph().parse(data=prefixes + turtle, format="turtle", publicID=str(ONTOLOGY))
    assert any(complaint in sentence for sentence in violations(ontology + planted))


# Consistency, by HermiT


def with_standards(graph: Graph) -> Graph:
    return graph + Graph().parse(data=STANDARDS, format="turtle")


def tell_apart(graph: Graph, *classes: URIRef) -> None:
    """Say that the things of each class are different ones: OWL does not take it for granted."""
    for class_ in classes:
        axiom = BNode()
        members = Collection(graph, BNode(), sorted(graph.subjects(RDF.type, class_)))
        graph.add((axiom, RDF.type, OWL.AllDifferent))
        graph.add((axiom, OWL.distinctMembers, members.uri))


def test_the_ontology_is_consistent_and_no_class_is_empty(ontology: Graph, tmp_path: Path) -> None:
    graph = with_standards(ontology)
    assert unsatisfiable_classes(graph, tmp_path / "ontology.nt") == set()


def test_merged_with_the_standards_it_is_consistent_and_in_owl_2_dl(
    root: Path, ontology: Graph, tmp_path: Path
) -> None:
    """The key of comuni is left out: HermiT takes a minute with it. What the standards break, they break alone."""
    standards = read_standards(root)
    merged = in_owl_2(ontology) + standards
    merged.remove((None, OWL.hasKey, None))
    assert len(standards) > 2000
    assert set(violations(ontology + standards)) <= set(violations(standards))
    assert unsatisfiable_classes(merged, tmp_path / "merged.nt") == set()


def test_no_mapping_of_concepts_stands_between_classes_or_properties(
    root: Path, ontology: Graph
) -> None:
    """SKOS makes each of them an object property, whose subject would be a concept and no class."""
    mappings = set(read_standards(root).subjects(RDFS.subPropertyOf, SKOS.mappingRelation))
    assert {SKOS.closeMatch, SKOS.broadMatch} <= mappings
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = {term for kind in kinds for term in ontology.subjects(RDF.type, kind)}
    assert not [s for mapping in mappings for s in ontology.subjects(mapping) if s in terms]


# Classes that the ontology must leave empty, each for one axiom or a few; the last ones may have instances.
PLANTED = """
@prefix cov: <https://w3id.org/italia/onto/COV/> .
@prefix ex: <http://example.org/> .
@prefix geosparql: <http://www.opengis.net/ont/geosparql#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix trama: <https://w3id.org/trama/ns#> .
ex:Here a owl:Class ; owl:disjointWith ex:There .
ex:There a owl:Class .
ex:TwoKinds rdfs:subClassOf trama:Driver , trama:Mission .
ex:OutsideDomain rdfs:subClassOf trama:Mission ,
    [ owl:onProperty trama:combines ; owl:someValuesFrom owl:Thing ] .
ex:OutsideRange rdfs:subClassOf
    [ owl:onProperty trama:carriedBy ; owl:someValuesFrom trama:Mission ] .
ex:OutsideUnion rdfs:subClassOf
    [ owl:onProperty trama:addresses ; owl:someValuesFrom trama:Mission ] .
ex:TwoBases rdfs:subClassOf [ owl:onProperty trama:basis ; owl:hasValue trama:Stated ] ,
    [ owl:onProperty trama:basis ; owl:hasValue trama:Curated ] .
ex:TooSure rdfs:subClassOf [ owl:onProperty trama:confidence ; owl:hasValue 1.01 ] .
ex:FiveDigits rdfs:subClassOf [ owl:onProperty trama:istatCode ; owl:hasValue "15146" ] .
ex:Sideways rdfs:subClassOf [ owl:onProperty trama:direction ; owl:hasValue "sideways" ] .
ex:TwoMissions rdfs:subClassOf [ owl:onProperty trama:inMission ; owl:someValuesFrom ex:Here ] ,
    [ owl:onProperty trama:inMission ; owl:someValuesFrom ex:There ] .
ex:ThemeOfAnother rdfs:subClassOf ex:Here , [ owl:onProperty trama:hasTheme ; owl:someValuesFrom
    [ a owl:Restriction ; owl:onProperty trama:inMission ; owl:someValuesFrom ex:There ] ] .
ex:ContinuedAndDropped rdfs:subClassOf [ owl:onProperty trama:continues ; owl:hasValue ex:it ] ,
    [ owl:onProperty trama:drops ; owl:hasValue ex:it ] .
ex:GuidedByItself rdfs:subClassOf [ owl:onProperty trama:guidedBy ; owl:hasSelf true ] .
ex:PartOfPartOfText rdfs:subClassOf trama:Instrument , [ owl:onProperty trama:partOf ;
    owl:someValuesFrom
    [ a owl:Restriction ; owl:onProperty trama:partOf ; owl:someValuesFrom trama:Text ] ] .
ex:NoEvidence rdfs:subClassOf trama:Link ,
    [ owl:onProperty trama:evidence ; owl:allValuesFrom owl:Nothing ] .
ex:GeometricComune rdfs:subClassOf trama:Municipality , geosparql:Geometry .
ex:UnionAsCompany rdfs:subClassOf trama:MunicipalUnion , cov:PrivateOrganization .
ex:MayBe1 rdfs:subClassOf trama:Plan , trama:Instrument ,
    [ owl:onProperty trama:basis ; owl:hasValue trama:Stated ] .
ex:MayBe2 rdfs:subClassOf trama:Instrument , trama:LegalAct , trama:Programme .
ex:MayBe3 rdfs:subClassOf trama:Instrument , trama:Actor , trama:MunicipalUnion .
"""


def test_each_impossible_class_is_found(ontology: Graph, tmp_path: Path) -> None:
    planted = Graph().parse(data=PLANTED, format="turtle")
    for node in set(planted.subjects()):
        kind = OWL.Restriction if isinstance(node, BNode) else OWL.Class
        planted.add((node, RDF.type, kind))
    names = {str(node) for node in planted.subjects(RDF.type, OWL.Class)}
    found = unsatisfiable_classes(with_standards(ontology) + planted, tmp_path / "planted.nt")
    possible = {f"http://example.org/{name}" for name in ("Here", "There")}
    possible |= {name for name in names if "MayBe" in name}
    assert len(names) > 15
    assert found == names - possible


def test_two_comuni_with_one_code_are_inconsistent(ontology: Graph, tmp_path: Path) -> None:
    graph = in_owl_2(ontology)
    for comune in (NS.one, NS.two):
        graph.add((comune, RDF.type, NS.Municipality))
        graph.add((comune, NS.istatCode, Literal("015146")))
    graph.add((NS.one, OWL.differentFrom, NS.two))
    assert not is_consistent(graph, tmp_path / "comuni.nt")


@pytest.fixture(scope="session")
def world(data: Graph) -> Graph:
    """The real data as a reasoner can take it, names of zones, Missions and the like told apart.

    The key of comuni is left out, for it takes HermiT six times as long as all the rest; the test
    below holds the codes to it.
    """
    graph = in_owl_2(data).parse(data=STANDARDS, format="turtle")
    graph.remove((None, OWL.hasKey, None))
    kinds = (NS.TerritorialArea, NS.MunicipalUnion, NS.Mission, NS.Plan, NS.Text, SKOS.Concept)
    tell_apart(graph, *kinds)
    return graph


def test_the_data_is_in_owl_2_dl_but_for_dates(world: Graph) -> None:
    assert violations(world) == []


def test_the_data_is_consistent(world: Graph, tmp_path: Path) -> None:
    assert is_consistent(world, tmp_path / "world.nt")


def test_a_real_comune_in_two_zones_is_inconsistent(
    ontology: Graph, data: Graph, tmp_path: Path
) -> None:
    graph = in_owl_2(ontology)
    for comune, zone in data.subject_objects(NS.inZone):
        graph.add((comune, NS.inZone, zone))
        graph.add((zone, RDF.type, NS.TerritorialArea))
    tell_apart(graph, NS.TerritorialArea)
    comune, zone = min(graph.subject_objects(NS.inZone))
    graph.add((comune, NS.inZone, max(set(graph.objects(None, NS.inZone)) - {zone})))
    assert not is_consistent(graph, tmp_path / "zones.nt")


def test_istat_codes_are_a_key(ontology: Graph, data: Graph) -> None:
    key = ontology.value(NS.Municipality, OWL.hasKey)
    assert list(Collection(ontology, key)) == [NS.istatCode]
    codes = list(data.objects(None, NS.istatCode))
    assert len(codes) == len(set(codes)) == 133
