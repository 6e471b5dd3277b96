"""The source text reader: passages, positions, and what it refuses."""

from pathlib import Path

import pytest

from trama.errors import SourceError
from trama.plans.text import SourceText, read_text

TEXT = """<!-- a comment may speak of {#nothing} -->
# Heading of the transcriber

## Chapter {#h-1} <!-- ocr line 3 -->

- *[figura: carta]* Città à la carte {#p-1} <!-- ocr lines 5-7, 9 -->
1. First, *not* a mark {#p-2}
"""


@pytest.fixture
def text(tmp_path: Path) -> SourceText:
    return write(tmp_path, TEXT)


def write(folder: Path, content: str | bytes) -> SourceText:
    path = folder / "text.md"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_text(path, shown="text.md")


def test_passages_are_the_words_alone(text: SourceText) -> None:
    assert [(p.id, p.text) for p in text.passages] == [
        ("h-1", "Chapter"),
        ("p-1", "Città à la carte"),
        ("p-2", "1. First, *not* a mark"),
    ]


def test_positions_count_code_points(text: SourceText) -> None:
    for passage in text.passages:
        assert TEXT[passage.start : passage.end] == passage.text


def test_scan_lines_are_read(text: SourceText) -> None:
    assert text.by_id["h-1"].scan_lines == ((3, 3),)
    assert text.by_id["p-1"].scan_lines == ((5, 7), (9, 9))
    assert text.by_id["p-2"].scan_lines == ()


def test_quote_finds_its_place(text: SourceText) -> None:
    start, end = text.quote("p-1", "à la")
    assert TEXT[start:end] == "à la"
    before, after = text.context(start, end)
    assert before.endswith("Città ")
    assert after.startswith(" carte")


def test_quote_of_other_words_fails(text: SourceText) -> None:
    with pytest.raises(ValueError, match="not found"):
        text.quote("p-1", "First")
    with pytest.raises(KeyError):
        text.quote("p-9", "First")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("One {#a}\nTwo {#a}\n", r"text\.md:2: the mark stands twice: 'a'"),
        ("One {#a} and more {#b}\n", r"text\.md:1: the mark does not end a passage: '\{#b\}'"),
        ("One\n\n{#b c} two\n", r"text\.md:3: the mark does not end a passage: '\{#b c\} two'"),
        ("Nothing marked\n", r"text\.md: the text has no passage marked"),
        ("", r"text\.md: the text has no passage marked"),
        ("Uno {#a}\ncitt\xe0 {#b}\n".encode("latin-1"), r"text\.md:2: the file is not in UTF-8"),
    ],
)
def test_bad_text_is_refused_with_its_line(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(SourceError, match=message):
        write(tmp_path, content)


def test_missing_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_text(tmp_path / "none.md", shown="none.md")
