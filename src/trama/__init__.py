"""Trama: strategic plans as linked data, where every link says why.

    import trama
    plan = trama.open()
    plan.query("objectives-of-driver", driver=4)

`open` gives a `Dataset`: it is asked (`query`, `ask`, `graph`, `queries`, `search`), read thing by
thing (`objective`, `thing`, `explain`), measured (`network`, `weave`), and plans are held against it
(`check`, `suggest`, `validate`). `docs/decisions/0035-a-public-face.md` says what stays the same from
one version to the next.

What is named here is loaded when it is used, so that `import trama` takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from trama.check.findings import CheckReport as CheckReport
    from trama.errors import QueryError as QueryError
    from trama.errors import SourceError as SourceError
    from trama.errors import SourceProblems as SourceProblems
    from trama.errors import StoreError as StoreError
    from trama.errors import TramaError as TramaError
    from trama.face.dataset import Dataset as Dataset
    from trama.face.opening import build_dataset as build_dataset
    from trama.face.opening import open as open  # noqa: A004  # as gzip.open and tarfile.open are called
    from trama.face.rows import IRI as IRI
    from trama.face.rows import Row as Row
    from trama.face.rows import Rows as Rows
    from trama.face.rows import Text as Text
    from trama.face.things import Thing as Thing
    from trama.network.explain import Explanation as Explanation
    from trama.plans.package import Package as Package
    from trama.plans.readers.plan import read_plan as read_plan
    from trama.plans.writers.convert import write_plan as write_plan
    from trama.settings import Settings as Settings
    from trama.settings import load_settings as load_settings
    from trama.validate.shapes import Report as Report

_FACE = {
    "CheckReport": "check.findings",
    "Dataset": "face.dataset",
    "Explanation": "network.explain",
    "IRI": "face.rows",
    "Package": "plans.package",
    "QueryError": "errors",
    "Report": "validate.shapes",
    "Row": "face.rows",
    "Rows": "face.rows",
    "Settings": "settings",
    "SourceError": "errors",
    "SourceProblems": "errors",
    "StoreError": "errors",
    "Text": "face.rows",
    "Thing": "face.things",
    "TramaError": "errors",
    "build_dataset": "face.opening",
    "load_settings": "settings",
    "open": "face.opening",
    "read_plan": "plans.readers.plan",
    "write_plan": "plans.writers.convert",
}
__all__ = [*_FACE, "__version__"]  # names, each of the table above


def __getattr__(name: str) -> Any:
    if name not in _FACE:
        raise AttributeError(f"module 'trama' has no attribute {name!r}")
    found = getattr(import_module(f"trama.{_FACE[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_FACE})
