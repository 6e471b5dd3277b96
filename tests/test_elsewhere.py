"""A dataset that stands elsewhere is read whole or refused, and plans are checked against it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

import trama
from ports import free_port
from trama.errors import StoreError, TramaError
from trama.settings import Settings
from trama.store import elsewhere
from trama.store.elsewhere import open_elsewhere
from trama.store.release import current_of, read_manifest


def content(settings: Settings) -> set[ox.Quad]:
    return set(ox.Store.read_only(str(current_of(settings.build) / "store")))


@pytest.fixture
def made(small: Settings) -> Settings:
    trama.build_dataset(small)
    return small


@pytest.mark.parametrize("at_once", [10, 100_000])
def test_all_that_stands_there_is_read(
    made: Settings, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "_AT_ONCE", at_once)
    version = read_manifest(made.build)["version"]
    for where, told in ((made.build, version), (made.build / "current" / "store", "")):
        found = open_elsewhere(str(where), made)
        assert set(found.quads()) == content(made)
        assert found.version == (told or str(where))


class Cutting:
    """A server that gives no more than so many rows, and does not say so."""

    def query(self, text: str, **_: object) -> ox.QueryTriples:
        found = ox.Store().query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert isinstance(found, ox.QueryTriples)
        return found

    def count(self) -> int:
        return 1


def test_an_answer_that_is_cut_is_refused() -> None:
    cut = elsewhere.Elsewhere(Cutting(), {"urn:g": 7}, "")
    with pytest.raises(StoreError, match="0 of 7 statements of urn:g"):
        list(cut.quads())


def test_where_nothing_of_ours_stands_one_sentence_says_so(
    made: Settings, tmp_path: Path, root: Path
) -> None:
    ox.Store(str(tmp_path / "empty")).flush()
    example = str(root / "examples" / "esempio-dup-unione")
    for where, words in (
        (str(tmp_path / "empty"), "non c’è alcun grafo di questi dati"),
        (str(tmp_path / "nowhere"), "nowhere"),
        (f"http://127.0.0.1:{free_port()}/query", "127.0.0.1"),
        ("http://user:secret@127.0.0.1/", "TRAMA_STORE"),
    ):
        with pytest.raises(TramaError) as told:
            trama.Dataset(made).check(example, store=where)
        assert words in told.value.said("it")
        assert "secret" not in told.value.said("it")
