"""What names can be resolved to while plans are read: comuni, actors, instruments, plans and their objectives.

A form may name a thing by code or by name. The names are those of the registers and plans that whoever reads has at
hand, and those that the form itself holds; `knowing` sets them for the readings done within it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache

from trama.model import (
    Actor,
    Indicator,
    Instrument,
    Municipality,
    MunicipalUnion,
    Plan,
    StrategicObjective,
    Zone,
)
from trama.plans.package import Package


@dataclass(frozen=True, slots=True)
class Known:
    """Codes by kind of thing, each with the names that it goes by."""

    names: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[str, tuple[str, ...]]:
        """Return the codes of a kind with their names."""
        return self.names.get(kind, {})


_NOTHING = Known()
_KNOWN: ContextVar[Callable[[], Known]] = ContextVar("known")


def known() -> Known:
    """Return what is known in this reading; nothing outside `knowing`."""
    load = _KNOWN.get(None)
    return load() if load else _NOTHING


@contextmanager
def knowing(packages: Callable[[], Sequence[Package]]) -> Iterator[None]:
    """Let names be resolved, in plans that are read within, to what these packages hold.

    They are asked for when the first name is to be resolved, and once.
    """
    token = _KNOWN.set(cache(lambda: known_of(packages())))
    try:
        yield
    finally:
        _KNOWN.reset(token)


def known_of(packages: Sequence[Package]) -> Known:
    """Gather the codes and names of packages: registers, and plans with their objectives and indicators."""
    names: dict[str, dict[str, tuple[str, ...]]] = {}

    def put(kind: str, code: str, *called: str) -> None:
        names.setdefault(kind, {})[code] = tuple(filter(None, called))

    for package in packages:
        for row in package.elements():
            match row:
                case Municipality():
                    put("comune", row.istat, row.label_it)
                    put("place", f"comune/{row.istat}", row.label_it)
                case Zone():
                    put("place", f"zone/{row.number}", f"Zona {row.label_it}", row.label_it)
                case MunicipalUnion():
                    put("place", f"union/{row.id}", row.label_it)
                case Actor():
                    put("actor", row.id, row.label_it, row.label_en, row.acronym)
                case Instrument():
                    put("instrument", row.id, row.label_it, row.label_en, row.acronym)
                case Plan():
                    if type(row) is Plan:
                        put("plan", row.id, row.title_it, row.title_en, row.id.partition("-")[0])
                case StrategicObjective():
                    code = f"{package.plan}#{row.code}"
                    put("objective", code, row.label_it, row.label_en, row.text_it)
                case Indicator():
                    put("indicator", f"{package.plan}#{row.id}", row.label_it, row.label_en)
    return Known(names)
