"""The notebooks are run, and say what stands in them."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from trama.settings import Settings


def told(cell: nbformat.NotebookNode) -> list[str]:
    """What a cell prints and gives, as text."""
    outputs = cell.get("outputs", [])
    assert not [output for output in outputs if output.output_type == "error"]
    return [out.text if out.output_type == "stream" else out.data["text/plain"] for out in outputs]


@pytest.mark.integration
def test_each_notebook_gives_what_stands_in_it(
    root: Path, built: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = {
        path.stem: nbformat.read(path, 4)
        for path in sorted((root / "docs/notebooks").glob("*.ipynb"))
    }
    assert len(books) == 4
    # One kernel runs them all, each with its names forgotten: to start one is most of the work.
    cells = []
    for book in books.values():
        cells += [nbformat.v4.new_code_cell("%reset -f"), *(cell.copy() for cell in book.cells)]
    whole = nbformat.v4.new_notebook(cells=cells)
    monkeypatch.setenv("TRAMA_ROOT", str(root))
    monkeypatch.setenv("TRAMA_BUILD", str(built.build))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    os.symlink(root / "examples", tmp_path / "examples")
    client = NotebookClient(whole, timeout=300, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    expected = [told(cell) for book in books.values() for cell in book.cells]
    assert [told(cell) for cell in whole.cells if cell.source != "%reset -f"] == expected
    assert (tmp_path / "drivers.pdf").read_bytes().startswith(b"%PDF")


def test_a_notebook_begins_with_an_answer_in_three_lines(root: Path) -> None:
    book = nbformat.read(root / "docs" / "notebooks" / "questions.ipynb", 4)
    first = next(cell for cell in book.cells if cell.cell_type == "code")
    assert len(first.source.splitlines()) == 3
    assert told(first)[0].startswith("<5 rows")
