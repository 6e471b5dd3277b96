"""What is known of the plan, counted by hand, holds in the graph built from it."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

from trama.namespaces import PREFIXES
from trama.store import Store

PLAN = "psttm-2025-2027"
PROLOGUE = "PREFIX id: <https://w3id.org/trama/id/>\n" + "".join(
    f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()
)

FONTANILI = {
    "Besate": "7",
    "Binasco": "6",
    "Bubbiano": "7",
    "Casarile": "6",
    "Gaggiano": "7",
    "Gudo Visconti": "7",
    "Noviglio": "7",
    "Rosate": "7",
    "Vermezzo con Zelo": "7",
}
ZONES = {
    "1": ("Alto Milanese", 22),
    "2": ("Nord Ovest", 16),
    "3": ("Nord Milano", 6),
    "4": ("Adda Martesana", 29),
    "5": ("Sud Est", 15),
    "6": ("Sud Ovest", 16),
    "7": ("Magentino Abbiatense", 28),
    "8": ("Milano", 1),
}
MISSIONS = {
    "1": ("Digitalizzazione, innovazione, competitività, cultura e turismo", 15),
    "2": ("Rivoluzione verde e transizione ecologica", 17),
    "3": ("Infrastrutture per una mobilità sostenibile", 15),
    "4": ("Istruzione e ricerca", 11),
    "5": ("Inclusione e coesione", 13),
    "6": ("Salute", 4),
}


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    """The answer of a query, as plain strings."""
    return [tuple(term.value for term in row) for row in store.query(PROLOGUE + query)]


def label_of(store: Store, name: str) -> str:
    query = f"SELECT ?l {{ <https://w3id.org/trama/id/{name}> skos:prefLabel ?l FILTER(lang(?l) = 'it') }}"
    [(label,)] = rows(store, query)
    return label


def test_objectives_by_mission(store: Store) -> None:
    found = rows(
        store,
        f"""SELECT ?n ?label (COUNT(DISTINCT ?o) AS ?objectives) {{
            ?m a trama:Mission ; trama:inPlan id:{PLAN} ; skos:notation ?n ; skos:prefLabel ?label .
            ?o a trama:StrategicObjective ; trama:inMission ?m ; trama:inPlan id:{PLAN} .
            FILTER(lang(?label) = "it")
        }} GROUP BY ?n ?label""",
    )
    assert {n: (label, int(count)) for n, label, count in found} == MISSIONS


def test_objectives_are_numbered_without_gaps(store: Store) -> None:
    found = rows(
        store,
        """SELECT ?code ?order { ?o a trama:StrategicObjective ; skos:notation ?code ;
           trama:order ?order } ORDER BY ?code""",
    )
    expected = [
        (f"M{mission}-{number:02}", str(number))
        for mission, (_, count) in MISSIONS.items()
        for number in range(1, count + 1)
    ]
    assert len(expected) == 75
    assert found == expected


def test_counts_of_the_plan(store: Store) -> None:
    found = rows(
        store,
        f"""SELECT ?class (COUNT(DISTINCT ?x) AS ?n) {{
            ?x a ?class ; trama:inPlan id:{PLAN} .
            FILTER(?class IN (trama:Mission, trama:StrategicObjective, trama:Driver, trama:Aim,
                              trama:VisionKeyword, trama:Phase, trama:Theme, trama:Result))
        }} GROUP BY ?class""",
    )
    assert {iri.partition("#")[2]: int(count) for iri, count in found} == {
        "Mission": 6,
        "StrategicObjective": 75,
        "Driver": 10,
        "VisionKeyword": 5,
        "Aim": 3,
        "Phase": 3,
        "Theme": 15,
        "Result": 16,
    }


def test_keywords_in_their_order(store: Store) -> None:
    found = rows(
        store,
        """SELECT ?label { ?k a trama:VisionKeyword ; trama:order ?n ; skos:prefLabel ?label
           FILTER(lang(?label) = "it") } ORDER BY ?n""",
    )
    assert [label for (label,) in found] == [
        "Sostenibilità",
        "Connettività",
        "Prossimità",
        "Inclusione",
        "Attrattività",
    ]


def test_only_the_name_that_the_scan_shows_whole_is_stated(store: Store) -> None:
    found = rows(
        store,
        """SELECT ?n ?basis (COUNT(?note) AS ?notes) {
            ?d a trama:Driver ; skos:notation ?n ; trama:basis trama:Stated ; trama:nameBasis ?basis .
            OPTIONAL { ?d trama:note ?note }
        } GROUP BY ?n ?basis""",
    )
    bases = {int(n): (basis.partition("#")[2], int(notes)) for n, basis, notes in found}
    assert bases == {1: ("Stated", 0)} | dict.fromkeys(range(2, 11), ("Curated", 2))
    assert label_of(store, f"{PLAN}/driver/1") == "Campus Metropolitano Smart"


def test_every_objective_has_label_and_text_in_both_languages(store: Store) -> None:
    found = rows(
        store,
        """SELECT ?code (COUNT(DISTINCT ?li) AS ?labelsIt) (COUNT(DISTINCT ?le) AS ?labelsEn)
                  (COUNT(DISTINCT ?ti) AS ?textsIt) (COUNT(DISTINCT ?te) AS ?textsEn) {
            ?o a trama:StrategicObjective ; skos:notation ?code .
            OPTIONAL { ?o skos:prefLabel ?li FILTER(lang(?li) = "it") }
            OPTIONAL { ?o skos:prefLabel ?le FILTER(lang(?le) = "en") }
            OPTIONAL { ?o dcterms:description ?ti FILTER(lang(?ti) = "it") }
            OPTIONAL { ?o dcterms:description ?te FILTER(lang(?te) = "en") }
        } GROUP BY ?code""",
    )
    assert len(found) == 75
    assert {tuple(counts) for _, *counts in found} == {("1", "1", "1", "1")}


def test_labels_of_objectives_open_their_texts(root: Path) -> None:
    objectives = table(root, f"{PLAN}/objectives.csv")
    assert len(objectives) == 75
    wrong = [row["code"] for row in objectives if not row["text_it"].startswith(row["label_it"])]
    assert wrong == []
    cut = [
        row["code"]
        for row in objectives
        if row["text_it"][len(row["label_it"]) :][:1] not in ("", " ", ",", "/")
    ]
    assert cut == []


def test_comuni_by_zone(store: Store) -> None:
    found = rows(
        store,
        """SELECT ?n ?label (COUNT(DISTINCT ?c) AS ?comuni) {
            ?z a trama:TerritorialArea ; skos:notation ?n ; skos:prefLabel ?label .
            ?c a trama:Municipality ; trama:inZone ?z .
            FILTER(lang(?label) = "it")
        } GROUP BY ?n ?label""",
    )
    assert {n: (label, int(count)) for n, label, count in found} == ZONES
    assert sum(count for _, count in ZONES.values()) == 133


def test_seven_zones_are_homogeneous_and_milano_is_not(store: Store) -> None:
    found = rows(store, "SELECT ?n { ?z a trama:HomogeneousZone ; skos:notation ?n } ORDER BY ?n")
    assert [n for (n,) in found] == ["1", "2", "3", "4", "5", "6", "7"]
    assert label_of(store, "comune/015146") == "Milano"


def test_unions_and_the_zones_of_their_members(store: Store) -> None:
    found = rows(
        store,
        """SELECT ?u ?comune ?zone {
            ?c trama:inUnion ?u ; skos:prefLabel ?comune ; trama:inZone/skos:notation ?zone .
            ?u a trama:MunicipalUnion . FILTER(lang(?comune) = "it")
        }""",
    )
    members: dict[str, dict[str, str]] = {}
    for union, comune, zone in found:
        members.setdefault(union.rpartition("/")[2], {})[comune] = zone
    assert members == {
        "basiano-masate": {"Basiano": "4", "Masate": "4"},
        "adda-martesana": {"Bellinzago Lombardo": "4", "Liscate": "4", "Pozzuolo Martesana": "4"},
        "fontanili": FONTANILI,
    }


def test_the_spelling_of_the_plan_is_kept_beside_the_official_one(store: Store) -> None:
    found = rows(store, "SELECT ?c ?alt { ?c a trama:Municipality ; skos:altLabel ?alt }")
    assert found == [("https://w3id.org/trama/id/comune/015125", "Locate Triulzi")]
    assert label_of(store, "comune/015125") == "Locate di Triulzi"


def test_interventions_of_the_previous_period(store: Store) -> None:
    found = rows(
        store,
        "SELECT ?value ?unit { ?r a trama:Result ; trama:value ?value ; trama:unit ?unit }",
    )
    assert {unit: int(value) for value, unit in found} == {"interventi": 215, "euro": 464267194}


def test_editions_that_the_plan_replaces(store: Store) -> None:
    found = rows(
        store,
        f"""SELECT ?plan (COALESCE(?date, "") AS ?adopted) ?approved {{
            id:{PLAN} dcterms:replaces+ ?plan . ?plan trama:approvedOn ?approved
            OPTIONAL {{ ?plan trama:adoptedOn ?date }}
        }}""",
    )
    assert {(plan.rpartition("/")[2], *dates) for plan, *dates in found} == {
        ("psttm-2022-2024", "2023-03-22", "2023-06-13"),
        ("psttm-2019-2021", "", "2019-10"),
        ("psttm-2016-2018", "2016-04-11", "2016-05-12"),
    }


def test_every_boundary_holds_the_point_of_its_comune(root: Path) -> None:
    points = {
        row["istat"]: (row["label_it"], float(row["lon"]), float(row["lat"]))
        for row in table(root, "territory/comuni.csv")
    }
    content = (root / "graph" / "territory" / "comuni.geojson").read_text(encoding="utf-8")
    boundaries = {feature["id"]: feature for feature in json.loads(content)["features"]}
    assert set(boundaries) == set(points)
    for istat, (name, lon, lat) in points.items():
        assert boundaries[istat]["properties"] == {"istat": istat, "name": name}
        rings = boundaries[istat]["geometry"]["coordinates"]
        holding = [other for other in boundaries if _inside(boundaries[other], lon, lat)]
        assert holding == [istat], name
        assert all(ring[0] == ring[-1] for ring in rings), name


def _inside(feature: dict[str, dict[str, list[list[list[float]]]]], x: float, y: float) -> bool:
    """Whether a point is within a polygon: a ray from it crosses the rings an odd number of times."""
    crossings = 0
    for ring in feature["geometry"]["coordinates"]:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                crossings += 1
    return crossings % 2 == 1


def table(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "graph" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_aims_of_the_other_plans_are_in_the_words_of_a_page_read_on_a_day(store: Store) -> None:
    found = rows(
        store,
        """SELECT ?instrument ?code ?words ?source ?note ?basis {
            ?aim a trama:InstrumentAim ; trama:aimOf ?instrument ; skos:notation ?code ;
              dcterms:description ?words ; dcterms:source ?source ; trama:note ?note ; trama:basis ?basis .
            FILTER(lang(?words) = "it" && lang(?note) = "it") }""",
    )
    codes: dict[str, set[str]] = {}
    for instrument, code, words, source, note, basis in found:
        codes.setdefault(instrument.rpartition("/")[2], set()).add(code)
        assert words.strip() == words
        assert source.startswith("https://")
        assert "Letto il 26 novembre 2026" in note
        assert basis.endswith("#Curated")
    assert codes == {
        "ptm": {"1", "2", "3", "4"},
        "pums": {"1", "2", "3", "A", "B", "C", "D"},
        "puls": {"1", "2", "3", "A", "B"},
    }
