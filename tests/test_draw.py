"""Drawings: each file reads back as what it was made from, and the picture keeps its promises."""

from __future__ import annotations

import dataclasses
import io
import os
import subprocess
import sys
from itertools import combinations, product
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from rdflib import RDF, RDFS, Graph, Namespace
from typer.testing import CliRunner, Result

from trama.cli.network import app
from trama.drawing.formats import FORMATS, gexf, graphml, jsonld, svg, writer
from trama.drawing.layout import crossings, lay_out, order
from trama.drawing.lettering import PAD, plain, width, wrap
from trama.drawing.palette import DARK, LIGHT, Theme
from trama.drawing.routing import route
from trama.drawing.svg import DASHES, draw_svg, line_opacity, line_width
from trama.drawing.terms import BASIS, KIND, RELATION
from trama.errors import QueryError, TramaError
from trama.network.links import Thing
from trama.network.network import KINDS, Filter, Network, read_network
from trama.settings import Settings
from trama.store import OxigraphStore
from woven import DRIVER_2, IN_A, WHOLE, B, D

TRAMA = Namespace("https://w3id.org/trama/ns#")
SVG = "{http://www.w3.org/2000/svg}"
KEPT = WHOLE.kept(Filter())
HARD = "Càrte & <scritti> \"brutti\" di 'ieri'\x0b"


@pytest.fixture(scope="module")
def plan(store: OxigraphStore) -> Network:
    return read_network(store).kept(Filter())


@pytest.fixture(scope="module")
def woven_plan(store: OxigraphStore) -> Network:
    """The real plan as `trama draw` shows it: the five kinds of the weave."""
    return read_network(store).kept(Filter(kinds=frozenset(KINDS[:5])))


def hard(network: Network) -> Network:
    """A network in which one instrument has a label full of what markup trips over."""
    thing = Thing(IN_A.iri, "Instrument", {"it": HARD, "en": HARD})
    return dataclasses.replace(network, things={**network.things, IN_A.iri: thing})


# Files that other programs read


def test_graphml_reads_back_whole(plan: Network) -> None:
    for network in (KEPT, plan):
        read = nx.read_graphml(io.BytesIO(graphml(network)), force_multigraph=True)
        wanted = network.graph()
        assert read.is_directed()
        assert {(a, b, key) for a, b, key in read.edges(keys=True)} == {
            (a, b, key) for a, b, key in wanted.edges(keys=True)
        }
        for node, facts in wanted.nodes(data=True):
            assert facts.items() <= read.nodes[node].items()
        for a, b, key, facts in wanted.edges(keys=True, data=True):
            assert read.edges[a, b, key] == facts


def test_gexf_reads_back_whole(plan: Network) -> None:
    for network in (KEPT, plan):
        read = nx.read_gexf(io.BytesIO(gexf(network)))
        wanted = network.graph()
        assert set(read.nodes) == set(wanted.nodes)
        found = {facts["id"]: (a, b, facts) for a, b, facts in read.edges(data=True)}
        assert len(found) == wanted.number_of_edges()
        for a, b, key, facts in wanted.edges(keys=True, data=True):
            assert found[key][:2] == (a, b)
            assert facts.items() <= found[key][2].items()


def test_gexf_does_not_tell_the_day() -> None:
    assert b"lastmodifieddate" not in gexf(KEPT)


@pytest.mark.parametrize(("lang", "label"), [("it", "1 Fiume"), ("en", "1 River")])
def test_files_are_labelled_in_the_language(lang: str, label: str) -> None:
    for data in (graphml(KEPT, lang), gexf(KEPT, lang), svg(KEPT, lang)):
        text = "".join(ElementTree.fromstring(data).itertext()) + data.decode()
        assert label in text


