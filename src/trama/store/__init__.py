"""The dataset kept and asked, a file an engine: statements go in, answers to SPARQL come out."""

from typing import TYPE_CHECKING, Any

from trama.store.base import Answer, Store
from trama.store.oxigraph import OxigraphStore, create_store, memory_store, open_store

if TYPE_CHECKING:
    from trama.store.remote import RemoteStore

__all__ = [
    "Answer",
    "OxigraphStore",
    "RemoteStore",
    "Store",
    "create_store",
    "memory_store",
    "open_store",
]


def __getattr__(name: str) -> Any:
    # What speaks HTTP is long to load, and few runs ask another server.
    if name == "RemoteStore":
        from trama.store.remote import RemoteStore

        return RemoteStore
    raise AttributeError(name)
