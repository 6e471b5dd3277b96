"""Running a SPARQL query: what it may not do, and the formats of its answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    serialize,
)

from trama.errors import QueryError
from trama.namespaces import PREFIXES
from trama.rdf.forms import GRAPH_FORMATS, RESULT_FORMATS, Form
from trama.rdf.tokens import is_deeper, service_targets
from trama.rdf.xmlsafe import xml_text
from trama.store import Answer, Store

FORMATS = {form.name: form for form in (*RESULT_FORMATS, *GRAPH_FORMATS)}


XML = ("xml", "rdf")
DEEPEST = 128
"""How deep brackets may stand in brackets: much deeper, and evaluating them overflows the stack."""


class TooDeep(QueryError):
    """A query is nested too deep to be evaluated."""


def run(
    store: Store,
    text: str,
    *,
    values: Mapping[str, NamedNode | Literal] | None = None,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    base: str | None = None,
    services: Collection[str] = (),
) -> Answer:
    """Check a query and evaluate it.

    `values` binds variables of the query and `services` are the IRIs that it may ask; the other
    arguments are those of `Store.query`. Raises QueryError if the query is not SPARQL 1.1 or asks for
    something that is not done here.
    """
    text = bind(text, values or {})
    check_query(text, services)
    return store.query(text, default_graphs=default_graphs, named_graphs=named_graphs, base=base)


def bind(text: str, values: Mapping[str, NamedNode | Literal]) -> str:
    """Return a query with some of its variables bound by a VALUES clause at its end.

    A query that groups must group by these variables too, for the clause is joined after grouping
    (SPARQL 1.1, section 18.2.4.3).
    """
    if not values:
        return text
    names = " ".join(f"?{name}" for name in values)
    terms = " ".join(str(term) for term in values.values())
    return f"{text.rstrip()}\nVALUES ({names}) {{ ({terms}) }}\n"


def check_query(text: str, services: Collection[str] = ()) -> None:
    """Refuse a query that would have this machine ask another (SPARQL 1.1 Federated Query).

    A SERVICE is let through if its IRI, written out in full, is one of `services`. Raises QueryError.
    It looks at tokens, not at the words of comments, strings or names.
    """
    if not text.strip():
        raise QueryError("query.empty")
    if is_deeper(text, DEEPEST):
        raise TooDeep("query.too-deep", most=DEEPEST)
    for target in service_targets(text):
        if not services:
            raise QueryError("query.no-service")
        if target not in services:
            raise QueryError("query.services", services=", ".join(sorted(services)))


def formats_for(answer: Answer) -> tuple[Form, ...]:
    """Return the formats that an answer can be written in, the preferred one first."""
    return GRAPH_FORMATS if isinstance(answer, QueryTriples) else RESULT_FORMATS


def formats_for_form(form: str) -> tuple[Form, ...]:
    """Return the formats for the answer to a query of a form, as `trama.rdf.tokens.query_form` has it."""
    return GRAPH_FORMATS if form in ("CONSTRUCT", "DESCRIBE") else RESULT_FORMATS


def write(answer: Answer, format: Form) -> bytes:
    """Return an answer as bytes; QueryError if that kind of answer has no such format."""
    if format not in formats_for(answer):
        known = ", ".join(other.name for other in formats_for(answer))
        raise QueryError("query.no-form", form=format.name, known=known)
    if isinstance(answer, QuerySolutions | QueryBoolean):
        if isinstance(answer, QueryBoolean) and format.name in ("csv", "tsv"):
            return f"{str(bool(answer)).lower()}\n".encode()
        body = answer.serialize(format=format.engine)  # type: ignore[arg-type]
    else:
        body = serialize(answer, format=format.engine, prefixes=PREFIXES)  # type: ignore[arg-type]
    if body is None:
        raise TypeError("nothing was written")
    return xml_text(body) if format.name in XML else body
