"""The missions and programmes of D.Lgs. 118/2011: code and ontology say the same, and codes are understood."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import SKOS, Graph, URIRef

from trama.model.cells import BudgetCode
from trama.model.dup import MISSIONS, PROGRAMMES, SCHEME
from trama.namespaces import KIND, TRAMA


def test_the_ontology_publishes_the_codes_of_the_readers(root: Path) -> None:
    graph = Graph().parse(root / "ontology" / "dup.ttl")
    scheme = URIRef(KIND.iri + SCHEME)
    found = {}
    for concept in graph.subjects(SKOS.inScheme, scheme):
        labels = {str(v.language): str(v) for v in graph.objects(concept, SKOS.prefLabel)}  # type: ignore[attr-defined]
        found[str(graph.value(concept, SKOS.notation))] = (labels["it"], labels["en"])
        assert str(concept) == f"{scheme}/{graph.value(concept, SKOS.notation)}"
    assert found == MISSIONS | PROGRAMMES
    for code in PROGRAMMES:
        assert graph.value(URIRef(f"{scheme}/{code}"), SKOS.broader) == URIRef(
            f"{scheme}/{code[:2]}"
        )


@pytest.mark.parametrize(
    ("raw", "programme", "code"),
    [
        ("4", False, "04"), ("04", False, "04"), ("M04", False, "04"), ("Missione 10", False, "10"),
        ("0402", True, "0402"), ("402", True, "0402"), ("4.2", True, "0402"), ("04.02", True, "0402"),
    ],
)  # fmt: skip
def test_codes_are_understood_as_people_write_them(raw: str, programme: bool, code: str) -> None:
    assert BudgetCode(programme).read(raw) == code


@pytest.mark.parametrize(
    ("raw", "programme"), [("21", False), ("0499", True), ("04", True), ("x", False)]
)
def test_codes_that_there_are_not_are_refused(raw: str, programme: bool) -> None:
    with pytest.raises(ValueError, match=r"D\.Lgs\. 118/2011"):
        BudgetCode(programme).read(raw)


def test_nurseries_are_a_programme_from_2026_and_older_plans_stay_readable(root: Path) -> None:
    graph = Graph().parse(root / "ontology" / "dup.ttl")
    scheme = URIRef(KIND.iri + SCHEME)
    assert BudgetCode(programme=True).read("12.11") == "1211"
    assert BudgetCode(programme=True).read("12.01") == "1201"
    used = {
        str(graph.value(concept, SKOS.notation)): str(year)
        for concept, year in graph.subject_objects(URIRef(TRAMA.iri + "usedFrom"))
    }
    assert used == {"1211": "2026"}
    old = URIRef(f"{scheme}/1201")
    names = {str(name) for name in graph.objects(old, SKOS.altLabel)}
    assert "Interventi per l'infanzia e i minori e per asili nido" in names
    assert "asili nido" not in PROGRAMMES["1201"][0]


# The missions of a comune's budget 2024 as the Ragioneria Generale dello Stato publishes them, in the column
# "Descrizione Missione Arconet" of the open data of BDAP (https://openbdap.rgs.mef.gov.it/), read in November 2026.
BDAP = {
    "01": "Servizi istituzionali, generali e di gestione",
    "03": "Ordine pubblico e sicurezza",
    "04": "Istruzione e diritto allo studio",
    "05": "Tutela e valorizzazione dei beni e delle attività culturali",
    "06": "Politiche giovanili, sport e tempo libero",
    "07": "Turismo",
    "08": "Assetto del territorio ed edilizia abitativa",
    "09": "Sviluppo sostenibile e tutela del territorio e dell'ambiente",
    "10": "Trasporti e diritto alla mobilità",
    "11": "Soccorso civile",
    "12": "Diritti sociali, politiche sociali e famiglia",
    "13": "Tutela della salute",
    "14": "Sviluppo economico e competitività",
    "16": "Agricoltura, politiche agroalimentari e pesca",
    "17": "Energia e diversificazione delle fonti energetiche",
    "20": "Fondi e accantonamenti",
    "50": "Debito pubblico",
    "60": "Anticipazioni finanziarie",
    "99": "Servizi per conto terzi",
}


def test_the_missions_are_named_as_in_the_open_data_of_bdap() -> None:
    assert {code: MISSIONS[code][0] for code in BDAP} == BDAP
