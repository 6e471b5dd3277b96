"""What an assistant can ask of a dataset, as plain values: every answer carries IRIs, and links carry quotes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from trama.assist.limited import Limited
from trama.assist.paging import page_of
from trama.errors import QueryError, TramaError
from trama.face.dataset import Dataset
from trama.language.nearest import nearest
from trama.network.explain import read_about
from trama.network.telling import told, told_reason
from trama.publish import dataset as published
from trama.publish.place import Ask
from trama.publish.prepared import find_place
from trama.query.library import Query
from trama.settings import Settings
from trama.store.release import read_manifest
from trama.store.select import select
from trama.submission.asked import TOLD, UNREAD, CheckJob, Outcome, Upload
from trama.submission.worker import encode, limits, outcome_of
from trama.workers.pool import Pool

_PASSAGE = """
SELECT ?passage ?mark ?exact WHERE {
  ?passage a trama:Passage ; skos:notation ?mark ; oa:hasSelector/oa:exact ?exact .
} ORDER BY ?mark ?passage"""


class Tools:
    """The questions that a dataset answers; closing ends the processes that evaluate queries."""

    def __init__(self, dataset: Dataset, settings: Settings) -> None:
        self.dataset, self.settings = dataset, settings
        self.limited = Limited(dataset, settings)
        self._checks = Pool(limits(settings.check), module="trama.submission.worker", once=True)
        self._published: published.Dataset | None = None

    def close(self) -> None:
        """End the processes."""
        self.limited.close()
        self._checks.close()

    def search(
        self, words: str, lang: str = "it", kind: str = "", offset: int = 0, limit: int = 10
    ) -> dict[str, Any]:
        """Return a page of the things that hold the words or speak of the same, the best first.

        What led to a thing without the words is told in `led_by`; `any_word` says that nothing has them all. `kind`
        is the local name of a class, such as StrategicObjective. Raises QueryError if there are no words.
        """
        found = self.dataset.search(words, lang, limit=limit, offset=offset, kind=kind)
        items = [
            {
                "iri": hit.iri,
                "kind": hit.kind.rpartition("#")[2],
                "code": hit.code,
                "title": "".join(part.text for part in hit.title),
                "passage": "".join(part.text for part in hit.passage),
                "led_by": list(hit.led),
            }
            for hit in found.hits
        ]
        page = page_of(items, 0, limit) | {"total": found.total, "offset": offset}
        page.pop("next", None)
        if offset + len(page["items"]) < found.total and page["items"]:
            page["next"] = offset + len(page["items"])
        kinds = {kind.rpartition("#")[2]: count for kind, count in found.kinds}
        return page | {"any_word": found.loose, "kinds": kinds}

    def describe(
        self, name: str, lang: str = "it", offset: int = 0, limit: int = 10
    ) -> dict[str, Any]:
        """Return a thing, what the plan says of it, and a page of its links with reasons and quotes."""
        thing = self.dataset.thing(name)
        links = read_about(self.dataset.store, thing.iri)
        return {
            "iri": thing.iri,
            "kind": thing.kind,
            "code": thing.code,
            "label": thing.label(lang),
            "text": thing.text(lang),
            "mission": thing.mission,
            "links": page_of([told_reason(link) for link in links], offset, limit),
        }

    def explain(self, source: str, target: str) -> dict[str, Any]:
        """Return why two things are linked, or that nothing joins them within a few steps."""
        return told(self.dataset.explain(source, target))

    def query(self, sparql: str, offset: int = 0, limit: int = 100) -> dict[str, Any]:
        """Return a page of the answer to a SPARQL query that only reads, within the endpoint's limits."""
        found = self.limited.answer(sparql)
        if "boolean" in found:
            return found
        if "statements" in found:
            return page_of(found["statements"], offset, limit)
        return {"columns": found["columns"], **page_of(found["rows"], offset, limit)}

    def ready(self, lang: str = "it") -> dict[str, Any]:
        """Return the ready queries: name, what each answers, and its parameters."""
        return {"queries": [_told_query(query, lang) for query in self.dataset.ready.values()]}

    def run(
        self, name: str, parameters: Mapping[str, str], offset: int = 0, limit: int = 100
    ) -> dict[str, Any]:
        """Return a page of a ready query's answer, and the SPARQL that was asked."""
        known = self.dataset.ready
        if name not in known:
            raise QueryError("command.no-query", source=name, near=nearest(name, known))
        given = {key: str(value) for key, value in parameters.items()}
        text = known[name].filled_in(self.settings.names, given)
        return {"query": name, "sparql": text, **self.query(text, offset, limit)}

    def ask(
        self, question: str, lang: str = "it", offset: int = 0, limit: int = 100
    ) -> dict[str, Any]:
        """Return a page of the answer to a question in Italian, with the ready query that it was taken for.

        If it is not understood, `understood` is false, and there are a `reason` and the ready queries `near` it.
        """
        found = self.dataset.understand(question)
        if not found.query:
            return {
                "understood": False,
                "reason": found.reason.said(lang) if found.reason else "",
                "near": [
                    {
                        "name": near.query,
                        "title": self.dataset.ready[near.query].title[lang],
                        "parameters": dict(near.parameters),
                    }
                    for near in found.near
                ],
            }
        return {
            "understood": True,
            "title": self.dataset.ready[found.query].title[lang],
            "parameters": dict(found.parameters),
            "things": [thing.told for thing in found.things],
            **self.run(found.query, found.parameters, offset, limit),
        }

    def asked_of(
        self, place: str, lang: str = "it", offset: int = 0, limit: int = 20
    ) -> dict[str, Any]:
        """Return what the plan asks of a comune, a zone or a union: its words, and the objectives with reasons."""
        data = self._data()
        found = find_place(data, place)
        label = data.directory.name
        return {
            "iri": found.iri,
            "name": found.name,
            "code": found.code,
            "zones": [{"iri": iri, "label": label(iri).label(lang)} for iri in found.zones],
            "unions": [{"iri": iri, "label": label(iri).label(lang)} for iri in found.unions],
            "words": [{"passage": w.passage, "exact": w.exact} for w in found.words],
            "objectives": page_of([_told_ask(ask, lang) for ask in found.asks], offset, limit),
        }

    def check(
        self, name: str, content: bytes, lang: str = "it", offset: int = 0, limit: int = 30
    ) -> dict[str, Any]:
        """Check a plan that is handed over as a file, in a process of its own, and return a page of findings.

        Raises QueryError with the places if the plan cannot be read. Nothing of it is kept.
        """
        found = self._checked(name, content, lang)
        kept = ("totals", "upper", "lower", "notes", "limits", "versions")
        return {
            **{key: found[key] for key in kept},
            "covered": found["coverage"]["city"]["covered"],
            "not_covered": found["coverage"]["city"]["missing"],
            "findings": page_of(found["findings"], offset, limit),
        }

    def passages(self) -> dict[str, dict[str, str]]:
        """Return the passages of the plan's text by their mark: IRI and words."""
        return {
            row["mark"].value: {"iri": row["passage"].value, "exact": row["exact"].value}
            for row in select(self.dataset.store, _PASSAGE)
        }

    def _data(self) -> published.Dataset:
        if self._published is None:
            manifest = read_manifest(self.settings.build)
            self._published = published.open_dataset(self.settings, self.dataset.store, manifest)
        return self._published

    def _checked(self, name: str, content: bytes, lang: str) -> dict[str, Any]:
        settings = self.settings
        most = settings.check.size
        if len(content) > most:
            raise TramaError("file.too-large", bytes=most)
        job = CheckJob(
            str(settings.root),
            str(settings.build),
            settings.base,
            most,
            want=TOLD,
            lang=lang,
            files=(Upload(name, content),),
            reading=UNREAD,
        )
        steps = outcome_of(self._checks.ask(encode(job, settings.check.memory), tries=2))
        try:
            while True:
                next(steps)
        except StopIteration as end:
            outcome: Outcome = end.value
        found: dict[str, Any] = json.loads(outcome.body)
        if outcome.status != 200:
            places = [" ".join(str(part) for part in row if part) for row in found["problems"][:20]]
            raise QueryError("assist.unread", name=name, problems="; ".join(places))
        return found


def _told_query(query: Query, lang: str) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title[lang],
        "description": query.description[lang],
        "parameters": [
            {"name": p.name, "label": p.label[lang], "type": p.type, "default": p.default}
            for p in query.parameters
        ],
    }


def _told_ask(ask: Ask, lang: str) -> dict[str, Any]:
    objective = ask.objective
    return {
        "iri": objective.iri,
        "code": objective.code,
        "label": objective.label,
        "text": objective.text,
        "through": list(ask.through),
        "links": [
            {
                "iri": link.iri,
                "relation": link.relation,
                "basis": link.basis,
                "confidence": float(link.confidence),
                "rationale": link.rationale.get(lang, ""),
                "quotes": [{"passage": q.iri, "exact": q.exact} for q in link.evidence],
            }
            for link in ask.links
        ],
    }
