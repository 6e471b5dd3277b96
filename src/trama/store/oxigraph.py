"""The embedded engine: Oxigraph, on disk or in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat
from pyoxigraph import Store as Engine

from ordito import EngineError, check_engine
from trama.errors import QueryError, StoreError
from trama.language.matching import functions
from trama.rdf.tokens import calls, keywords
from trama.store.base import Answer, Store


class OxigraphStore:
    """A dataset in Oxigraph, read only."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> Answer:
        """Evaluate a query; see `trama.store.base.Store`."""
        chosen = bool(default_graphs or named_graphs)
        # The engine lets the union override FROM, so a query with a dataset of its own must not ask it.
        union = not chosen and "FROM" not in keywords(text)
        try:
            return self._engine.query(
                text,
                base_iri=base,
                use_default_graph_as_union=union,
                default_graph=[NamedNode(iri) for iri in default_graphs] if chosen else None,
                named_graphs=[NamedNode(iri) for iri in named_graphs] if chosen else None,
                # Handing them over takes the engine as long as a small query does.
                custom_functions=_functions() if calls(text) else None,
            )
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise QueryError(str(error)) from None
        except OSError as error:
            raise StoreError("store.unreadable", reason=error) from error

    def count(self) -> int:
        """Return how many statements the dataset holds."""
        return len(self._engine)


@cache
def _functions() -> dict[NamedNode, Callable[..., Any]]:
    """The functions of ours that a query may call, made once a process."""
    return functions()


def create_store(folder: Path, nquads: Path) -> None:
    """Create a store on disk from an N-Quads file, which must be valid."""
    engine = Engine(str(folder))
    engine.bulk_load(path=str(nquads), format=RdfFormat.N_QUADS)
    engine.optimize()
    engine.flush()


def open_store(folder: Path) -> OxigraphStore:
    """Open a store on disk for reading; StoreError if it is missing or broken."""
    _check_own()
    if not folder.is_dir():
        raise StoreError("store.none", folder=folder)
    try:
        # The real path, so that a later build that moves the link does not mix two releases.
        return OxigraphStore(Engine.read_only(str(folder.resolve())))
    except (OSError, RuntimeError) as error:
        raise StoreError("store.unopened", folder=folder, reason=error) from error


def check_sums(store: Store) -> None:
    """Ask an engine for sums whose answers are known; StoreError if it is wrong about one.

    Oxigraph before 0.5.12 made 16 of `20 - 3 + 1`, and hundreds of false results of it.
    """
    try:
        check_engine(store.query)  # type: ignore[arg-type]
    except EngineError as error:
        raise StoreError(
            "store.sums", sum=error.sum, given=error.given, right=error.right
        ) from None


@cache
def _check_own() -> None:
    """Check the embedded engine, once a process."""
    check_sums(OxigraphStore(Engine()))


def memory_store(nquads: bytes) -> OxigraphStore:
    """Return a store in memory with the statements of an N-Quads text."""
    engine = Engine()
    engine.bulk_load(nquads, format=RdfFormat.N_QUADS)
    return OxigraphStore(engine)
