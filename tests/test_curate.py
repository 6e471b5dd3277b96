"""Curating: what a person decides reaches the tables whole or not at all, a row a decision; an empty plan validates."""

from __future__ import annotations

import csv
import io
import re
import shlex
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trama.cli import assemble
from trama.curate.amend import Amendment
from trama.curate.decisions import COLUMNS, read_decisions
from trama.curate.empty import lay_out
from trama.curate.items import SUGGESTED, to_review
from trama.curate.table import Table
from trama.errors import SourceProblems, TramaError
from trama.face.dataset import Dataset
from trama.files import write_together
from trama.namespaces import Names
from trama.plans.package import Package, read_package, read_packages
from trama.plans.readers.plan import read_plan
from trama.settings import Settings

LINK = ("piano-esempio/driver/1", "combines", "piano-esempio/objective/M1-01")
HEAD = ",".join(COLUMNS)
LAST = "Ada Riva,2026-11-29,Il Driver parla del viaggio.,The Driver is about the journey."


@pytest.fixture
def graph(root: Path, tmp_path: Path) -> Path:
    """A small plan and its registers, with a register of retired addresses, to decide in."""
    shutil.copytree(root / "tests" / "small", tmp_path / "small")
    graph = tmp_path / "small" / "graph"
    (graph / "retired.csv").write_text("local,date,reason_it,reason_en,replaced_by\n")
    return graph


def opened(graph: Path) -> tuple[Package, list[Package]]:
    packages = read_packages(graph, root=graph.parent)
    return next(one for one in packages if one.plan == "piano-esempio"), packages


def decide(graph: Path, *rows: str) -> dict[str, str]:
    """Take decisions and return what the files then hold."""
    plan, others = opened(graph)
    amendment = Amendment(plan, others)
    table = "\n".join((HEAD, *rows)).encode()
    amendment.take(read_decisions(table, "decisioni.csv"))
    write_together(amendment.files())
    opened(graph)
    return {path.name: path.read_text() for path in graph.rglob("*.csv")}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def contents(graph: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in graph.rglob("*") if path.is_file()}


def below(folder: Path) -> Path:
    """A plan that the strategic plan guides, with objectives that declare nothing."""
    made = lay_out("dup-prova", folder / "dup-prova", start=2027, guided_by="psttm-2025-2027")
    (made / "objectives.csv").write_text(
        "code,dup_mission,text_it\n"
        "OB-1,10,Nuove piste ciclabili e percorsi per la mobilità sostenibile verso le stazioni\n"
        "OB-2,09,Forestazione urbana e rete verde lungo i corsi d'acqua\n"
    )
    return made


# What there is to decide


def test_the_least_sure_come_first_with_their_passages_and_what_filters_leave(root: Path) -> None:
    packages = read_packages(root / "graph", root=root)
    plan = next(one for one in packages if one.plan == "psttm-2025-2027")
    found = to_review(plan, packages)
    assert len(found) > 20
    assert [item.confidence for item in found] == sorted(item.confidence for item in found)
    for item in found:
        assert item.source_label
        assert item.target_label
        assert item.words
        assert all(words.quote in words.text for words in item.words)
    chosen = to_review(plan, packages, mission="2", kinds=("combines",))
    assert chosen
    assert {item.relation for item in chosen} == {"combines"}
    assert all("/objective/M2-" in item.target for item in chosen)


def test_a_plan_below_another_has_suggestions_to_decide_on(root: Path, tmp_path: Path) -> None:
    settings = Settings(root=root, build=root / "build")
    packages = read_packages(root / "graph", root=root)
    upper = next(one for one in packages if one.plan == "psttm-2025-2027")
    plan = read_package(below(tmp_path))
    suggester = Dataset(settings).suggester(upper)
    found = to_review(
        plan, packages, kinds=(SUGGESTED,), suggester=suggester, upper=upper, below=Decimal(1)
    )
    assert found
    for item in found:
        assert (item.basis, item.relation, item.file) == (SUGGESTED, "contributesTo", "")
        assert [words.quote in words.text for words in item.words] == [True, True]


# What becomes of a decision


def test_a_confirmed_link_stays_as_it_is_and_is_not_asked_about_again(graph: Path) -> None:
    before = (graph / "piano-esempio" / "links.csv").read_bytes()
    found = decide(graph, ",".join((*LINK, "confirm", "", LAST)))
    assert (graph / "piano-esempio" / "links.csv").read_bytes() == before
    (row,) = rows(found["decided.csv"])
    assert (row["decision"], row["by"], row["confidence"]) == ("confirmed", "Ada Riva", "0.8")
    plan, others = opened(graph)
    assert not to_review(plan, others, below=Decimal(1))


