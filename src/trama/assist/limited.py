"""Queries within the endpoint's limits, in processes that can be killed, with their last answers kept."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from trama.errors import QueryError
from trama.face.dataset import Dataset, prefixes_of
from trama.query import sparql
from trama.query.evaluation import Job, evaluate
from trama.rdf.tokens import query_form
from trama.settings import Settings

ROWS = 20_000
BYTES = 20_000_000
_KEPT = 8


class Limited:
    """Evaluates queries of strangers on one build, and can be closed."""

    def __init__(self, dataset: Dataset, settings: Settings) -> None:
        from trama.workers.pool import Pool

        self._dataset, self._settings = dataset, settings
        self._folder = (settings.build / "store").resolve() if dataset.is_local else None
        remote = bool(settings.store.remote)
        self._pool = Pool(settings.query) if self._folder and not remote else None
        self._answers: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.close()

    def answer(self, text: str) -> dict[str, Any]:
        """Return the answer to a query: `columns` and `rows`, `boolean`, or `statements` as N-Triples.

        Raises QueryError for what is no query, and what the limits of the settings raise; an answer has at most
        ROWS rows.
        """
        text = prefixes_of(text) + text
        with self._lock:
            if text in self._answers:
                self._answers.move_to_end(text)
                return self._answers[text]
        graph = query_form(text) in ("CONSTRUCT", "DESCRIBE")
        content = self._run(text, "nt" if graph else "json")
        made = (
            {"statements": content.decode().splitlines()} if graph else _read(json.loads(content))
        )
        with self._lock:
            self._answers[text] = made
            while len(self._answers) > _KEPT:
                self._answers.popitem(last=False)
        return made

    def _run(self, text: str, form: str) -> bytes:
        options = self._settings.query
        if len(text.encode(errors="replace")) > options.length:
            raise QueryError("assist.long-query", bytes=options.length)
        job = Job(
            text,
            sparql.FORMATS[form].name,
            rows=min(ROWS, options.rows),
            bytes=min(BYTES, options.bytes),
        )
        parts: list[bytes] = []
        if self._pool and self._folder:
            parts += [piece for piece, _ in self._pool.run(self._folder, job)]
        else:
            evaluate(self._dataset.store, job, lambda piece, last: parts.append(piece))
        return b"".join(parts)


def _read(found: dict[str, Any]) -> dict[str, Any]:
    """Return the SPARQL JSON results as columns and rows of plain values."""
    if "boolean" in found:
        return {"boolean": found["boolean"]}
    columns: Sequence[str] = found["head"]["vars"]
    rows = [
        {name: _plain(row[name]) for name in columns if name in row}
        for row in found["results"]["bindings"]
    ]
    return {"columns": list(columns), "rows": rows}


def _plain(term: dict[str, str]) -> Any:
    if "xml:lang" in term:
        return {"text": term["value"], "lang": term["xml:lang"]}
    return term["value"]