def test_jsonld_says_what_the_dataset_says(plan: Network, data: Graph) -> None:
    read = Graph().parse(data=jsonld(plan), format="json-ld")
    # Every statement of the file is one of the dataset's, word for word and type for type.
    assert not {triple for triple in read if triple not in data}
    links = set(read.subjects(RDF.type, TRAMA.Link))
    assert len(links) == len(plan.links)
    for link in links:
        for term in (TRAMA.source, TRAMA.relation, TRAMA.target, TRAMA.basis, TRAMA.confidence):
            assert read.value(link, term) == data.value(link, term)
        assert set(read.objects(link, TRAMA.evidence)) == set(data.objects(link, TRAMA.evidence))
        source, relation, target = (
            read.value(link, term) for term in (TRAMA.source, TRAMA.relation, TRAMA.target)
        )
        assert (source, relation, target) in read
    assert all((None, RDFS.label, label) in data for label in read.objects(None, RDFS.label))
    assert len(set(read.subject_objects(TRAMA.inMission))) >= 75


def test_jsonld_needs_no_other_file() -> None:
    text = jsonld(KEPT).decode()
    assert '"@context": {' in text
    assert text.count("@context") == 1


@pytest.mark.parametrize("ending", FORMATS)
def test_hard_labels_break_no_file(ending: str) -> None:
    data = FORMATS[ending](hard(KEPT), "it")
    if ending == ".jsonld":
        labels = set(Graph().parse(data=data, format="json-ld").objects(None, RDFS.label))
        assert HARD in {str(label) for label in labels}
    else:
        ElementTree.fromstring(data)
        assert "Càrte &amp; &lt;scritti&gt;" in data.decode()


@pytest.mark.parametrize("ending", FORMATS)
def test_an_empty_network_is_a_valid_file(ending: str) -> None:
    data = FORMATS[ending](Network({}, ()), "it")
    if ending == ".jsonld":
        assert len(Graph().parse(data=data, format="json-ld")) == 0
    else:
        ElementTree.fromstring(data)


def test_the_same_network_gives_the_same_bytes_in_any_run(built: Settings, tmp_path: Path) -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from woven import WHOLE\n"
        "from trama.drawing.formats import FORMATS\n"
        "from trama.network.figures import MEASURES, as_json, figures\n"
        "from trama.network.network import Filter, read_network\n"
        "from trama.store import open_store\n"
        "from pathlib import Path\n"
        "for network in (WHOLE, read_network(open_store(Path(sys.argv[2])))):\n"
        "    kept = network.kept(Filter())\n"
        "    for write in FORMATS.values():\n"
        "        print(hashlib.sha256(write(kept, 'it')).hexdigest())\n"
        "    for name in MEASURES:\n"
        "        print(hashlib.sha256(as_json(figures(kept, name)).encode()).hexdigest())\n"
    )
    arguments = [
        sys.executable,
        "-c",
        program,
        str(Path(__file__).parent),
        str(built.build / "store"),
    ]
    runs = [
        subprocess.run(
            arguments,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].split()) == 2 * (len(FORMATS) + 10)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "weave.graphm",
            "'weave.graphm' does not end as a drawing does; the nearest is '.graphml'",
        ),
        ("weave", "'weave' does not end as a drawing does; the endings are .gexf, "),
    ],
)
def test_an_unknown_ending_is_told_with_the_nearest(name: str, told: str) -> None:
    with pytest.raises(TramaError) as error:
        writer(Path(name))
    assert str(error.value).startswith(told)


# Lettering


def test_lines_fit_their_room() -> None:
    text = "Promozione di un «Tavolo per la casa sociale metropolitana» e molto altro ancora"
    for room, most in product((60, 150, 400), (1, 2, 5)):
        lines = wrap(text, room, most)
        assert 1 <= len(lines) <= most
        assert all(width(line) <= room for line in lines)
    assert wrap("due parole", 400, 2) == ("due parole",)
    assert wrap(text, 150, 1)[0].endswith("…")
    assert " ".join(wrap(text, 200, 9)) == text


def test_what_xml_forbids_is_replaced() -> None:
    assert plain("a\x0bb\ufffe\u00e8\n") == "a\ufffdb\ufffdè\n"


# The layout