def test_another_confidence_changes_one_row_and_is_told_by_the_history(graph: Path) -> None:
    before = (graph / "piano-esempio" / "links.csv").read_text().splitlines()
    found = decide(graph, ",".join((*LINK, "change", '"0,65"', LAST)))
    after = found["links.csv"].splitlines()
    assert after == [line.replace(",0.8,", ",0.65,") for line in before]
    (row,) = rows(found["changes.csv"])
    assert row["change"] == "changed"
    assert row["reason_it"] == "Fiducia 0.8 → 0.65. Il Driver parla del viaggio."
    # It changes once more on the day: the history has one row of it, and so has what was decided.
    found = decide(graph, ",".join((*LINK, "change", "0.7", LAST)))
    assert [row["confidence"] for row in rows(found["decided.csv"])] == ["0.7"]
    assert len(rows(found["changes.csv"])) == 1


def test_a_removed_link_is_gone_and_its_address_says_why(graph: Path) -> None:
    plan = graph / "piano-esempio"
    more = "piano-esempio/driver/1,combines,piano-esempio/objective/M2-01,curated,0.6,"
    more += "p-3: «bicicletta» | M2-01: «ciclabile»,Anche.,Too.,redazione-trama,2026-11-24\n"
    with (plan / "links.csv").open("a") as file:
        file.write(more)
    (plan / "review.csv").write_text(
        "driver,objective,verdict,strength,reason_it\n1,M1-01,linked,strong,Sì.\n"
    )
    found = decide(graph, ",".join((*LINK, "remove", "", LAST)))
    assert [row["target"] for row in rows(found["links.csv"])] == ["piano-esempio/objective/M2-01"]
    assert [row["change"] for row in rows(found["changes.csv"])] == ["removed"]
    (retired,) = rows(found["retired.csv"])
    assert Names().link(*LINK).value.endswith(f"/id/{retired['local']}")
    assert retired["reason_en"] == "The Driver is about the journey."
    (verdict,) = rows(found["review.csv"])
    assert (verdict["verdict"], verdict["strength"]) == ("not-linked", "near")


def test_a_suggestion_that_is_taken_becomes_a_link_and_one_refused_is_not_asked_again(
    root: Path, tmp_path: Path
) -> None:
    folder = below(tmp_path)
    settings = Settings(root=root, build=root / "build")
    packages = read_packages(root / "graph", root=root)
    upper = next(one for one in packages if one.plan == "psttm-2025-2027")
    suggester = Dataset(settings).suggester(upper)

    def asked(plan: Package) -> list[tuple[str, str, str]]:
        found = to_review(plan, packages, kinds=(SUGGESTED,), suggester=suggester, upper=upper)
        return [item.key for item in found]

    plan = read_package(folder)
    items = to_review(plan, packages, kinds=(SUGGESTED,), suggester=suggester, upper=upper)
    taken, refused = items[0], items[-1]
    for row in (
        ",".join((*refused.key, "remove", "", LAST)),
        ",".join((*taken.key, "confirm", "0.6", LAST)),
    ):
        amendment = Amendment(read_package(folder), packages, items)
        amendment.take(read_decisions(f"{HEAD}\n{row}".encode(), "d.csv"))
        write_together(amendment.files())
        left = asked(read_package(folder))
        assert refused.key not in left
        assert (taken.key in left) == ("remove" in row)
    read_plan(folder)
    link = next(
        row
        for row in rows((folder / "links.csv").read_text())
        if (row["source"], row["relation"], row["target"]) == taken.key
    )
    assert (link["basis"], link["confidence"], link["attributed_to"]) == (
        "curated",
        "0.6",
        "ada-riva",
    )
    assert link["evidence"].count("«") == 2
    objective = next(
        row
        for row in rows((folder / "objectives.csv").read_text())
        if taken.source.endswith(f"/{row['code']}")
    )
    assert taken.target.rpartition("/")[2] in objective["contributes_to"]


# What is refused, and leaves everything as it was


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",".join((*LINK, "change", "", LAST)), "new confidence"),
        (",".join((*LINK, "change", "1.5", LAST)), "from 0 to 1"),
        (",".join((*LINK, "change", "NaN", LAST)), "from 0 to 1"),
        (",".join((*LINK, "change", "0.8", LAST)), "this confidence already"),
        (",".join((*LINK, "confirm", "0.9", LAST)), "keeps its confidence"),
        (",".join((*LINK, "remove", "", "Ada,2026-11-29,Perché.,")), "both languages"),
        (",".join((*LINK, "remove", "", ",2026-11-29,Perché.,Because.")), "whoever decides"),
        (",".join((*LINK, "remove", "", "Ada,29/11/2026,Perché.,Because.")), "YYYY-MM-DD"),
        (",".join((*LINK, "delete", "", LAST)), "one of confirm"),
        (
            ",".join((LINK[0], LINK[1], "piano-esempio/objective/M1-02", "confirm", "", LAST)),
            "no such link",
        ),
    ],
)
def test_a_decision_that_cannot_be_taken_is_told_with_its_line(
    graph: Path, row: str, told: str
) -> None:
    before = contents(graph)
    # The first row is in order, and is not taken either.
    good = ",".join((*LINK, "skip", "", LAST))
    with pytest.raises(SourceProblems, match=re.escape(told)) as caught:
        decide(graph, good.replace("M1-01", "M2-01"), row)
    assert "decisioni.csv:3" in str(caught.value)
    assert contents(graph) == before


