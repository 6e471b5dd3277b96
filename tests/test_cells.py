"""The cells of tables: what each accepts, refuses and becomes in RDF."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.model.cells import (
    CADASTRAL,
    CODE,
    ISTAT,
    SLUG,
    Cell,
    Choice,
    Concept,
    Date,
    Evidence,
    Iri,
    Number,
    Passages,
    Quote,
    Reference,
    Text,
    Whole,
)
from trama.namespaces import Names

NAMES = Names("https://example.org/")
ID = "https://example.org/id/"
NS = "https://w3id.org/trama/ns"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("cell", "raw", "term"),
    [
        (Text("it"), "Città", '"Città"@it'),
        (Text(), "PTM", '"PTM"'),
        (CODE, "M2-15", '"M2-15"'),
        (SLUG, "piano-cave", '"piano-cave"'),
        (ISTAT, "015146", '"015146"'),
        (CADASTRAL, "F205", '"F205"'),
        (Whole(1), "3", f'"3"^^<{XSD}integer>'),
        (Number(), "464267194", f'"464267194"^^<{XSD}decimal>'),
        (Number(), "0.85", f'"0.85"^^<{XSD}decimal>'),
        (Number(), "1E+3", f'"1000"^^<{XSD}decimal>'),
        (Date(), "2021-05-11", f'"2021-05-11"^^<{XSD}date>'),
        (Date(), "2019-10", f'"2019-10"^^<{XSD}gYearMonth>'),
        (Date(), "2019", f'"2019"^^<{XSD}gYear>'),
        (Choice(("stated", "curated"), concepts=True), "stated", f"<{NS}#Stated>"),
        (Choice(("increase",)), "increase", '"increase"'),
        (Concept("plan-kind"), "dup", f"<{NS}/plan-kind/dup>"),
        (Iri(), "http://metadata.un.org/sdg/11", "<http://metadata.un.org/sdg/11>"),
        (Reference("zone", "zone/{value}"), "4", f"<{ID}zone/4>"),
        (Reference("mission", "{plan}/mission/{value}"), "2", f"<{ID}p/mission/2>"),
        (Passages(), "M2-15", f"<{ID}p/passage/M2-15>"),
        (Passages(), "other#p-1", f"<{ID}other/passage/p-1>"),
    ],
)
def test_a_good_cell_becomes_its_term(cell: Cell, raw: str, term: str) -> None:
    assert [str(made) for made in cell.terms(cell.read(raw), NAMES, "p")] == [term]


@pytest.mark.parametrize(
    ("cell", "raw"),
    [
        (CODE, "M2 15"),
        (CODE, "../x"),
        (SLUG, "Piano"),
        (SLUG, "a--b"),
        (ISTAT, "15146"),
        (CADASTRAL, "205F"),
        (Whole(1), "0"),
        (Whole(), "-1"),
        (Whole(), "1.5"),
        (Whole(), "٣"),
        (Number(), "1,5"),
        (Number(), "NaN"),
        (Number(), "inf"),
        (Number(), "9" * 41),
        (Number(Decimal(0), Decimal(1)), "1.01"),
        (Number(Decimal(0)), "-0.01"),
        (Date(), "11/05/2021"),
        (Date(), "2021-13"),
        (Date(day=True), "2021-05"),
        (Date(), "2021-02-30"),
        (Choice(("stated",)), "Stated"),
        (Iri(), "metadata.un.org"),
        (Iri(), "javascript:alert(1)"),
        (Iri(), "http://a/<b>"),
        (Reference("zone", "zone/{value}"), "4 5"),
        (Reference("zone", "zone/{value}"), "zona «4»"),
        (Passages(), "p 1"),
        (Passages(), "p-1;"),
        (Evidence(), "M2-15"),
        (Evidence(), "M2-15: rete"),
        (Evidence(), "M2-15: «»"),
        (Evidence(), "«rete»"),
    ],
)
def test_a_bad_cell_is_refused(cell: Cell, raw: str) -> None:
    with pytest.raises(ValueError, match=r"^(is|has) "):
        cell.read(raw)


def test_several_values_stand_in_one_cell() -> None:
    cell = Reference("instrument", "instrument/{value}", many=True)
    assert cell.read("ptm; pums") == ("ptm", "pums")
    assert Passages().read("p-1;M2-15") == ("p-1", "M2-15")


def test_evidence_holds_quotes_of_both_sides() -> None:
    read = Evidence().read("p-4-06: «Rete Verde» | psttm#M2-15: «i vari PLIS: tutti»")
    assert read == (Quote("p-4-06", "Rete Verde"), Quote("psttm#M2-15", "i vari PLIS: tutti"))
    assert read[1].plan == "psttm"
    assert read[1].passage == "M2-15"


CELLS = [Text(), CODE, Whole(), Number(), Date(), Iri(), Passages(), Evidence(), Choice(("a",))]


@given(st.sampled_from(CELLS), st.text(min_size=1))
def test_any_text_is_read_or_refused_with_a_reason(cell: Any, raw: str) -> None:
    try:
        value = cell.read(raw)
    except ValueError as error:
        assert str(error)  # noqa: PT017 - either outcome is right, a bare crash is not
    else:
        assert all(str(term) for term in cell.terms(value, NAMES, "p"))
