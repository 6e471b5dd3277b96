"""What the pages share: the settings, and the release that is being served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app

from trama.library import Query
from trama.settings import Settings
from trama.store import Store


@dataclass(frozen=True, slots=True)
class State:
    """One release being served: its store, its manifest and the ready queries."""

    settings: Settings
    store: Store
    manifest: Mapping[str, Any]
    queries: Mapping[str, Query]


def current() -> State:
    """Return the state of the application that serves the request at hand."""
    return cast(State, current_app.extensions["trama"])
