"""What is offered of a dataset to who writes or asks: of a few plans all things, of many those of no plan below another."""

from __future__ import annotations

from trama.namespaces import KIND
from trama.store import Store
from trama.store.select import select

MOST = 20_000
"""How many things are held and offered at most; of more, those of plans below a strategic one are left out."""
_COUNT = """
SELECT (COUNT(*) AS ?n) WHERE {
  VALUES ?type { trama:StrategicObjective trama:Programme trama:Theme trama:Place trama:Instrument trama:Actor
    trama:Plan trama:Municipality trama:Passage }
  ?thing a ?type
}"""
_FEWER = f"""
  FILTER NOT EXISTS {{
    ?thing trama:inPlan ?of . FILTER NOT EXISTS {{ ?of trama:planKind {KIND["plan-kind/strategic-plan"]} }} }}"""


def bounds(store: Store) -> str:
    """Return what keeps a query about `?thing` to what is offered; empty if that is all."""
    return _FEWER if sum(int(row["n"].value) for row in select(store, _COUNT)) > MOST else ""
