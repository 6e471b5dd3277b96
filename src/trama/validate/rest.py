"""What cannot be asked of many nodes at once is left to pySHACL, shape by shape."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from pyoxigraph import Quad, RdfFormat, Triple

from ordito import Left
from ordito.vocabulary import SH, TARGETS
from trama.errors import TramaError
from trama.rdf.terms import as_graph
from trama.validate.data import Data


def of_pyshacl(data: Data, shapes: Iterable[Quad], left: Iterable[Left]) -> list[Triple]:
    """Return the report of pySHACL on the shapes that were left out.

    Raises TramaError if it cannot use them either.
    """
    import pyshacl  # it takes long to load, and is seldom needed
    from rdflib import Graph

    kept = {item.shape for item in left}
    targets = {*TARGETS, SH + "target"}
    own = [q for q in shapes if q.predicate.value not in targets or q.subject in kept]
    statements = [Quad(t.subject, t.predicate, t.object) for t in data.triples()]
    try:
        _, found, text = pyshacl.validate(
            as_graph(statements),
            shacl_graph=as_graph(own),
            inference="none",
            do_owl_imports=False,
            advanced=True,
            allow_infos=True,
            allow_warnings=True,
        )
    except Exception as error:  # pySHACL raises many kinds, all meaning that a shape is unusable
        raise TramaError("shapes.unusable", reason=error) from error
    if not isinstance(found, Graph):
        raise TramaError("shapes.unusable", reason=text)
    read = ox.parse(found.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)
    return [Triple(q.subject, q.predicate, q.object) for q in read]