def test_crossings_are_counted() -> None:
    first, second = order(KEPT, sweeps=0)[1], order(KEPT, sweeps=0)[2]
    network = dataclasses.replace(
        KEPT, links=tuple(link for link in KEPT.links if link.relation == "combines")
    )
    # Driver 1 holds a, b and Driver 2 b, c, d: in their order nothing crosses.
    assert crossings(network, [first, second]) == 0
    # With the Drivers turned round, each of 2 links crosses each of 3, but for b with b, which meet.
    assert crossings(network, [first, second[::-1]]) == 5


def test_sweeps_leave_fewer_crossings(woven_plan: Network) -> None:
    before = crossings(woven_plan, order(woven_plan, sweeps=0))
    assert crossings(woven_plan, order(woven_plan)) < before / 2


def test_objectives_stay_with_their_mission(woven_plan: Network) -> None:
    column = order(woven_plan)[1]
    missions = [woven_plan.missions[thing.iri].code for thing in column]
    assert missions == sorted(missions)


def test_boxes_do_not_overlap_and_hold_their_lines(woven_plan: Network) -> None:
    layout = lay_out(woven_plan)
    assert len(layout.boxes) == len(woven_plan.things)
    for one, other in combinations(layout.boxes.values(), 2):
        if one.column == other.column:
            assert one.y + one.height <= other.y or other.y + other.height <= one.y
    for box in layout.boxes.values():
        assert all(width(line) <= box.width - 2 * PAD for line in box.lines)
        assert box.y + box.height <= layout.bottom
        assert box.x + box.width <= layout.right


def test_a_mission_stands_beside_its_objectives(woven_plan: Network) -> None:
    boxes = lay_out(woven_plan).boxes
    for iri, mission in woven_plan.missions.items():
        bar, box = boxes[mission.iri], boxes[iri]
        assert bar.y <= box.y
        assert box.y + box.height <= bar.y + bar.height + 0.01


def test_curves_pass_between_boxes(woven_plan: Network) -> None:
    layout = lay_out(woven_plan)
    passed = 0
    for curve in route(woven_plan, layout):
        for (x, y), (to_x, to_y) in zip(curve.points[1:-1:2], curve.points[2:-1:2], strict=True):
            assert y == to_y
            for box in layout.boxes.values():
                if box.x == x and box.x + box.width == to_x:
                    assert not box.y < y < box.y + box.height
                    passed += 1
    assert passed > 100


def test_curves_leave_and_reach_their_boxes(woven_plan: Network) -> None:
    layout = lay_out(woven_plan)
    for curve in route(woven_plan, layout):
        ends = (layout.boxes[curve.link.source], layout.boxes[curve.link.target])
        left, right = sorted(ends, key=lambda box: (box.column, box.y))
        (x, y), (to_x, to_y) = curve.points[0], curve.points[-1]
        assert x == left.x + left.width
        assert left.y < y < left.y + left.height
        assert to_x == (right.x + right.width if curve.bulge else right.x)
        assert right.y < to_y < right.y + right.height


# The picture


def picture(network: Network, lang: str = "it") -> ElementTree.Element:
    return ElementTree.fromstring(draw_svg(network, lang))


def texts(root: ElementTree.Element, tag: str) -> list[str]:
    return ["".join(element.itertext()) for element in root.iter(SVG + tag)]


@pytest.mark.parametrize(("lang", "other"), [("it", "en"), ("en", "it")])
def test_the_picture_says_what_it_is_in_both_languages(lang: str, other: str) -> None:
    root = picture(KEPT, lang)
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert named["title-it"] == "La trama dei legami – Piano di prova"
    assert named["title-en"] == "The weave of links – Trial plan"
    assert root.get("aria-labelledby") == f"title-{lang}"
    assert root.get("aria-describedby") == f"desc-{lang}"
    assert "10" in named[f"desc-{other}"]
    assert next(iter(root)).get("lang") == lang


