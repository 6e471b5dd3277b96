"""Serving a build that another server answers for."""

from __future__ import annotations

from trama.query.library import read_queries
from trama.settings import Settings
from trama.store.current import open_remote
from trama.store.release import read_manifest
from trama.web.state import State


def remote_state(settings: Settings) -> State:
    """Return the state of the current build, asked in the server that `store.remote` names.

    It has no folder, so no worker of this machine evaluates its queries: the other server does, by
    its own limits. Raises StoreError if that server does not hold the build.
    """
    return State(
        settings,
        open_remote(settings),
        read_manifest(settings.build),
        read_queries(settings.root / "queries"),
    )
