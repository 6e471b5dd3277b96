"""The dataset kept and asked, a file an engine: statements go in, answers to SPARQL come out."""

from trama.store.base import Answer, Store
from trama.store.oxigraph import OxigraphStore, create_store, memory_store, open_store
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
