"""The nearest name is advised only where it is really near: measured on slips of the pen in the names that there are."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from trama.language.nearest import nearest, nearest_of
from trama.model import Actor, Instrument, Municipality, StrategicObjective
from trama.plans.package import read_packages


@pytest.fixture(scope="module")
def names(root: Path) -> dict[str, list[str]]:
    rows = [r for p in read_packages(root / "graph", root=root) for r in p.elements()]
    return {
        "comuni": [r.label_it for r in rows if isinstance(r, Municipality)],
        "actors": [r.id for r in rows if isinstance(r, Actor)],
        "instruments": [r.label_it for r in rows if isinstance(r, Instrument)],
        "codes": [r.code for r in rows if isinstance(r, StrategicObjective)],
    }


def slip(rng: random.Random, name: str) -> str:
    """A name with one letter dropped, doubled, changed or in the place of the next."""
    at = rng.randrange(len(name) - 1)
    return rng.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + name[at] + name[at:],
            name[:at] + rng.choice("aeioulnrst") + name[at + 1 :],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        ]
    )


def test_advice_is_right_nineteen_times_of_twenty(names: dict[str, list[str]]) -> None:
    rng = random.Random(20261129)
    right = wrong = silent = 0
    for kind, known in names.items():
        if kind == "codes":
            continue
        for _ in range(300):
            meant = rng.choice(known)
            # One time in four the thing that is meant is not there at all.
            there = rng.random() < 0.75
            offered = known if there else [name for name in known if name != meant]
            advised = nearest_of(slip(rng, meant), offered)
            right += advised == meant
            wrong += bool(advised) and advised != meant
            silent += there and not advised
    assert right / (right + wrong) >= 0.95, (right, wrong, silent)
    assert silent < 0.1 * (right + wrong + silent), (right, wrong, silent)


@pytest.mark.parametrize(
    ("written", "known", "advised"),
    [
        ("M2.15", ["M2-15", "M2-16"], "M2-15"),
        ("m2-5", ["M2-05", "M2-15"], "M2-05"),
        ("M2-01", ["OB-01", "OB-02"], ""),
        ("M3-99", ["M3-09", "M3-19"], ""),
        ("objectivs", ["objectives", "missions"], "objectives"),
        ("Medillia", ["Mediglia", "Melegnano"], "Mediglia"),
        ("Melito", ["Mediglia", "Melegnano"], ""),
        ("PUMS", ["PTM", "PULS"], ""),
    ],
)
def test_a_name_is_advised_only_if_it_is_near(written: str, known: list[str], advised: str) -> None:
    assert nearest_of(written, known) == advised
    assert bool(nearest(written, known)) == bool(advised)
