"""A build after a change in one plan reads that plan alone, and gives the bytes and the errors of a whole one."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from trama.build import parts
from trama.build.dataset import Build, build_dataset
from trama.errors import SourceProblems
from trama.settings import Settings

CHANGES = int(os.environ.get("TRAMA_CHANGES", "1"))
Edit = Callable[[Path], None]


@pytest.fixture
def several(small: Settings) -> Settings:
    """Three plans and the registers; the second quotes the first, and the third quotes itself."""
    graph = small.root / "graph"
    for name in ("piano-secondo", "piano-terzo"):
        shutil.copytree(graph / "piano-esempio", graph / name)
        for path in (graph / name).glob("*.csv"):
            path.write_text(path.read_text("utf-8").replace("piano-esempio", name), "utf-8")
    edit(graph / "piano-secondo" / "links.csv", "p-3: «a", "piano-esempio#p-3: «a")
    build_dataset(small)
    return small


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The packages that are read, in order."""
    read: list[str] = []
    real = parts.read_package

    def noted(folder: Path, *, root: Path | None = None) -> object:
        read.append(folder.name)
        return real(folder, root=root)

    monkeypatch.setattr(parts, "read_package", noted)
    return read


def same(settings: Settings) -> Build:
    """The build, which has to be that of everything read anew."""
    kept, whole = build_dataset(settings), build_dataset(settings, kept=False)
    assert kept.nquads == whole.nquads
    assert (kept.graphs, kept.classes, kept.sources) == (whole.graphs, whole.classes, whole.sources)
    return kept


def cell(folder: Path) -> None:
    edit(folder / "piano-terzo" / "drivers.csv", "Going to school", "Going by bicycle")


def text_alone(folder: Path) -> None:
    edit(folder / "piano-terzo" / "text.md", "# Piano", "# Il piano")


def quoted_text(folder: Path) -> None:
    # Every passage moves, and with it what the second plan says of where its quotes stand.
    edit(folder / "piano-esempio" / "text.md", "# Piano", "# Il piano")


def quoting(folder: Path) -> None:
    edit(folder / "piano-secondo" / "links.csv", "0.8", "0.7")


def register(folder: Path) -> None:
    edit(folder / "actors" / "actors.csv", "Comune di", "Municipio di")


@pytest.mark.parametrize(
    ("change", "read"),
    [
        (cell, ["piano-terzo"]),
        (text_alone, ["piano-terzo"]),
        (quoted_text, ["piano-esempio", "piano-secondo"]),
        (quoting, ["piano-secondo", "piano-esempio"]),
        (register, ["actors"]),
        (lambda folder: shutil.rmtree(folder / "piano-terzo"), []),
        (lambda folder: (folder / "piano-terzo").rename(folder / "piano-quarto"), ["piano-quarto"]),
        (lambda folder: (folder / "piano-terzo" / "README.md").write_text("x"), ["piano-terzo"]),
    ],
)
def test_only_what_changed_is_read(
    several: Settings, reading: list[str], change: Edit, read: list[str]
) -> None:
    build_dataset(several)
    assert reading == []
    change(several.root / "graph")
    same(several)
    assert reading == read
    kept = list((several.build / "parts").glob("*.part"))
    assert len(kept) == len([p for p in (several.root / "graph").iterdir() if p.is_dir()])


def gone_actor(folder: Path) -> None:
    edit(folder / "actors" / "agents.csv", "redazione-trama", "altra-redazione")


def gone_words(folder: Path) -> None:
    edit(folder / "piano-esempio" / "text.md", "Andare a scuola in", "Andare al lavoro in")
    edit(folder / "piano-esempio" / "drivers.csv", "Andare a scuola in", "Andare al lavoro in")
    edit(folder / "piano-esempio" / "links.csv", "p-3: «a scuola» | ", "")


def twice(folder: Path) -> None:
    shutil.copytree(folder / "piano-terzo", folder / "piano-quarto")


def unreadable(folder: Path) -> None:
    edit(folder / "piano-terzo" / "missions.csv", "number,", "numero,")


@pytest.mark.parametrize("change", [gone_actor, gone_words, twice, unreadable])
def test_what_no_longer_fits_is_told_as_by_a_whole_build(several: Settings, change: Edit) -> None:
    change(several.root / "graph")
    told = []
    for kept in (True, False):
        with pytest.raises(SourceProblems) as problems:
            build_dataset(several, kept=kept)
        told.append([str(problem) for problem in problems.value.problems])
    assert told[0] == told[1] != []


@pytest.mark.parametrize("damage", [b"", b"{}\n", b"half"])
def test_what_was_kept_and_is_spoilt_is_read_anew(several: Settings, damage: bytes) -> None:
    for path in (several.build / "parts").glob("*.part"):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2 * 2 - 9] if damage == b"half" else damage)
    same(several)
    same(several)


def test_another_base_is_another_build(several: Settings) -> None:
    other = replace(several, base="https://example.org/")
    assert b"example.org" in same(other).nquads  # type: ignore[operator]
    assert b"example.org" not in same(several).nquads  # type: ignore[operator]


def test_where_nothing_can_be_kept_all_is_read(
    small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, content: bytes) -> None:
        raise OSError("read-only")

    monkeypatch.setattr(parts, "write_atomically", refuse)
    same(small)
    assert not list((small.build / "parts").glob("*"))


@pytest.mark.parametrize("number", range(2 * CHANGES))
def test_builds_one_after_the_other_are_whole_ones(several: Settings, number: int) -> None:
    chance = random.Random(number)
    files = sorted((several.root / "graph").rglob("*.*"))
    for _ in range(4):
        path = chance.choice(files)
        lines = path.read_text("utf-8").split("\n")
        at = chance.randrange(len(lines))
        match chance.randrange(3):
            case 0:
                lines[at] += chance.choice((" ", "x", ",", "1"))
            case 1:
                lines.insert(at, chance.choice(lines))
            case 2:
                lines[at] = lines[at].replace(chance.choice("aeio"), "u", 1)
        before = path.read_text("utf-8")
        path.write_text("\n".join(lines), "utf-8")
        outcomes = [outcome(several, kept=kept) for kept in (False, True)]
        assert outcomes[0] == outcomes[1]
        if isinstance(outcomes[0], list):
            path.write_text(before, "utf-8")


def outcome(settings: Settings, *, kept: bool) -> object:
    """The bytes of a build, or what is wrong with its sources."""
    try:
        return build_dataset(settings, kept=kept).nquads
    except SourceProblems as error:
        return list(map(str, error.problems))