def test_the_picture_needs_nothing_from_elsewhere(woven_plan: Network) -> None:
    text = draw_svg(woven_plan)
    root = ElementTree.fromstring(text)
    assert not {"script", "image", "use", "a", "foreignObject"} & {
        element.tag.removeprefix(SVG) for element in root.iter()
    }
    assert not [name for element in root.iter() for name in element.attrib if "href" in name]
    style = texts(root, "style")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_every_thing_is_there_with_its_whole_name(woven_plan: Network) -> None:
    for lang in ("it", "en"):
        titles = texts(picture(woven_plan, lang), "title")
        for thing in woven_plan.things.values():
            assert any(
                thing.label("it") in title and thing.label("en") in title for title in titles
            )


def test_every_link_is_drawn_with_its_reason() -> None:
    root = picture(KEPT, "en")
    paths = [path for path in root.iter(SVG + "path") if path.find(SVG + "title") is not None]
    assert len(paths) == len(KEPT.links)
    told = [path.findtext(SVG + "title") for path in paths]
    assert (
        "2 “Field” — combines → M2-02 “Objective M2-02”\n"
        "curated by a reader of the plan, confidence 0.5\nBecause."
    ) in told


def test_basis_shows_in_dashes_and_confidence_in_width() -> None:
    root = picture(WHOLE.kept(Filter(bases=frozenset(DASHES), kinds=frozenset(KINDS))))
    paths = {
        path.findtext(SVG + "title", "").partition("\n")[0]: path
        for path in root.iter(SVG + "path")
    }
    stated = paths["1 «Fiume» — combina → M1-02 «Obiettivo M1-02»"]
    unsure = paths["2 «Campo» — combina → M2-02 «Obiettivo M2-02»"]
    inferred = paths["1 «Fiume» — tocca → 1 «Acqua»"]
    dashes = [path.get("stroke-dasharray") for path in (stated, unsure, inferred)]
    assert dashes == [None, DASHES["Curated"], DASHES["Inferred"]]
    assert float(unsure.get("stroke-width", "9")) < float(stated.get("stroke-width", "0"))


def test_the_legend_counts_the_links() -> None:
    shown = " ".join(texts(picture(KEPT, "en"), "text"))
    for words in (
        "combines (5)",
        "carried out by (5)",
        "stated in the text (2)",
        "13 things, 10 links",
    ):
        assert words in shown
    assert "inferred" not in shown


def test_pointing_at_a_box_dims_what_is_not_its_own() -> None:
    root = picture(KEPT)
    names = {group.get("id") for group in root.iter(SVG + "g") if group.get("id")}
    assert len(names) == len(KEPT.things)
    style = texts(root, "style")[0]
    for name in names:
        assert f"svg:has(#{name}:hover) .links path:not(.{name})" in style


def test_words_are_the_ontology_s(root: Path) -> None:
    ontology = Graph().parse(root / "ontology" / "trama.ttl")
    for names, starts in ((RELATION, False), (BASIS, True)):
        for name, words in names.items():
            for label in ontology.objects(TRAMA[name], RDFS.label):
                word = words[str(label.language)]  # type: ignore[attr-defined]
                assert word.startswith(label) if starts else word == str(label)
    crossing = {
        str(term).removeprefix(TRAMA)
        for term in ontology.subjects(RDF.type, TRAMA.CrossingProperty)
    }
    assert crossing <= set(RELATION)
    assert set(KIND) == set(KINDS)