def test_a_table_of_decisions_that_is_none_is_told_its_columns() -> None:
    with pytest.raises(SourceProblems, match="source"):
        read_decisions(b"sorce,relation,target,decision\n", "d.csv")
    twice = "\n".join((HEAD, *[",".join((*LINK, "confirm", "", LAST))] * 2)).encode()
    with pytest.raises(SourceProblems, match="on line 2 already"):
        read_decisions(twice, "d.csv")


def test_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"before")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises((TramaError, OSError)):
        write_together({tmp_path / "a.csv": b"after", tmp_path / "b.csv": b"after"})
    assert (tmp_path / "a.csv").read_bytes() == b"before"
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "b.csv"}


def test_rows_that_are_not_touched_keep_their_bytes() -> None:
    raw = b'a,b\r\n"1",x\r\n2,"y\nz"\r\n3,=w\r\n'
    table = Table(raw, (), shown="t.csv")
    assert table.content() == raw
    table.replace(0, {"b": "u"})
    table.insert({"a": "25", "b": "v"}, lambda row: (row["a"],))
    assert table.content() == b'a,b\r\n1,u\r\n2,"y\nz"\r\n25,v\r\n3,=w\r\n'
    table.remove(1)
    assert table.content() == b"a,b\r\n1,u\r\n25,v\r\n3,=w\r\n"


# An empty plan


def test_an_empty_plan_validates_and_is_not_written_over(built: Settings, tmp_path: Path) -> None:
    folder = lay_out("dup-prova", tmp_path / "dup-prova", start=2027, guided_by="psttm-2025-2027")
    report = Dataset(built).validate(folder)
    assert not report.at_least("violation")
    with pytest.raises(TramaError, match="already"):
        lay_out("dup-prova", folder, start=2027)
    for name in ("Dup Prova", "../x", "", "è"):
        with pytest.raises(TramaError, match="identifier"):
            lay_out(name, tmp_path / "x", start=2027)
    assert not (tmp_path / "x").exists()


# The commands, as the guides give them


def test_a_person_reviews_link_by_link(graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(graph.parent))
    app = assemble(("links",))
    words = ["links", "review", "--plan", "piano-esempio", "--below", "1", "--lang", "it"]
    typed = "x\nf\n2\nf\n0,65\nIl viaggio.\nThe journey.\n"
    run = CliRunner().invoke(app, [*words, "--by", "Ada Riva", "--date", "2026-11-29"], input=typed)
    assert run.exit_code == 0, run.output
    assert "Andare «a scuola» in bicicletta" in run.output
    assert "Entrambi parlano della scuola." in run.output
    (row,) = rows((graph / "piano-esempio" / "decided.csv").read_text())
    assert (row["decision"], row["confidence"], row["by"]) == ("changed", "0.65", "Ada Riva")


@pytest.mark.parametrize("guide", ["curating.md", "curating.it.md"])
def test_the_commands_of_the_guide_work_for_a_new_user(
    root: Path, built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guide: str
) -> None:
    """In a copy of the sources: what the guide writes is written, what it runs is run, in order."""
    text = (root / "docs" / guide).read_text(encoding="utf-8")
    for name in ("graph", "ontology", "shapes", "queries"):
        shutil.copytree(root / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRAMA_ROOT", str(tmp_path))
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    app = assemble(("new", "validate", "check", "links"))
    for kind, body in re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL):
        if kind == "csv":
            path, _, content = body.partition("\n")
            Path(path.removeprefix("# ")).write_text(content, encoding="utf-8")
        for line in body.splitlines() if kind == "sh" else ():
            run = CliRunner().invoke(app, shlex.split(line)[1:])
            assert run.exit_code == 0, (line, run.output)
    decided = rows((tmp_path / "graph/psttm-2025-2027/decided.csv").read_text(encoding="utf-8"))
    assert {(row["by"], row["decision"]) for row in decided} == {
        ("Ada Riva", "confirmed"),
        ("Ada Riva", "changed"),
    }
