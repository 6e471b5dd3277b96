"""What became of objectives from one edition to the next."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from trama.check.edition_links import edition_links
from trama.check.editions import Item, Step, compare_editions, items_of
from trama.check.findings import Side
from trama.cli.diff import turtle
from trama.language.similarity import Words, changes, plain_words
from trama.namespaces import DCTERMS, OA, PROV, RDF, TRAMA, Names
from trama.plans.package import Package, read_package
from trama.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
NAMES = Names()


def example(years: str) -> Package:
    return read_package(ROOT / "examples" / f"esempio-quadro-{years}")


@pytest.fixture(scope="module")
def editions() -> tuple[Package, Package]:
    return example("2023-2025"), example("2026-2028")


@pytest.fixture(scope="module")
def steps(editions: tuple[Package, Package]) -> list[Step]:
    old, new = editions
    return compare_editions(items_of(old, NAMES), items_of(new, NAMES))


def item(code: str, text: str, mission: str = "Ambiente", plan: str = "p") -> Item:
    return Item(
        Side(f"urn:{plan}:{code}", code, text, code, text, plan), Words(mission), Words(text)
    )


# Words


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a b c", [("kept", "a b c")]),
        ("reti idriche nuove", "reti idriche", [("kept", "reti idriche"), ("removed", " nuove")]),
        ("L'acqua", "L'aria", [("kept", "L'"), ("removed", "acqua"), ("added", "aria")]),
        ("", "tutto", [("added", "tutto")]),
    ],
)
def test_changes_are_whole_words(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert [(run.kind, run.text) for run in changes(old, new)] == expected


def test_changes_make_up_both_texts() -> None:
    drawn = random.Random(3)
    words = ["acqua", "suolo,", "città", "l'aria", "(PTM)", "2027;", "è"]
    for _ in range(200):
        old, new = (" ".join(drawn.choices(words, k=drawn.randint(0, 9))) for _ in range(2))
        runs = changes(old, new)
        assert "".join(run.text for run in runs if run.kind != "added") == old
        assert "".join(run.text for run in runs if run.kind != "removed") == new


def test_likeness_is_symmetric_and_bounded() -> None:
    texts = [
        "Riduzione delle perdite",
        "riduzione, delle perdite!",
        "Perdite ridotte",
        "",
        "Scuole",
    ]
    for one in map(Words, texts):
        for other in map(Words, texts):
            assert 0 <= one.similarity(other) <= 1
            assert one.overlap(other) == other.overlap(one)
    assert Words(texts[0]).similarity(Words(texts[1])) == 1
    assert Words(texts[0]).similarity(Words("Scuole")) < 0.2
    assert plain_words("Più  Città, l'È!") == "piu citta l e"


# Editions


def test_each_objective_of_both_editions_is_told_of_once(
    editions: tuple[Package, Package], steps: list[Step]
) -> None:
    for package, told in zip(
        editions, ([s.old for s in steps], [s.new for s in steps]), strict=True
    ):
        codes = [row.code for row in package.tables["objectives.csv"]]  # type: ignore[attr-defined]
        assert sorted(side.code for side in told if side) == sorted(codes)


def test_an_edition_compared_with_itself_is_continued(editions: tuple[Package, Package]) -> None:
    items = items_of(editions[0], NAMES)
    steps = compare_editions(items, items)
    assert {(s.kind, s.similarity, s.renumbered, s.moved) for s in steps} == {
        ("continued", 1.0, False, False)
    }


def test_the_real_plan_compared_with_itself_is_continued() -> None:
    items = items_of(read_package(ROOT / "graph" / "psttm-2025-2027"), NAMES)
    steps = compare_editions(items, items)
    assert len(steps) == 75
    assert {step.kind for step in steps} == {"continued"}


def test_shuffled_codes_and_missions_are_renumbered_and_moved() -> None:
    old = items_of(read_package(ROOT / "graph" / "psttm-2025-2027"), NAMES)
    turned = [
        item(before.side.code, after.words.text, before.mission.text)
        for before, after in zip(old, [*old[20:], *old[:20]], strict=True)
    ]
    steps = compare_editions(old, turned)
    assert {step.kind for step in steps} == {"continued"}
    assert all(step.renumbered for step in steps)
    assert sum(step.moved for step in steps) > 40
    for step in steps:
        assert step.old
        assert step.new
        assert plain_words(step.old.quote) == plain_words(step.new.quote)


def test_the_same_words_win_over_the_same_code() -> None:
    old = [item("A", "Cura del bosco e dei sentieri"), item("B", "Scuola aperta al pomeriggio")]
    new = [item("A", "Scuola aperta al pomeriggio"), item("B", "Cura del bosco e dei sentieri")]
    steps = compare_editions(old, new)
    assert [(s.kind, s.old and s.old.code, s.new and s.new.code) for s in steps] == [
        ("continued", "B", "A"),
        ("continued", "A", "B"),
    ]


def test_a_renamed_mission_is_the_same_mission() -> None:
    old = [item("A", "Cura del bosco", "Acqua e suolo")]
    assert not compare_editions(old, [item("A", "Cura del bosco", "Acqua, suolo e clima")])[0].moved
    assert compare_editions(old, [item("A", "Cura del bosco", "Comunità e lavoro")])[0].moved


def test_what_has_nothing_like_it_names_what_comes_nearest(steps: list[Step]) -> None:
    alone = [step for step in steps if step.kind in ("new", "dropped")]
    assert len(alone) == 4
    for step in alone:
        assert (step.old is None) == (step.kind == "new")
        assert step.nearest
        assert step.similarity < 0.55


def test_an_edition_without_objectives_drops_or_adds_all() -> None:
    items = [item("A", "Cura del bosco")]
    assert [(s.kind, s.nearest) for s in compare_editions(items, [])] == [("dropped", None)]
    assert [(s.kind, s.nearest) for s in compare_editions([], items)] == [("new", None)]


# Links


def test_every_link_has_evidence_from_both_editions_and_names_its_rule(
    editions: tuple[Package, Package], steps: list[Step]
) -> None:
    old, new = editions
    quads = list(edition_links(steps, old, new, NAMES))
    links = {
        quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == TRAMA.Link
    }
    assert len(links) == sum(step.kind != "new" for step in steps)

    def of(subject: object, predicate: NamedNode) -> list[NamedNode]:
        return [q.object for q in quads if q.subject == subject and q.predicate == predicate]  # type: ignore[misc]

    for link in links:
        (source,), (relation,), (target,) = (
            of(link, name) for name in (TRAMA.source, TRAMA.relation, TRAMA.target)
        )
        assert target in of(source, relation)
        assert of(link, TRAMA.basis) == [TRAMA.Inferred]
        (rule,) = of(link, TRAMA.byRule)
        assert of(link, PROV.wasAttributedTo) == [rule]
        assert of(rule, RDF.type)
        parts = of(link, TRAMA.evidence)
        plans = {plan.value.rpartition("/")[2] for part in parts for plan in of(part, TRAMA.inPlan)}
        assert plans == {old.plan, new.plan}
        for part in parts:
            exact = [x.value for s in of(part, OA.hasSelector) for x in of(s, OA.exact)]
            mark = of(part, DCTERMS.isPartOf)[0].value.rpartition("/")[2]
            text = (old if old.plan in part.value else new).text
            assert text is not None
            assert exact[0] in text.by_id[mark].text


def test_the_turtle_is_the_same_each_time(
    editions: tuple[Package, Package], steps: list[Step]
) -> None:
    settings = Settings(root=ROOT, build=ROOT / "build")
    first, second = (turtle(steps, *editions, settings) for _ in range(2))
    assert first == second
    assert "trama:revises" in first


def test_the_command_writes_each_form(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from trama.cli import main

    monkeypatch.setenv("TRAMA_ROOT", str(ROOT))
    paths = [
        str(ROOT / "examples" / f"esempio-quadro-{years}") for years in ("2023-2025", "2026-2028")
    ]

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["trama", "diff", *paths, *arguments])
        main()
        return capsys.readouterr().out

    text = run()
    assert "[-Contenimento-]{+Azzeramento+} del consumo di suolo" in text
    assert "continuato 4, aggiornato 4, unito 0, diviso 0, nuovo 2, abbandonato 2" in text
    told = json.loads(run("--format", "json"))
    rows = list(csv.DictReader(run("--format", "csv").splitlines()))
    assert [step["kind"] for step in told] == [row["kind"] for row in rows]
    assert "trama:drops" in run("--format", "ttl")
