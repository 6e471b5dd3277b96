"""Objectives merged into one or split into several: found by the words that went over, and nothing else is."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from trama.check.comparison import check_plans
from trama.check.edition_links import edition_links
from trama.check.editions import Item, Step, compare_editions, items_of
from trama.check.findings import Side
from trama.check.merges import FOUND, Telling, shared_out
from trama.language.italian import words
from trama.language.similarity import Words
from trama.namespaces import RDF, SKOS, TRAMA, Names
from trama.plans.package import Package, read_package
from trama.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
NAMES = Names()
TEXTS = [item.words.text for item in items_of(read_package(ROOT / "graph/psttm-2025-2027"), NAMES)]
FRESH = (
    "Apertura serale delle biblioteche di quartiere con laboratori di lettura per adolescenti",
    "Censimento degli alberi monumentali e abbattimento delle barriere nei cimiteri storici",
    "Sportello unico per chi assiste anziani non autosufficienti, con ore di sollievo",
    "Recupero delle eccedenze alimentari delle mense e dei mercati rionali coperti",
    "Corsi di italiano per madri straniere negli orari di apertura dei nidi",
    "Manutenzione degli argini minori affidata a volontari della protezione civile",
)
JOINS = ("; {}", ", e {}", ", insieme alla {}", ". {}")
Key = set[tuple[str, str, str]]


def item(code: str, text: str, plan: str = "p", mission: str = "Ambiente") -> Item:
    side = Side(f"urn:{plan}:{code}", code, text, code, text, plan)
    return Item(side, Words(mission), Words(text))


def told(steps: list[Step]) -> Key:
    return {
        (step.kind, step.old.code if step.old else "", step.new.code if step.new else "")
        for step in steps
    }


@dataclass
class Made:
    """Two editions made up of sentences of a real plan, and what became of each objective."""

    drawn: random.Random
    old: list[Item] = field(default_factory=list)
    new: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    """The text of each new objective, with what it has from which old one."""
    dropped: list[str] = field(default_factory=list)

    def before(self, text: str) -> str:
        self.old.append(item(f"V{len(self.old) + 1}", text, "old"))
        return self.old[-1].side.code

    def key_and_items(self) -> tuple[Key, list[Item]]:
        self.drawn.shuffle(self.new)
        items = [item(f"V{n}", text, "new") for n, (text, _) in enumerate(self.new, start=1)]
        key = {("dropped", code, "") for code in self.dropped}
        for made, (_, sources) in zip(items, self.new, strict=True):
            code = made.side.code
            key |= {(kind, old, code) for kind, old in sources} or {("new", "", code)}
        return key, items


def small(text: str) -> str:
    return text[0].lower() + text[1:]


def touched(drawn: random.Random, text: str) -> str:
    """A text with one word in ten left out, as someone who copies it out may do."""
    parts = text.split()
    left_out = drawn.randrange(1, 10)
    return " ".join(part for n, part in enumerate(parts) if n % 10 != left_out)


def halves(text: str) -> tuple[str, str] | None:
    """The two halves of a sentence, if each has words enough to be known by."""
    parts = text.split()
    for place in sorted(range(1, len(parts)), key=lambda n: abs(n - len(parts) // 2)):
        first, second = " ".join(parts[:place]).rstrip(",;("), " ".join(parts[place:])
        if min(len(words(first)), len(words(second))) >= FOUND + 2 and len(parts[place]) > 3:
            return first, second
    return None


def made_up(seed: int) -> tuple[list[Item], list[Item], Key]:
    """Two editions with merges of two and three, splits in two, and everything else between them."""
    drawn = random.Random(seed)
    texts = [text for text in TEXTS if len(words(text)) >= FOUND + 4]
    drawn.shuffle(texts)
    made = Made(drawn)
    for size in (2, 2, 3):
        taken = [texts.pop() for _ in range(size)]
        joined = taken[0]
        for text in taken[1:]:
            joined += drawn.choice(JOINS).format(small(touched(drawn, text)))
        made.new.append((joined, [("merged", made.before(text)) for text in taken]))
    for _ in range(3):
        text = next(text for text in texts if halves(text))
        texts.remove(text)
        first, second = halves(text) or ("", "")
        code = made.before(text)
        made.new.append((first, [("split", code)]))
        made.new.append((f"Prosecuzione: {small(second)}", [("split", code)]))
    for _ in range(6):
        text = texts.pop()
        made.new.append((text, [("continued", made.before(text))]))
    for _ in range(6):
        text = texts.pop()
        made.new.append((text + ", entro il 2030", [("revised", made.before(text))]))
    fresh = drawn.sample(FRESH, 4)
    for _ in range(4):
        # What is dropped leaves a few words behind in an objective of another kind.
        text = texts.pop()
        made.dropped.append(made.before(text))
        left = " ".join(text.split()[:3])
        made.new.append((f"{fresh.pop()}, con {small(left)}", []))
    drawn.shuffle(made.old)
    key, new = made.key_and_items()
    return made.old, new, key


@pytest.mark.parametrize("seed", range(12))
def test_every_planted_merge_and_split_is_found_and_nothing_else_is(seed: int) -> None:
    old, new, key = made_up(seed)
    found = told(compare_editions(old, new))
    assert found - key == set()
    assert key - found == set()
    assert {kind for kind, _, _ in key} == {
        "continued", "revised", "merged", "split", "new", "dropped",
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_a_merge_read_backwards_is_a_split(seed: int) -> None:
    old, new, _ = made_up(seed)

    def pairs(steps: list[Step], kind: str) -> set[tuple[str, str]]:
        return {(s.old.code, s.new.code) for s in steps if s.kind == kind and s.old and s.new}

    there, back = compare_editions(old, new), compare_editions(new, old)
    assert pairs(there, "merged") == {(b, a) for a, b in pairs(back, "split")}
    assert pairs(there, "split") == {(b, a) for a, b in pairs(back, "merged")}


def test_no_two_objectives_of_the_real_plan_are_taken_for_parts_of_a_third() -> None:
    whole = [Telling(text) for text in TEXTS]
    for number, text in enumerate(whole):
        others = whole[:number] + whole[number + 1 :]
        assert shared_out(text, others) == []


A = "Riduzione delle perdite negli acquedotti con la sostituzione delle condotte più vecchie"
B = "Educazione ambientale nelle scuole primarie con visite ai depuratori e agli orti"


def test_the_evidence_is_the_words_of_both_editions() -> None:
    whole = f"{A}; educazione ambientale nelle scuole primarie, con visite ai depuratori"
    first, second = compare_editions(
        [item("A", A, "old"), item("B", B, "old")], [item("C", whole, "new")]
    )
    assert [(s.kind, s.old and s.old.code, s.share) for s in (first, second)] == [
        ("merged", "A", 1.0),
        ("merged", "B", 0.857),
    ]
    assert [(run.old, run.new) for run in second.shared] == [
        (
            "Educazione ambientale nelle scuole primarie con visite ai depuratori",
            "educazione ambientale nelle scuole primarie, con visite ai depuratori",
        )
    ]
    assert [side.code for side in first.merged_with] == ["B"]
    for step in (first, second):
        for run in step.shared:
            assert step.old
            assert run.old in step.old.quote
            assert run.new in whole


NOT_MERGED = {
    "a longer text with three words of a dropped one": f"{A} e corsi di educazione ambientale nelle scuole",
    "less than half of the words of a dropped one": f"{A} e depuratori visitati dalle scuole primarie",
    "the same words in no order": f"{A} fra orti, depuratori, visite, primarie, scuole, ambientale",
    "one objective twice": f"{A}; {A}",
    "two halves lost in a text of its own": (
        "Istituzione di una azienda consortile dei rifiuti con tariffa puntuale, centri di riuso, isole "
        "ecologiche mobili, vigilanza degli scarichi, riduzione delle perdite negli acquedotti"
    ),
}


@pytest.mark.parametrize("case", sorted(NOT_MERGED))
def test_what_is_not_merged_is_not_called_merged(case: str) -> None:
    steps = compare_editions(
        [item("A", A, "old"), item("B", B, "old")], [item("C", NOT_MERGED[case], "new")]
    )
    assert not {step.kind for step in steps} & {"merged", "split"}
    assert ("dropped", "B", "") in told(steps)


def test_a_new_objective_that_repeats_a_part_of_a_revised_one_is_new() -> None:
    new = [item("A", f"{A} entro il 2030", "new"), item("N", "Riduzione delle perdite negli acquedotti con sostituzione", "new")]  # fmt: skip
    assert told(compare_editions([item("A", A, "old")], new)) == {
        ("revised", "A", "A"),
        ("new", "", "N"),
    }


def test_a_code_given_to_another_objective_does_not_hide_a_merge() -> None:
    other = "Educazione alimentare nelle case per anziani con visite ai musei e agli archivi"
    old = [item("A", A, "old"), item("B", B, "old")]
    new = [item("A", f"{A}; {small(B)}", "new"), item("B", other, "new")]
    assert told(compare_editions(old, [new[1]])) >= {("revised", "B", "B")}
    assert told(compare_editions(old, new)) == {
        ("merged", "A", "A"),
        ("merged", "B", "A"),
        ("new", "", "B"),
    }


# Links, forms and checks


def tables(folder: Path, plan: str, objectives: list[tuple[str, str]], replaces: str = "") -> Path:
    folder.mkdir()
    period = ("2023", "2025") if not replaces else ("2026", "2028")
    rows: dict[str, list[list[str]]] = {
        "plan.csv": [
            ["id", "title_it", "kind", "start", "end", "publisher", "replaces"],
            [plan, f"Quadro {period[0]}", "strategic-plan", *period, "citta-metropolitana-milano", replaces],
        ],
        "missions.csv": [["number", "label_it"], ["1", "Ambiente"]],
        "objectives.csv": [
            ["code", "mission", "label_it", "text_it"],
            *([code, "1", " ".join(text.split()[:3]), text] for code, text in objectives),
        ],
    }  # fmt: skip
    for name, table in rows.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(table)
    return folder


@pytest.fixture
def editions(tmp_path: Path) -> tuple[Path, Path]:
    """A split of A, a merge of B and C."""
    long = f"{A}; controllo notturno delle pressioni in ogni quartiere con sensori acustici"
    c = "Cura condivisa degli orti urbani e dei vivai comunali con le associazioni"
    old = [("V-01", long), ("V-02", B), ("V-03", c)]
    new = [
        ("V-01", A),
        ("V-02", "Controllo notturno delle pressioni in ogni quartiere con sensori acustici"),
        ("V-03", f"{B}; {small(c)}"),
    ]
    return (
        tables(tmp_path / "quadro-2023", "quadro-2023", old),
        tables(tmp_path / "quadro-2026", "quadro-2026", new, "quadro-2023"),
    )


def read(folders: tuple[Path, Path]) -> tuple[Package, Package, list[Step]]:
    old, new = read_package(folders[0]), read_package(folders[1])
    return old, new, compare_editions(items_of(old, NAMES), items_of(new, NAMES))


def test_merges_and_splits_land_as_links_that_revise_and_name_their_rule(
    editions: tuple[Path, Path],
) -> None:
    old, new, steps = read(editions)
    assert told(steps) == {
        ("split", "V-01", "V-01"),
        ("split", "V-01", "V-02"),
        ("merged", "V-02", "V-03"),
        ("merged", "V-03", "V-03"),
    }
    quads = list(edition_links(steps, old, new, NAMES))
    links = [q.subject for q in quads if q.predicate == RDF.type and q.object == TRAMA.Link]
    assert len(links) == 4

    def of(subject: object, predicate: NamedNode) -> list[NamedNode]:
        return [q.object for q in quads if q.subject == subject and q.predicate == predicate]  # type: ignore[misc]

    rules = [of(rule, SKOS.notation)[0].value for link in links for rule in of(link, TRAMA.byRule)]
    assert sorted(rules) == ["edition-merges"] * 2 + ["edition-splits"] * 2
    for link in links:
        assert of(link, TRAMA.relation) == [TRAMA.revises]
        assert of(link, TRAMA.target)[0] in of(of(link, TRAMA.source)[0], TRAMA.revises)
        assert 0.6 <= float(of(link, TRAMA.confidence)[0].value) <= 1
        assert len(of(link, TRAMA.evidence)) == 2
        assert all("«" in reason.value for reason in of(link, TRAMA.rationale))


def test_the_command_tells_of_merges_and_splits_in_every_form(
    editions: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from trama.cli import main

    monkeypatch.setenv("TRAMA_ROOT", str(ROOT))

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["trama", "diff", *map(str, editions), *arguments])
        main()
        return capsys.readouterr().out

    text = run()
    assert "DIVISO V-01 → V-02" in text
    assert "(codice cambiato; l'altra parte in V-01; ne viene 1.00)" in text
    assert "UNITO V-02 → V-03" in text
    assert "insieme a V-03; ne passa 1.00" in text
    assert "«Controllo notturno" in text or "«controllo notturno" in text
    assert "unito 2, diviso 2" in text
    assert "MERGED V-02 → V-03" in run("--lang", "en")
    steps = json.loads(run("--format", "json"))
    rows = list(csv.DictReader(run("--format", "csv").splitlines()))
    assert [step["kind"] for step in steps] == [row["kind"] for row in rows]
    (row,) = (row for row in rows if (row["old"], row["new"]) == ("V-01", "V-02"))
    assert (row["kind"], row["split_with"], row["share"]) == ("split", "V-01", "1.0")
    assert row["shared"].startswith("Controllo notturno")
    turtle = run("--format", "ttl")
    assert turtle.count("trama:revises") >= 4
    assert "rule/edition-splits" in turtle


def test_a_reference_to_a_split_objective_is_told_with_all_its_parts(
    editions: tuple[Path, Path], tmp_path: Path, built: Settings
) -> None:
    lower = tables(tmp_path / "dup-prova", "dup-prova", [("SeO-01", "Condotte nuove in centro")])
    table = lower / "objectives.csv"
    head, row = table.read_text(encoding="utf-8").splitlines()
    table.write_text(f"{head},implements\n{row},quadro-2023#V-01\n", encoding="utf-8")
    plan = lower / "plan.csv"
    plan.write_text(plan.read_text(encoding="utf-8").replace("strategic-plan,2023,2025", "dup,2026,2028"), encoding="utf-8")  # fmt: skip
    old, new, _ = read(editions)
    report = check_plans([read_package(lower)], built, upper=new, editions=[old])
    (finding,) = (finding for finding in report.findings if finding.code == "TIM-05")
    assert "quadro-2026#V-01;quadro-2026#V-02" in finding.advice["it"]
    assert ", V-02." in finding.message["it"]
