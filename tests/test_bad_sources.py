"""Bad input to a build: one sentence with file, line and value, exit 2, the old build untouched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from trama.cli import main
from trama.settings import Settings

pytestmark = pytest.mark.usefixtures("english")

PLAN = "graph/piano-esempio"


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"the test is out of date: {old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def overwrite(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda root: void((root / name).write_bytes(content))


def void(_: object) -> None: ...


BROKEN = {
    "missing column": (
        edit(f"{PLAN}/objectives.csv", "mission,order", "order"),
        f"{PLAN}/objectives.csv:1: missing column: 'mission'",
    ),
    "misspelt column": (
        edit(f"{PLAN}/objectives.csv", "label_en", "label_eng"),
        f"{PLAN}/objectives.csv:1: unknown column; the nearest is 'label_en': 'label_eng'",
    ),
    "column twice": (
        edit(f"{PLAN}/missions.csv", "label_en", "label_it"),
        f"{PLAN}/missions.csv:1: the column stands twice: 'label_it'",
    ),
    "unknown code": (
        edit(f"{PLAN}/objectives.csv", "M2-01,2,", "M2-01,9,"),
        f"{PLAN}/objectives.csv:3: column mission names an unknown Mission",
    ),
    "unknown actor, with the nearest": (
        edit(f"{PLAN}/plan.csv", "comune-esempio", "comune-di-esempio"),
        f"{PLAN}/plan.csv:2: column publisher names an unknown actor; "
        "the nearest is 'comune-esempio': 'comune-di-esempio'",
    ),
    "unknown passage": (
        edit(f"{PLAN}/missions.csv", "p-2", "p-99"),
        f"{PLAN}/missions.csv:3: column passages names an unknown passage",
    ),
    "duplicate identifier": (
        edit(f"{PLAN}/objectives.csv", "M2-01,2,1", "M1-01,2,1"),
        f"{PLAN}/objectives.csv:3: the identifier of this row is already at line 2",
    ),
    "second plan": (
        lambda root: void(
            (root / PLAN / "plan.csv").write_text(
                (root / PLAN / "plan.csv").read_text()
                + "altro,Altro,Other,dup,2025,2027,comune-esempio\n"
            )
        ),
        f"{PLAN}/plan.csv:3: a package holds one plan, and this is a second one",
    ),
    "row too long": (
        edit(f"{PLAN}/missions.csv", "Transport,p-2", "Transport,p-2,extra"),
        f"{PLAN}/missions.csv:3: the row has 5 cells and the header 4",
    ),
    "empty required cell": (
        edit(f"{PLAN}/missions.csv", "2,Trasporti", "2,"),
        f"{PLAN}/missions.csv:3: column label_it is empty",
    ),
    "not a number": (
        edit(f"{PLAN}/missions.csv", "2,Trasporti", "due,Trasporti"),
        f"{PLAN}/missions.csv:3: column number is not a whole number from 1 up: 'due'",
    ),
    "confidence out of range": (
        edit(f"{PLAN}/links.csv", "0.8", "1.8"),
        f"{PLAN}/links.csv:2: column confidence is more than 1: '1.8'",
    ),
    "misquoted passage": (
        edit(f"{PLAN}/links.csv", "«la scuola»", "«la Scuola»"),
        f"{PLAN}/links.csv:2: column evidence quotes words that M1-01 does not hold: 'la Scuola'",
    ),
    "words that are not the plan's": (
        edit(f"{PLAN}/objectives.csv", "entro il 2026", "entro il 2025"),
        f"{PLAN}/objectives.csv:2: column text_it is not word for word in M1-01",
    ),
    "link to nowhere": (
        edit(f"{PLAN}/links.csv", "objective/M1-01,curated", "objective/M1-02,curated"),
        f"{PLAN}/links.csv:2: column target names an unknown thing: "
        "'piano-esempio/objective/M1-02'",
    ),
    "unknown reader": (
        edit(f"{PLAN}/links.csv", "redazione-trama", "redazione"),
        f"{PLAN}/links.csv:2: column attributed_to names an unknown agent",
    ),
    "unknown table": (
        lambda root: void((root / PLAN / "objectives.csv").rename(root / PLAN / "objective.csv")),
        f"{PLAN}/objective.csv: unknown table; the nearest is 'objectives.csv'",
    ),
    "broken CSV": (
        edit(f"{PLAN}/missions.csv", "2,Trasporti", '2,"Trasporti"x'),
        f"{PLAN}/missions.csv:3: the CSV is broken",
    ),
    "wrong encoding": (
        overwrite(f"{PLAN}/missions.csv", "number,label_it\n1,Città\n".encode("latin-1")),
        f"{PLAN}/missions.csv:2: the file is not in UTF-8; save it as «CSV UTF-8»: '0xe0'",
    ),
    "UTF-16": (
        overwrite(f"{PLAN}/missions.csv", "number,label_it\n1,Uno\n".encode("utf-16")),
        f"{PLAN}/missions.csv:1: the file is not in UTF-8",
    ),
    "NUL": (
        overwrite(f"{PLAN}/missions.csv", b"number,label_it\n1,U\0no\n"),
        f"{PLAN}/missions.csv:2: the file holds a NUL character",
    ),
    "empty file": (
        overwrite(f"{PLAN}/missions.csv", b""),
        f"{PLAN}/missions.csv: the file is empty",
    ),
    "header alone": (
        overwrite(f"{PLAN}/missions.csv", b"number,label_it\n"),
        f"{PLAN}/missions.csv: the table has no rows",
    ),
    "mark twice": (
        edit(f"{PLAN}/text.md", "{#p-2}", "{#p-1}"),
        f"{PLAN}/text.md:7: the mark stands twice: 'p-1'",
    ),
    "broken Turtle": (
        edit("ontology/small.ttl", "owl:Class .", "owl:Class ;;"),
        "ontology/small.ttl:",
    ),
    "undeclared prefix": (
        edit("ontology/small.ttl", "trama:Plan a", "tramma:Plan a"),
        "ontology/small.ttl:4: not valid Turtle",
    ),
}


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("case", BROKEN)
def test_bad_source_is_told_and_the_old_build_stays(
    case: str, small: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(small.root))
    monkeypatch.setenv("TRAMA_BUILD", str(small.build))
    assert trama(monkeypatch, "build") == 0
    before = fingerprint(small.build)
    change, message = BROKEN[case]
    change(small.root)
    capsys.readouterr()

    assert trama(monkeypatch, "build") == 2

    told = capsys.readouterr().err
    assert message in told
    assert "Traceback" not in told
    assert fingerprint(small.build) == before


def trama(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["trama", *arguments])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_all_that_is_wrong_is_told_at_once(
    small: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAMA_ROOT", str(small.root))
    monkeypatch.setenv("TRAMA_BUILD", str(small.build))
    edit(f"{PLAN}/missions.csv", "2,Trasporti", "due,Trasporti")(small.root)
    edit(f"{PLAN}/objectives.csv", "M2-01,2,1", "M2-01,2,uno")(small.root)
    edit(f"{PLAN}/links.csv", "0.8", "molto")(small.root)

    assert trama(monkeypatch, "build") == 2

    told = capsys.readouterr().err
    assert told.count(f"{PLAN}/") == 3


def test_a_comune_in_two_zones_is_told(
    small: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    territory = small.root / "graph" / "territory"
    territory.mkdir()
    (territory / "zones.csv").write_text("number,label_it,kind\n1,A,zona-omogenea\n2,B,capoluogo\n")
    rows = "istat,cadastral,label_it,zone\n015007,A375,Arconate,1\n015007,A375,Arconate,2\n"
    (territory / "comuni.csv").write_text(rows)
    monkeypatch.setenv("TRAMA_ROOT", str(small.root))
    monkeypatch.setenv("TRAMA_BUILD", str(small.build))

    assert trama(monkeypatch, "build") == 2

    place = "graph/territory/comuni.csv:3: the identifier of this row is already at line 2"
    assert place in capsys.readouterr().err
