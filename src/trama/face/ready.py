"""The ready queries as functions with their parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any

from trama.errors import QueryError
from trama.face.rows import Rows
from trama.language.nearest import nearest
from trama.query.library import Query

if TYPE_CHECKING:
    from trama.face.dataset import Dataset

_TYPES = {"string": str, "integer": int, "iri": str}


class ReadyQueries:
    """Every ready query by its name, with `_` for `-`; help and completion know their parameters."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def __getattr__(self, name: str) -> Callable[..., Rows]:
        known = self._dataset.ready
        key = name.replace("_", "-")
        if name.startswith("__") or key not in known:
            raise AttributeError(f"there is no ready query {key!r}{nearest(key, known)}")
        return _function(self._dataset, known[key])

    def __getitem__(self, name: str) -> Callable[..., Rows]:
        if name not in self._dataset.ready:
            raise QueryError(
                "command.no-query", source=name, near=nearest(name, self._dataset.ready)
            )
        return _function(self._dataset, self._dataset.ready[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._dataset.ready)

    def __dir__(self) -> list[str]:
        return [name.replace("-", "_") for name in self._dataset.ready]


def _function(dataset: Dataset, query: Query) -> Callable[..., Rows]:
    def ask(**given: Any) -> Rows:
        return dataset.query(query.name, **given)

    ask.__name__ = query.name.replace("-", "_")
    told = [query.title["en"], query.description["en"]]
    told += [f"{one.name}: {one.label['en']}" for one in query.parameters]
    ask.__doc__ = "\n\n".join(told)
    ask.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter(
                one.name, Parameter.KEYWORD_ONLY, default=one.default, annotation=_TYPES[one.type]
            )
            for one in query.parameters
        ],
        return_annotation=Rows,
    )
    return ask
