"""SHACL by the set: shapes become SPARQL queries over all their focus nodes, run where the data are."""

from ordito.again import revalidate
from ordito.ask import Ask, Row, check_engine
from ordito.errors import EngineError, OrditoError, ShapesError, Unsupported
from ordito.graph import Graph
from ordito.kept import keep, take_up
from ordito.results import Again, Left, Report, Result
from ordito.validation import validate
from ordito.written import Written, census

__all__ = [
    "Again",
    "Ask",
    "EngineError",
    "Graph",
    "Left",
    "OrditoError",
    "Report",
    "Result",
    "Row",
    "ShapesError",
    "Unsupported",
    "Written",
    "census",
    "check_engine",
    "keep",
    "revalidate",
    "take_up",
    "validate",
]
