"""What a plan should be in itself, and units that can be compared: each told of a small plan, and of none that is sound."""

from __future__ import annotations

from typing import Any

import pytest

from office import INDICATORS, SHEETS, TARGETS, changed, xlsx
from trama.check.comparison import check_plans
from trama.check.units import measure_of
from trama.plans.readers import read_bytes
from trama.settings import Settings

NEW = {"TIM-07", "TIM-08", "TIM-09", "REF-11", "CON-20", "CON-21", "CON-22", "CON-23", "CON-24"}


def codes(built: Settings, *books: Any) -> list[str]:
    plans = []
    for number, book in enumerate(books):
        plan = {name: [list(row) for row in rows] for name, rows in book.items()}
        plan["Piano"][1][0] = f"dup-prova-{number}"
        plans.append(read_bytes(xlsx(plan), "piano.xlsx"))
    report = check_plans(plans, built)
    return sorted(f.code for f in report.findings if f.code in NEW | {"CON-01", "CON-02"})


def with_rows(sheet: str, *rows: list[object]) -> dict[str, Any]:
    return SHEETS | {sheet: (*SHEETS[sheet], *rows)}


def test_a_sound_plan_has_none_of_it(built: Settings) -> None:
    assert codes(built, SHEETS) == []


@pytest.mark.parametrize(
    ("book", "code"),
    [
        (changed("Obiettivi", 1, "Fine", "2026-02"), "TIM-07"),
        (changed("Valori obiettivo", 1, "Anno", "2031"), "TIM-08"),
        (with_rows("Valori obiettivo", ["IND-01-2027", "IND-01", "80", "2027"]), "TIM-09"),
        (changed("Obiettivi", 1, "Programma di bilancio", "0902"), "REF-11"),
        (changed("Valori obiettivo", 1, "Valore", "176"), "CON-20"),
        (with_rows("Indicatori", ["IND-02", "Raccolta  differenziata", "%", "increase", "OB-02"]), "CON-21"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(built: Settings, book: dict[str, Any], code: str) -> None:
    assert codes(built, book) == [code]


def measured(unit: str, value: str, same_as: str = "") -> dict[str, Any]:
    head, row = INDICATORS
    indicator = [*row[:1], "Piste ciclabili", unit, *row[3:], same_as]
    return SHEETS | {
        "Indicatori": ([*head, "Uguale all'indicatore"], indicator),
        "Valori obiettivo": (TARGETS[0], [*TARGETS[1][:2], value, "2028"]),
    }


def test_indicators_alike_are_proposed_and_their_values_compared_as_a_warning(
    built: Settings,
) -> None:
    assert codes(built, measured("km", "12"), measured("m", "12000")) == ["CON-22"]
    assert codes(built, measured("km", "12"), measured("m", "12")) == ["CON-22", "CON-23"]
    assert codes(built, measured("km", "12"), measured("euro", "12")) == []


def test_a_shared_indicator_is_compared_in_one_measure(built: Settings) -> None:
    same = "dup-prova-0#IND-01"
    assert codes(built, measured("km", "12"), measured("km", "12.0", same)) == []
    assert codes(built, measured("km", "12"), measured("m", "12000", same)) == ["CON-02"]
    assert codes(built, measured("km", "12"), measured("m", "900", same)) == ["CON-01", "CON-02"]
    assert codes(built, measured("km", "12"), measured("%", "12", same)) == ["CON-02"]


@pytest.mark.parametrize(
    ("one", "other", "times"),
    [
        ("km", "m", 1000),
        ("ha", "m²", 10_000),
        ("ettari", "mq", 10_000),
        ("migliaia di euro", "€", 1000),
        ("t", "kg", 1000),
        ("milioni di euro", "migliaia di euro", 1000),
        ("t/anno", "kg/anno", 1000),
    ],
)
def test_units_are_converted(one: str, other: str, times: int) -> None:
    assert measure_of(one)[0] == measure_of(other)[0]
    assert measure_of(one)[1] / measure_of(other)[1] == times


def test_words_that_are_no_unit_are_a_measure_of_their_own() -> None:
    assert measure_of("alberi") == measure_of("Alberi")
    assert measure_of("alberi")[0] != measure_of("posti letto")[0]
