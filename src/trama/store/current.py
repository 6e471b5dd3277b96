"""The current build as it is to be asked: in its own store, or in the server that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trama.errors import StoreError
from trama.settings import Settings
from trama.store import Store, open_store
from trama.store.oxigraph import check_sums
from trama.store.release import current_of, read_manifest

if TYPE_CHECKING:
    from trama.store.remote import RemoteStore


def open_current(settings: Settings) -> Store:
    """Return the store of the current build.

    Raises StoreError if nothing is built, or the server that `store.remote` names cannot be asked or
    holds other statements than the build.
    """
    return (
        open_remote(settings)
        if settings.store.remote
        else open_store(current_of(settings.build) / "store")
    )


def open_remote(settings: Settings) -> RemoteStore:
    """Return the server that `store.remote` names, once it is known to hold the current build.

    Raises StoreError as `open_current` does.
    """
    # What speaks HTTP is long to load, and few runs ask another server.
    from trama.store.remote import RemoteStore

    graphs: dict[str, int] = read_manifest(settings.build)["graphs"]
    store = RemoteStore(settings.store.remote, graphs, seconds=settings.query.time)
    check_sums(store)
    for graph, found in store.counts().items():
        if found != graphs[graph]:
            raise StoreError(
                "store.other-build",
                remote=settings.store.remote,
                found=found,
                graph=graph,
                count=graphs[graph],
                dataset=settings.build / "dataset.nq",
            )
    return store
