"""Contrasts: texts read for which way they pull, pairs heard, and the figures told of them."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import ModuleType

import pytest

from benches import bench
from trama.language.contrast import Contrasts
from trama.language.directions import KINDS, reader
from trama.language.italian import stem
from trama.language.leanings import Leanings, read_leanings
from trama.language.themes import read_themes
from trama.language.towns import read_towns
from trama.suggest.suggester import Suggester


@pytest.fixture(scope="module")
def contrasts() -> ModuleType:
    return bench("contrasts")


@pytest.fixture(scope="module")
def learner(contrasts: ModuleType) -> ModuleType:
    return bench("wording")


@pytest.fixture(scope="module")
def suggester(contrasts: ModuleType) -> Suggester:
    made: Suggester = contrasts.suggester()
    return made


def pull(text: str, theme: str) -> set[int]:
    return {one.sign for one in reader().read(text) if one.theme == theme and one.sign}


@pytest.mark.parametrize(
    ("text", "theme", "sign"),
    [
        ("Rimuovere la pista ciclabile", "bici", -1),
        ("Non rimuovere la pista ciclabile", "bici", 1),
        ("Rinviare la rimozione della pista ciclabile", "bici", 1),
        ("Parcheggi al posto della pista ciclabile", "bici", -1),
        ("Togliere la sosta per far posto alla pista ciclabile", "bici", 1),
        ("Eliminare le interruzioni della ciclovia", "bici", 1),
        ("Polo logistico su dieci ettari di terreno agricolo", "suolo", -1),
        ("Vietare nuovi capannoni sui terreni agricoli", "suolo", 1),
        ("Asfaltare i prati a nord", "suolo", -1),
        ("Riusare i capannoni invece di occupare nuovo suolo", "suolo", 1),
        ("Abbattere le piante malate", "alberi", 1),
        ("Abbattere i platani del viale", "alberi", -1),
        ("Gestire i rifiuti in proprio", "rifiuti", -1),
        ("Eliminare le barriere architettoniche", "pedoni", 1),
        ("Ridurre la prevenzione degli infortuni", "infortuni", -1),
        ("Ridurre gli infortuni sul lavoro", "infortuni", 1),
    ],
)
def test_a_text_pulls_towards_a_theme_or_against_it(text: str, theme: str, sign: int) -> None:
    assert pull(text, theme) == {sign}


def test_what_no_theme_knows_is_heard_by_the_words_that_two_texts_share() -> None:
    upper = Contrasts(
        ["Sostegno al teatro dialettale e alle corali", "Riduzione del rumore notturno nei locali"]
    )
    assert [one.place for one in upper.against("Chiudere il teatro dialettale")] == [0]
    assert [
        one.place for one in upper.against("Revocare i limiti al rumore notturno nei locali")
    ] == [1]
    assert upper.against("Ridurre il rumore notturno") == []


def test_a_planner_can_mend_the_tables() -> None:
    assert {direction.kind for direction in reader().directions} <= set(KINDS)
    for direction in reader().directions:
        assert direction.label["it"]
        assert direction.label["en"]
    head = "theme,label_it,label_en,words,more,less,kept,unified,opened\n"
    with pytest.raises(ValueError, match="stand twice"):
        read_themes(head + "a,a,a,,x,,,,\na,a,a,,y,,,,\n")
    with pytest.raises(ValueError, match="has no column"):
        read_themes("theme,label_it,label_en,words\na,a,a,b\n")


def test_pairs_are_many_of_each_kind_over_all_missions(contrasts: ModuleType) -> None:
    for part in (*contrasts.PARTS, *contrasts.APART):
        found = contrasts.pairs(part)
        for kind in dict.fromkeys(pair.kind for pair in found):
            of_kind = [pair for pair in found if pair.kind == kind]
            assert len(of_kind) >= 60, (part, kind)
            assert {pair.upper[1] for pair in of_kind} == set("123456"), (part, kind)
    texts = [
        pair.text for part in (*contrasts.PARTS, *contrasts.APART) for pair in contrasts.pairs(part)
    ]
    assert len(set(texts)) == len(texts)


def test_the_figures_in_the_docs_are_those_of_hands_left_out(
    root: Path, contrasts: ModuleType, learner: ModuleType
) -> None:
    text = (root / "docs" / "contrasts.md").read_text(encoding="utf-8")
    told = {
        name: cells.strip("| ").split(" | ")
        for name, cells in re.findall(r"(?m)^\| `(hand-\d+)` ((?:\| (?:\d\.\d{3}|–) )+)\|$", text)
    }
    assert set(learner.IN_TESTS) <= told.keys() <= set(learner.HANDS)
    for part, figures in learner.measured(learner.IN_TESTS).items():
        assert told[part] == [contrasts.shown(value) for value in figures.values()]


def test_the_figures_of_what_ships_are_those_of_hands_that_nothing_was_learnt_from(
    root: Path, contrasts: ModuleType, suggester: Suggester
) -> None:
    there = {path.parent.name for path in (root / "tests" / "pairs").glob("hand-*/contrasts.csv")}
    assert there == {part for part in contrasts.PARTS if part.startswith("hand-")} | set(
        contrasts.APART
    )
    text = (root / "docs" / "contrasts.md").read_text(encoding="utf-8")
    for hand in contrasts.APART:
        figures = contrasts.heard(suggester, hand) | contrasts.suggested(suggester, hand)
        assert contrasts.row(f"{hand}, what ships", figures) in text
        # What was asked for of a hand that nobody had seen; who loses it ought to notice.
        assert figures["contrasts"] >= 0.6
        assert figures["compatible"] <= 0.05
        assert figures["unrelated"] <= 0.02
        # None was asked for: three of sixty are what there is of one hand.
        assert figures["offered"] <= 0.05
        assert figures["recall"] >= 0.8
        assert figures["mrr"] >= 0.75
        assert figures["probable"] <= 0.15


def test_the_weights_and_words_are_those_that_the_pairs_teach(
    root: Path, contrasts: ModuleType, learner: ModuleType
) -> None:
    every = (*contrasts.PARTS, learner.BUILT)
    kept = (root / "src" / "trama" / "language" / "wording_it.csv").read_text(encoding="utf-8")
    shipped = {name: float(weight) for name, weight in list(csv.reader(kept.splitlines()))[1:]}
    learnt, leaning = learner.learn(every)
    # Another machine's arithmetic may differ in the last digit, and so in which weights are too small to keep.
    names = shipped.keys() | learnt.keys()
    far = [n for n in names if abs(shipped.get(n, 0) - learnt.get(n, 0)) > 0.021]
    assert all(n not in shipped or n not in learnt for n in far)
    assert len(far) < len(names) / 1000
    kept = (root / "src" / "trama" / "language" / "leanings_it.csv").read_text(encoding="utf-8")
    leans = read_leanings(kept)
    again = read_leanings(learner.table_of(leaning, "objective", "words"))
    assert leans.keys() == again.keys()
    apart = 0
    for objective, words_of in again.items():
        both = leans[objective].keys() & words_of.keys()
        assert all(abs(leans[objective][one] - words_of[one]) < 0.021 for one in both)
        apart += len(leans[objective].keys() ^ words_of.keys())
    assert apart < sum(map(len, again.values())) / 1000
    words = (root / "src" / "trama" / "language" / "towns_it.csv").read_text(encoding="utf-8")
    assert words == learner.table_of(learner.heard(every), *learner.TOWNS)


def test_a_contrast_that_only_the_wording_tells_says_which_words_weigh(
    suggester: Suggester,
) -> None:
    text = "Uscire da ICLEI e dalla rete dell'Agenda 2030; quote associative azzerate."
    found = [one for _, one in suggester.against(text) if one.lower.by]
    worded = [one for one in found if one.lower.by and one.lower.by.id == "wording"]
    assert worded
    for one in worded:
        assert one.lower.by
        assert one.lower.passage in text
        assert re.search("pesano di più le parole «[^»]+».*", one.lower.by.label["it"])
        assert re.search("the words «[^»]+».* weigh most", one.lower.by.label["en"])
        assert one.label


def test_a_planner_can_mend_the_words_of_towns() -> None:
    known = read_towns("objective,words\np/objective/A,fibra ottica 2;antenne 1\n")
    assert dict(known["p/objective/A"]) == {stem("fibra"): 2, stem("ottica"): 2, stem("antenne"): 1}
    things = read_towns("objective,words,things\np/objective/A,fibra 2,banda larga 1.5\n")
    assert things["p/objective/A"] == {stem("fibra"): 2, "@banda larga": 1.5}
    with pytest.raises(ValueError, match="invalid literal"):
        read_towns("objective,words\np/objective/A,fibra\n")


def test_a_word_leans_against_one_objective_and_says_nothing_of_another() -> None:
    known = read_leanings("objective,words\np/objective/A,gasolio 0.8;pompa -0.4\n")
    leans = Leanings([known["p/objective/A"], {}])
    assert leans.of("Caldaie a gasolio")[0] > 0 > leans.of("Una pompa di calore")[0]
    assert leans.of("Scuolabus") == {}
    assert 1 not in leans.of("Caldaie a gasolio")
    with pytest.raises(ValueError, match="could not convert"):
        read_leanings("objective,words\np/objective/A,gasolio\n")


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Togliere l'amianto dalle scuole", "for"),
        ("Togliere le telecamere dai cortili", "against"),
        ("I corsi per gli idraulici sono sospesi", "against"),
        ("Non finanziare più le borse lavoro", "against"),
        ("Non vendere più le case popolari", "for"),
        ("Accompagnare chi rinuncia all'automobile", "for"),
        ("Entro la fine del mandato dodici colonnine", "for"),
        ("Nuova sala nei locali oggi dati alle associazioni", "unsure"),
        ("Sostituire le lezioni sul clima con un torneo", "against"),
        ("Tornare alle istanze in copie cartacee", "against"),
        ("Ciclabile di via Dante: lavori rinviati", "against"),
        ("Palestre: barriere abbattute", "for"),
        ("No a nuove antenne in paese", "against"),
        ("No a nuovi capannoni sui prati", "for"),
    ],
)
def test_a_text_takes_away_leaves_or_only_sounds_so(text: str, stance: str) -> None:
    assert reader().stance(text).kind == stance


def test_what_only_sounds_like_removal_is_weighed_and_not_suggested(suggester: Suggester) -> None:
    text = "Nuova sala nei locali oggi dati al volontariato, con sedi per le associazioni"
    assert suggester.rank(text) == ()
    assert {one.sure for one in suggester.judged(text)[1]} == {"to-weigh"}
