"""A build that follows another is validated in part, and its report is that of the whole.

Changes are made at random in one plan of several. A run looks at a few, or at as many as `TRAMA_CHANGES`
says times three.
"""

from __future__ import annotations

import json
import os
import random
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad

import trama
from ordito import Again, Graph, Report, census, keep, revalidate, validate
from test_growth import Counted, generated, statements
from trama.namespaces import XSD
from trama.settings import Settings
from trama.store.release import current_of
from trama.validate.kept import validate_build
from trama.validate.shapes import read_shapes

ROOT = Path(__file__).resolve().parent.parent
CHANGES = int(os.environ.get("TRAMA_CHANGES", "1"))
PLANS = 4


@cache
def graph() -> Graph:
    return Graph(read_shapes(ROOT / "shapes"))


def told(report: Report) -> list[str]:
    """What a report says, without its order and with the names that the shapes' nodes have in it."""
    kept = json.loads(keep(report, graph()))
    terms = kept["terms"]
    rows = [
        [str(at) if at is None or isinstance(at, list) else terms[at] for at in row[:-1]]
        + [terms[at] for at in row[-1]]
        for row in kept["results"]
    ]
    return sorted(map(str, rows)) + kept["left"] + kept["notes"]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[list[Quad]]:
    """The statements of each of some plans."""
    packages = generated(tmp_path_factory.mktemp("plans"), PLANS)
    return [statements([package]) for package in packages]


def changed(plan: list[Quad], others: list[Quad], chance: random.Random) -> list[Quad]:
    """A plan with statements lost, put in, and altered, of its own things and of others'."""
    plan = list(plan)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(plan))
        quad, other = plan[at], chance.choice(chance.choice([plan, others]))
        match chance.randrange(6):
            case 0:
                del plan[at]
            case 1:
                # A thing goes, and whatever is said of it.
                plan = [q for q in plan if q.subject != quad.subject] or plan
            case 2:
                plan.append(Quad(other.subject, quad.predicate, quad.object))
            case 3:
                plan[at] = Quad(quad.subject, quad.predicate, other.object)
            case 4:
                plan.append(Quad(quad.subject, other.predicate, other.object))
            case 5 if isinstance(quad.object, Literal) and not quad.object.language:
                form = chance.choice(("0{}", "{}0", "{} ", "+{}")).format(quad.object.value)
                datatype = chance.choice((quad.object.datatype, XSD.date))
                plan[at] = Quad(quad.subject, quad.predicate, Literal(form, datatype=datatype))
    return plan


@pytest.mark.parametrize("number", range(3 * CHANGES))
def test_a_change_in_one_plan_has_the_report_of_the_whole(
    plans: list[list[Quad]], number: int
) -> None:
    chance = random.Random(number)
    at = chance.randrange(PLANS)
    others = [q for n, plan in enumerate(plans) if n != at for q in plan]
    # What was damaged before may be mended now.
    old = changed(plans[at], others, chance) if chance.randrange(2) else plans[at]
    new = changed(old, others, chance)
    was, now = others + old, others + new
    before = validate(Counted(was), graph(), written=census(was))
    written = census(now)
    again = revalidate(Counted(now), graph(), before, set(was) ^ set(now), written=written)
    assert told(again) == told(validate(Counted(now), graph(), written=written))
    assert again.again


@pytest.fixture
def country(small: Settings) -> Settings:
    """A small plan and its registers, validated as they were built."""
    edit(small, "shapes/small.ttl", "sh:minCount 1", "sh:minCount 2")
    trama.build_dataset(small)
    assert len(validate_build(small).results) == 2
    return small


def edit(country: Settings, name: str, old: str, new: str) -> None:
    path = country.root / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def same(country: Settings, again: trama.Report) -> None:
    """Whether a report is that of the whole, asked anew."""
    whole = validate_build(country, whole=True)
    assert whole.again is None
    assert (again.results, again.statements) == (whole.results, whole.statements)
    assert len(again.document) == len(whole.document)


def test_a_build_is_validated_from_the_one_before(country: Settings) -> None:
    again = validate_build(country)
    assert (again.again, again.queries) == (Again(0), 1)
    objectives = "graph/piano-esempio/objectives.csv"
    edit(country, objectives, "M2-01,2,", "M2-01,1,")
    trama.build_dataset(country)
    again = validate_build(country)
    assert again.again
    assert again.again.nodes == 1
    assert len(again.results) == 2
    same(country, again)


def test_other_shapes_ask_for_everything(country: Settings) -> None:
    edit(country, "shapes/small.ttl", "sh:minCount 2", "sh:minCount 1")
    assert validate_build(country).again is None


def test_what_was_kept_is_used_only_with_the_data_that_it_was_found_of(country: Settings) -> None:
    release = current_of(country.build)
    (kept,) = release.glob("validated-*.json")
    dataset = release / "dataset.nq"
    whole = dataset.read_bytes()
    dataset.write_bytes(whole.replace(b"Riparare", b"Rifare"))
    assert validate_build(country).again is None
    dataset.write_bytes(whole)
    assert validate_build(country).again
    kept.write_text("{}")
    assert validate_build(country).again is None


def test_a_release_that_cannot_be_written_to_is_validated_whole(
    country: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = current_of(country.build)
    (kept,) = release.glob("validated-*.json")
    kept.unlink()

    def refuse(path: Path, content: bytes) -> None:
        raise OSError("read-only")

    monkeypatch.setattr("trama.validate.kept.write_atomically", refuse)
    assert validate_build(country).again is None
    assert not list(release.glob("validated-*"))
