"""What the first visitor of a release does not wait for: it is made ready in the background."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest
from flask.typing import ResponseReturnValue

from served import write_build
from trama.query.library import read_queries
from trama.settings import Settings
from trama.store import OxigraphStore
from trama.store.release import read_manifest
from trama.web.board import Board
from trama.web.server import warming
from trama.web.server.app import create_app_of
from trama.web.server.warming import PAGES, warm
from trama.web.state import Service, State, load_state


@pytest.fixture
def state(built: Settings, store: OxigraphStore) -> State:
    return State(built, store, read_manifest(built.build), read_queries(built.root / "queries"))


def test_all_that_pages_keep_of_a_release_is_there_before_anybody_asks(state: State) -> None:
    app = create_app_of(Service(state, pool=None, board=Board()))
    warm(app, state).join()
    made = ("network", "weave-it", "weave-en", "map", "dataset", "parts-it", "parts-en")
    assert [name for name in made if name not in state.once] == []


def test_every_page_that_is_made_ready_is_a_page(state: State) -> None:
    client = create_app_of(Service(state, pool=None, board=Board())).test_client()
    assert [page for page in PAGES if client.get(page).status_code != 200] == []


def test_a_page_that_fails_is_logged_and_the_others_are_made_ready(
    state: State, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(warming, "PAGES", ("/nowhere", "/trama.json"))
    app = create_app_of(Service(state, pool=None, board=Board()))
    warm(app, state).join()
    assert "/nowhere?lang=it could not be made ready" in caplog.text
    assert "weave-it" in state.once
    assert "weave-en" in state.once


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no niceness")
def test_the_thread_that_makes_ready_gives_way_to_no_other(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that gave way would keep the interpreter's lock from all while it waits."""
    app = create_app_of(Service(state, pool=None, board=Board()))
    seen: set[int] = set()
    answer = app.dispatch_request

    def note() -> ResponseReturnValue:
        seen.add(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
        return answer()

    monkeypatch.setattr(app, "dispatch_request", note)
    warm(app, state).join()
    assert seen == {os.getpriority(os.PRIO_PROCESS, 0)}


def test_who_waits_for_new_releases_is_told_of_each(root: Path, tmp_path: Path) -> None:
    statement = '<https://e.org/a> <https://e.org/b> "{}" <https://e.org/g> .\n'
    write_build(tmp_path, statement.format(1))
    first = load_state(Settings(root=root, build=tmp_path))
    site = Service(first, pool=None, board=Board(), watched=True)
    told: list[State] = []
    site.opened = told.append
    assert site.state() is first
    assert told == []
    before = os.readlink(tmp_path / "current")
    write_build(tmp_path, statement.format(2))
    assert os.readlink(tmp_path / "current") != before
    assert site.state() is told[0]
    assert told[0] is not first
    assert len(told) == 1
