"""The transcription of the plan is the scan, but for the corrections that are listed, word for word."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from trama.model import Correction
from trama.plans.tables import read_table
from trama.plans.text import Passage, SourceText, read_text

Words = list[str]
Mend = tuple[Words, Words]

# The map's label «San Colombano al Lambro» stands across a column of zone 7; the last entry of the
# list of zones, «8 MILANO», is both the title of the entry and the comune that it holds.
SHARED_LINES = {235, 237, 246}
ZONE_LISTS = [f"p-1-{number}" for number in range(18, 25)]


@dataclass(frozen=True)
class Source:
    """The scan, its transcription and what the one mends of the other."""

    scan: list[str]
    text: SourceText
    mends: dict[str, list[Mend]]

    def read(self, passage: Passage) -> Words:
        """The words of the scan's lines of a passage; a word cut at a line's end is made whole."""
        words: Words = []
        for first, last in passage.scan_lines:
            for line in self.scan[first - 1 : last]:
                following = line.split()
                if following and words and re.search(r"\w-$", words[-1]):
                    words[-1] = words[-1][:-1] + following.pop(0)
                words += following
        return words

    def proves(self, passage: Passage, written: Words, mends: list[Mend] | None = None) -> bool:
        """Whether the scan of a passage, mended in order, is the words written."""
        listed = self.mends[passage.id] if mends is None else mends
        return proven(self.read(passage), written, listed)


def proven(read: Words, written: Words, mends: list[Mend]) -> bool:
    """Whether `read` is `written` but for the mends, all of them used, in their order.

    A place is how many words read, words written and mends are behind; from each, either the next
    words are equal, or the next mend fits.
    """
    goal = (len(read), len(written), len(mends))
    seen = {(0, 0, 0)}
    places = [(0, 0, 0)]
    while places and goal not in seen:
        i, j, k = places.pop()
        onward = []
        if i < len(read) and j < len(written) and read[i] == written[j]:
            onward.append((i + 1, j + 1, k))
        if k < len(mends):
            old, new = mends[k]
            if read[i : i + len(old)] == old and written[j : j + len(new)] == new:
                onward.append((i + len(old), j + len(new), k + 1))
        places += [place for place in onward if place not in seen]
        seen.update(onward)
    return goal in seen


@pytest.fixture(scope="module")
def source(root: Path) -> Source:
    folder = root / "graph" / "psttm-2025-2027"
    mends: dict[str, list[Mend]] = defaultdict(list)
    for row in read_table(folder / "corrections.csv", Correction):
        mends[row.passage].append((row.scan.split(), row.transcription.split()))
    text = read_text(folder / "text.md", shown="text.md")
    scan = (folder / "scan.ocr.txt").read_text(encoding="utf-8").split("\n")
    return Source(scan, text, mends)


def lines_of(passage: Passage) -> set[int]:
    return {line for first, last in passage.scan_lines for line in range(first, last + 1)}


def residues(text: SourceText) -> dict[int, str]:
    """The lines that the text lists at its end as belonging to no passage."""
    listed = re.findall(r"^- riga (\d+): `(.+?)` — ", text.content, re.MULTILINE)
    return {int(line): words for line, words in listed}


def test_every_passage_is_the_scan_but_for_the_corrections_listed(source: Source) -> None:
    unproven = [p.id for p in source.text.passages if not source.proves(p, p.text.split())]
    assert unproven == []


def test_every_correction_belongs_to_a_passage_and_is_needed(source: Source) -> None:
    assert set(source.mends) <= set(source.text.by_id)
    for mark, mends in source.mends.items():
        passage = source.text.by_id[mark]
        for index in range(len(mends)):
            fewer = mends[:index] + mends[index + 1 :]
            assert not source.proves(passage, passage.text.split(), fewer), (mark, mends[index])


def test_no_correction_holds_a_word_that_it_leaves_as_it_is(source: Source) -> None:
    for mark, mends in source.mends.items():
        for old, new in mends:
            assert old or new, mark
            assert not set(old) & set(new), (mark, old, new)


def test_a_word_changed_dropped_or_added_makes_the_proof_fail(source: Source) -> None:
    for passage in source.text.passages:
        words = passage.text.split()
        for index, word in enumerate(words):
            before, after = words[:index], words[index + 1 :]
            assert not source.proves(passage, [*before, word + "x", *after]), (passage.id, word)
            assert not source.proves(passage, [*before, *after]), (passage.id, word)
            assert not source.proves(passage, [*before, word, word, *after]), (passage.id, word)


def test_a_passage_that_names_other_lines_is_not_proven(source: Source) -> None:
    first, second = source.text.by_id["M3-11"], source.text.by_id["M3-13"]
    assert not source.proves(first, second.text.split())


def test_every_line_of_the_scan_is_used_once_or_listed_as_residue(source: Source) -> None:
    used = Counter(line for passage in source.text.passages for line in lines_of(passage))
    used.update(residues(source.text).keys())
    filled = {number for number, line in enumerate(source.scan, 1) if line.strip()}
    assert filled - set(used) == set()
    assert {line for line in filled if used[line] > 1} == SHARED_LINES


def test_residues_are_what_the_scan_has_there(source: Source) -> None:
    listed = residues(source.text)
    assert listed
    assert {line: source.scan[line - 1].strip() for line in listed} == listed


def test_every_passage_names_its_lines_within_the_scan(source: Source) -> None:
    for passage in source.text.passages:
        lines = lines_of(passage)
        assert lines, passage.id
        assert 1 <= min(lines) <= max(lines) <= 1274, passage.id


def test_the_interleaved_columns_hold_the_words_of_the_scan_and_no_others(source: Source) -> None:
    # Their corrections move whole columns; that nothing was lost on the way is shown here.
    lost, gained = Counter[str](), Counter[str]()
    for mark in ZONE_LISTS:
        passage = source.text.by_id[mark]
        read = Counter(word.replace("’", "'") for word in source.read(passage))
        written = Counter(passage.text.replace(",", "").split())
        lost += read - written
        gained += written - read
    assert lost == Counter(["Llambro", "San", "Colomband", "al", "Lambro"])
    assert gained == Counter(["Lambro"])


def test_what_the_scan_lost_stays_marked(source: Source) -> None:
    lost = [p.id for p in source.text.passages if "[illeggibile" in p.text]
    assert lost == [
        "p-3-02",
        "p-3-11",
        "p-3-12",
        "p-3-13",
        "p-3-15",
        "p-3-16",
        "p-3-17",
        "p-3-19",
        "p-3-21",
        "p-3-22",
        "h-4-05",
        "h-4-08",
        "h-4-09",
        "h-4-11",
    ]
    for passage in source.text.passages:
        quoted = re.findall(r"\[illeggibile: «(.+?)»\]", passage.text)
        read = " ".join(source.read(passage))
        assert all(words in read for words in quoted), passage.id
