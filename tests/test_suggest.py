"""Suggestions: Italian made comparable, rankings, decisions of a person, and the figures told of them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from benches import bench
from trama.cli import app
from trama.errors import SourceError, TramaError
from trama.language.italian import fold, grams, stem, stems, telling, words
from trama.language.ranking import Bm25, TfIdf
from trama.language.themes import read_themes, themes
from trama.office.spreadsheet import safe_cell, safe_text, write_csv
from trama.plans.package import read_package
from trama.suggest.decisions import ACCEPTED, REFUSED, Decisions, written_back
from trama.suggest.suggester import Suggester, Upper, open_objectives, suggest

PLAN = "id,title_it,kind,start,end,publisher\nprova,DUP di prova,dup,2025,2027,comune-di-prova\n"
MISSIONS = "number,label_it\n1,Prova\n"
OBJECTIVES = """code,mission,order,label_it,text_it,implements,contributes_to,local
O1,1,1,Ciclabili,Completare la pista ciclabile verso le scuole,,,
O2,1,2,Alberi,Piantare alberi con il programma Forestami,psttm-2025-2027#M2-16,,
O3,1,3,Sagra,Festa patronale con la banda,,,sì
O4,1,4,Casa,Ristrutturare gli alloggi sfitti a canone moderato,,,
"""


@pytest.fixture
def plan(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "prova"
    folder.mkdir()
    for name, table in (("plan", PLAN), ("missions", MISSIONS), ("objectives", OBJECTIVES)):
        (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    monkeypatch.setenv("TRAMA_ROOT", str(root))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture(scope="module")
def measuring() -> ModuleType:
    return bench("suggest")


@pytest.fixture(scope="module")
def upper(measuring: ModuleType) -> list[Upper]:
    found: list[Upper] = measuring.corpus()
    return found


@pytest.fixture(scope="module")
def suggester(upper: list[Upper]) -> Suggester:
    return Suggester(upper)


def test_accents_and_apostrophes_do_not_part_words() -> None:
    assert fold("Città dell’Acqua «più»") == "citta dell acqua  piu "
    assert words("L'efficienza energetica è già qui") == ["efficienza", "energetica"]


def test_words_of_one_stem_meet_and_the_words_of_every_plan_are_left_out() -> None:
    assert stem("scolastiche") == stem("scolastico")
    assert telling("Potenziamento degli interventi di forestazione") == ["forestazione"]
    assert stems("piste ciclabili") == stems("pista ciclabile")


def test_letter_runs_stay_within_a_word() -> None:
    assert list(grams("bici", (3,))) == ["#bi", "bic", "ici", "ci#"]
    assert not any(" " in run for run in grams("pista ciclabile"))


def test_tf_idf_is_a_cosine_and_bm25_a_share() -> None:
    documents = [{"a": 1.0, "b": 1.0}, {"b": 1.0}, {"c": 2.0}]
    cosine, okapi = TfIdf(documents), Bm25(documents)
    assert cosine.scores(["a", "b"])[0] == pytest.approx(1)
    assert cosine.scores(["x"]) == [0, 0, 0]
    best = okapi.scores(["a", "b"])
    assert best[0] > best[1] > best[2] == 0
    assert all(0 <= score <= 1 for score in best)


def test_themes_are_found_by_phrase_whatever_the_endings() -> None:
    small = read_themes(
        "theme,label_it,label_en,words,more,less,kept,unified,opened\n"
        "scuole,s,s,,edilizia scolastica,,,,\nbici,b,b,,pista ciclabile;bicicletta,,,,\n"
    )
    assert [
        (one.theme, one.words) for one in small.spoken("Edilizie scolastiche e piste ciclabili")
    ] == [
        ("scuole", "edilizie scolastiche"),
        ("bici", "piste ciclabili"),
    ]
    assert not small.spoken("edilizia residenziale")


def test_words_that_only_look_alike_are_kept_apart() -> None:
    for one, other in (("corsia", "corsi"), ("targhe", "tariffe"), ("istanze", "stanza")):
        assert stem(one) != stem(other)
    assert stem("corsie") == stem("corsia")


def test_every_line_of_the_themes_has_words_and_is_found_by_them() -> None:
    known = themes()
    assert len(known.by_id) > 80
    for theme in known.by_id.values():
        for phrases in theme.phrases.values():
            for phrase in phrases:
                plain = phrase.lstrip("!=").replace("=", "")
                assert theme.id in {one.theme for one in known.spoken(plain)}, (theme.id, phrase)


def test_a_suggestion_says_which_words_speak_for_it(suggester: Suggester) -> None:
    found = suggester.rank("Completare la pista ciclabile verso le scuole")
    best = next(one for one in found if one.upper.code == "M3-06")
    assert "ciclabile" in best.words
    panels = suggester.rank("Pannelli solari sulle coperture")[0]
    assert panels.upper.code == "M2-07"
    assert ("pannelli solari", "fonti rinnovabili") in panels.families or panels.families


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Piste ciclabili verso le scuole", "M3-06"),
        ("Colonnine di ricarica al parcheggio", "M3-11"),
        ("Alloggi a canone calmierato", "M5-06"),
        ("Spazi di lavoro condiviso", "M1-08"),
        ("Prolungamento della metropolitana", "M3-01"),
    ],
)
def test_what_only_names_a_thing_is_suggested_as_serving(
    suggester: Suggester, text: str, code: str
) -> None:
    assert code in [one.upper.code for one in suggester.rank(text)]


@pytest.mark.parametrize(
    "text", ["Centro commerciale sui campi", "Vendita delle case popolari", "Villette sul prato"]
)
def test_a_name_of_what_takes_something_away_is_not(suggester: Suggester, text: str) -> None:
    assert suggester.rank(text) == ()


def test_what_has_nothing_in_common_is_not_suggested(suggester: Suggester) -> None:
    assert suggester.rank("Xyzzy qwfp") == ()
    for one in suggester.rank("Organizzare la fiera del paese", 75):
        assert one.reasoned


def test_only_objectives_that_declare_nothing_are_asked_about(
    plan: Path, suggester: Suggester
) -> None:
    lower = read_package(plan)
    assert [row.code for row in open_objectives(lower)] == ["O1", "O4"]
    assert [each.code for each in suggest(lower, suggester, 2)] == ["O1", "O4"]


def test_suggestions_as_json_csv_and_table(plan: Path) -> None:
    run = CliRunner()
    as_json = json.loads(run.invoke(app, ["suggest", str(plan), "--format", "json"]).stdout)
    assert [each["objective"] for each in as_json] == ["O1", "O4"]
    assert "M5-06" in [one["code"] for one in as_json[1]["suggestions"]]
    assert all(0 < one["score"] <= 1 for each in as_json for one in each["suggestions"])
    table = run.invoke(app, ["suggest", str(plan), "--format", "csv"]).stdout
    rows = list(csv.DictReader(table.splitlines()))
    assert {row["objective"] for row in rows} == {"O1", "O4"}
    assert "M3-06" in run.invoke(app, ["suggest", str(plan)]).stdout


def test_a_review_is_left_and_taken_up_and_only_the_accepted_is_written(plan: Path) -> None:
    run, before = CliRunner(), (plan / "objectives.csv").read_text(encoding="utf-8")
    first = run.invoke(app, ["suggest", str(plan), "--review"], input="x\na\nr\nq\n")
    assert first.exit_code == 0
    assert "1/6" in first.stdout
    assert "Rispondi" in first.stdout
    second = run.invoke(app, ["suggest", str(plan), "--review", "--lang", "en"], input="s\n")
    assert "1/4" in second.stdout
    assert "accepted 1, refused 1" in second.stdout
    assert (plan / "objectives.csv").read_text(encoding="utf-8") == before
    with Path("objectives-reviewed.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    taken = Path("decisions-prova.csv").read_text(encoding="utf-8").splitlines()[1:]
    accepted = [line.split(",")[1] for line in taken if line.split(",")[2] == ACCEPTED]
    assert rows["O1"]["contributes_to"] == accepted[0]
    assert rows["O2"]["implements"] == "psttm-2025-2027#M2-16"
    assert not any(rows[code]["contributes_to"] for code in ("O2", "O3", "O4"))


def test_an_accepted_suggestion_joins_what_the_cell_already_says(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path / "d.csv")
    decisions.take("A", "p#X", ACCEPTED)
    decisions.take("A", "p#Y", REFUSED)
    copy = written_back("code,contributes_to,x\nA,p#W,1\nB,,2\n", decisions, shown="t")
    assert copy == "code,contributes_to,x\nA,p#W;p#X,1\nB,,2\n"
    assert written_back("code\nA\n", decisions, shown="t") == "code,contributes_to\nA,p#X\n"
    again = Decisions(tmp_path / "d.csv")
    assert again.of("A", "p#Y") == REFUSED
    with pytest.raises(SourceError, match="no column code"):
        written_back("name\nA\n", decisions, shown="t")


def test_a_broken_file_of_decisions_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("lower,upper,decision\nA,B,maybe\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"d\.csv:2"):
        Decisions(path)


def test_an_unknown_upper_plan_is_told_with_the_nearest(plan: Path) -> None:
    result = CliRunner().invoke(app, ["suggest", str(plan), "--against", "pstm-2025-2027"])
    assert result.exit_code != 0
    assert "psttm-2025-2027" in str(result.exception)


@pytest.mark.parametrize("cell", ["=1+1", "+39", "-2", "@SUM(A1)", "\t=1", " =1"])
def test_no_cell_runs_in_a_spreadsheet(cell: str) -> None:
    assert safe_cell(cell).startswith("'")
    assert write_csv(["a"], [[cell]]).splitlines()[1].lstrip('"').startswith("'")


def test_text_that_a_spreadsheet_cannot_hold_is_mended() -> None:
    assert safe_text("a\x00b\x0b") == "a�b�"
    assert len(safe_text("x" * 40_000)) == 32_767
    assert safe_text(None) == ""


def test_pairs_are_held_apart_and_cover_the_plan(measuring: ModuleType, upper: list[Upper]) -> None:
    pairs = measuring.read_pairs()
    codes = {each.code for each in upper}
    assert len(pairs) >= 120
    assert len({pair.text for pair in pairs}) == len(pairs)
    assert {pair.split for pair in pairs} == {"dev", "test", "other"}
    assert set().union(*(pair.serves for pair in pairs)) == codes
    own = {each.text.lower() for each in upper}
    assert not any(pair.text.lower() in text or text in pair.text.lower()
                   for pair in pairs for text in own)  # fmt: skip


def test_the_figures_in_the_docs_are_those_measured(
    root: Path, measuring: ModuleType, upper: list[Upper]
) -> None:
    measured: dict[str, list[str]] = {}
    for part in ("test", "other"):
        pairs = [pair for pair in measuring.read_pairs() if pair.split == part]
        for name, figures in measuring.table(upper, pairs).items():
            measured.setdefault(name, []).extend(f"{figure:.3f}" for figure in figures)
    text = (root / "docs" / "suggest.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) ((?:\| \d\.\d{3} ){4})\|$", text, re.MULTILINE)
    told = {name: cells.strip("| ").split(" | ") for name, cells in rows}
    assert told == measured
    for column in (0, 2):
        recall = {name: float(figures[column]) for name, figures in measured.items()}
        assert recall["as shipped"] == max(recall.values())
        assert recall["with linked labels, without themes"] > 1.4 * recall["plain TF-IDF"] > 0


def test_a_review_asks_why_of_a_declared_relation_and_the_matrix_prints_the_answer(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(root))
    monkeypatch.setenv("TRAMA_BUILD", str(tmp_path / "nothing"))
    monkeypatch.chdir(tmp_path)
    plan = tmp_path / "prova"
    plan.mkdir()
    (plan / "plan.csv").write_text(
        "id,title_it,kind,start,end,publisher\nprova,DUP,dup,2026,2028,ente\n", encoding="utf-8"
    )
    (plan / "missions.csv").write_text("number,label_it\n1,Unica\n", encoding="utf-8")
    # One has no word in common with what it serves, one pulls against it, one needs no reason.
    (plan / "objectives.csv").write_text(
        "code,mission,order,label_it,text_it,implements\n"
        "O1,1,1,Ambulatorio,Ambulatorio infermieristico di paese,psttm-2025-2027#M5-10\n"
        "O2,1,2,Sosta,Rimuovere la pista ciclabile di via Roma,psttm-2025-2027#M3-06\n"
        "O3,1,3,Ciclabili,Completare la rete ciclabile,psttm-2025-2027#M3-06\n",
        encoding="utf-8",
    )
    run = CliRunner()
    told = "m\nPorta le cure vicino a casa\nc\nLa via è stretta\nq\n"
    done = run.invoke(app, ["suggest", str(plan), "--review"], input=told)
    assert done.exit_code == 0, done.output
    assert "nulla in comune: perché lo serve?" in done.output
    assert "tirano in senso opposto: perché lo serve?" in done.output
    with Path("objectives-reviewed.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert rows["O1"]["implements"] == "psttm-2025-2027#M5-10"
    # What a person found in conflict is not declared any more.
    assert rows["O2"]["implements"] == rows["O2"]["contributes_to"] == ""
    decisions = ["--decisions", "decisions-prova.csv", "--against", "psttm-2025-2027"]
    made = run.invoke(
        app, ["matrix", str(plan), *decisions, "--against", "puls", "-o", "m.html", "--lang", "it"]
    )
    assert made.exit_code == 0, made.output
    assert "non coerente 1" in made.stdout
    page = Path("m.html").read_text(encoding="utf-8")
    for said in (
        "Il piano dichiara di attuarlo. Porta le cure vicino a casa",
        "È dichiarato un contrasto. La via è stretta",
        "Scritta la motivazione della relazione.",
        "Giudicata in contrasto",
        "PULS-3 Riduzione dello sprawl logistico",
    ):
        assert said in page, said
    absent = run.invoke(app, ["matrix", str(plan), "--decisions", "no.csv", "-o", "m.html"])
    assert isinstance(absent.exception, TramaError)