# The colours


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    dark, light = sorted(
        sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True))
        for c in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def over(colour: str, ground: str, opacity: float) -> str:
    mixed = [
        round(int(colour[i : i + 2], 16) * opacity + int(ground[i : i + 2], 16) * (1 - opacity))
        for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def test_contrast_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_texts_and_lines_stand_out(theme: Theme) -> None:
    for ink, ground in (
        (theme.ink, theme.ground),
        (theme.faint, theme.ground),
        (theme.ink, theme.box),
        (theme.ink, theme.soft),
        (theme.on_strong, theme.strong),
    ):
        assert contrast(ink, ground) >= 4.5
    for relation in RELATION:
        faint = over(theme.relation(relation), theme.ground, line_opacity(0.5))
        assert contrast(faint, theme.ground) >= 3


# Machado, Oliveira and Fernandes (2009), severity 1.
SIGHT = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


def _root(t: float) -> float:
    return t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    seen = [
        min(max(sum(a * b for a, b in zip(row, linear(colour), strict=True)), 0), 1)
        for row in SIGHT[sight]
    ]
    white = (0.95047, 1.0, 1.08883)
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    parts = [sum(a * b for a, b in zip(row, seen, strict=True)) for row in rows]
    x, y, z = (_root(part / w) for part, w in zip(parts, white, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_colour_blind_can_tell_relations_apart(theme: Theme, sight: str) -> None:
    for one, other in combinations(theme.relations.values(), 2):
        ends = zip(lab(one, sight), lab(other, sight), strict=True)
        # A difference of 2.3 (CIE76) is just seen; neighbouring thin lines need far more.
        assert sum((a - b) ** 2 for a, b in ends) ** 0.5 >= 15


def test_surer_links_are_wider_and_stronger() -> None:
    steps = [0.1, 0.5, 0.75, 1.0]
    assert sorted({line_width(step) for step in steps}) == [line_width(step) for step in steps]
    assert sorted({line_opacity(step) for step in steps}) == [line_opacity(step) for step in steps]
    assert line_opacity(1.0) == 1


# The command


def run(built: Settings, *arguments: str) -> Result:
    environment = {"TRAMA_ROOT": str(built.root), "TRAMA_BUILD": str(built.build)}
    return CliRunner().invoke(app, ["draw", *arguments], env=environment)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_command_writes_each_kind_of_file(built: Settings, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"weave{ending}"
    result = run(built, str(out), "--driver", "4", "--lang", "en")
    assert result.exit_code == 0
    text = out.read_text(encoding="utf-8")
    assert "Metropolitan circular metabolism" in text
    assert "Right to mobility" not in text
    assert list(tmp_path.iterdir()) == [out]


def test_a_picture_has_five_columns_unless_told_otherwise(built: Settings, tmp_path: Path) -> None:
    heads = []
    for more in ((), ("--kind", "objective", "--kind", "theme", "--kind", "keyword")):
        out = tmp_path / "weave.svg"
        run(built, str(out), *more)
        root = ElementTree.fromstring(out.read_text(encoding="utf-8"))
        texts_of_heads = root.findall(f"{SVG}text[@class='head']")
        heads.append([text.text for text in texts_of_heads])
    assert heads == [
        ["Missioni", "Obiettivi strategici", "Driver", "Strumenti", "Attori"],
        ["Obiettivi strategici", "Parole chiave", "Temi"],
    ]


def test_a_bad_wish_leaves_the_old_file(built: Settings, tmp_path: Path) -> None:
    out = tmp_path / "weave.svg"
    out.write_text("old", encoding="utf-8")
    for arguments in (("--kind", "Drivr"), ("--basis", "statd"), ("--relation", "combine")):
        assert isinstance(run(built, str(out), *arguments).exception, QueryError)
    assert out.read_text(encoding="utf-8") == "old"


def test_filters_work_together(built: Settings, tmp_path: Path) -> None:
    out = tmp_path / "weave.graphml"
    run(built, str(out), "--mission", "2", "--relation", "combines", "--min-confidence", "0.7")
    read = nx.read_graphml(out, force_multigraph=True)
    edges = [facts for _, _, facts in read.edges(data=True)]
    assert {facts["relation"] for facts in edges} == {"combines", "inMission"}
    assert min(facts["confidence"] for facts in edges) >= 0.7
    assert {facts["mission"] for _, facts in read.nodes(data=True)} <= {"2", ""}


def test_the_hand_made_network_is_drawn_as_told() -> None:
    layout = lay_out(KEPT)
    assert [kind for kind, _, _ in layout.columns] == [
        "Mission", "StrategicObjective", "Driver", "Instrument",
    ]  # fmt: skip
    assert layout.boxes[DRIVER_2.iri].column == 2
    assert layout.boxes[B.iri].y < layout.boxes[D.iri].y
