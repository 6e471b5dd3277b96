"""What a cell of a plan's table may hold, and the RDF term it becomes.

Each kind of cell is a small value with three duties: `read` the text of a cell (raising `ValueError`
with a reason a planner understands), `terms` for its RDF, and `csvw` for the column's description
(CSV on the Web: https://www.w3.org/TR/tabular-metadata/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode

from trama.errors import UnfitError
from trama.messages import Message
from trama.model.dup import MISSIONS, PROGRAMMES, SCHEME, mission_code, programme_code
from trama.namespaces import KIND, TRAMA, XSD, Names, digest

Term = NamedNode | Literal

SEPARATOR = ";"
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-._][A-Za-z0-9]+)*")
_DATE = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_DATE_TYPES = (XSD.gYear, XSD.gYearMonth, XSD.date)
_MARK = re.compile(r"(?:(?P<plan>[a-z0-9-]+)#)?(?P<mark>[A-Za-z0-9][A-Za-z0-9.-]*)")
_OBJECTIVE = re.compile(rf"(?:{_SLUG.pattern}#)?{_CODE.pattern}")
_YES, _NO = ("sì", "si", "yes", "true", "1"), ("no", "false", "0")


class Cell(Protocol):
    """One kind of cell."""

    def read(self, raw: str) -> Any:
        """Return the value of a cell that is not empty."""
        ...

    def terms(self, value: Any, names: Names, plan: str) -> Iterator[Term]:
        """Yield the RDF terms of a value, in the plan named `plan`."""
        ...

    def csvw(self) -> dict[str, Any]:
        """Return the CSVW properties of a column of such cells."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Words, in a language or none."""

    lang: str | None = None

    def read(self, raw: str) -> str:
        return raw

    def terms(self, value: str, names: Names, plan: str) -> Iterator[Term]:
        yield Literal(value, language=self.lang) if self.lang else Literal(value)

    def csvw(self) -> dict[str, Any]:
        return {"datatype": "string"} | ({"lang": self.lang} if self.lang else {})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A string of a given form, such as an ISTAT code; `form` names it among the messages."""

    pattern: str
    form: str

    def read(self, raw: str) -> str:
        if not re.fullmatch(self.pattern, raw):
            raise UnfitError("cell.form", form=Message(f"form.{self.form}"))
        return raw

    def terms(self, value: str, names: Names, plan: str) -> Iterator[Term]:
        yield Literal(value)

    def csvw(self) -> dict[str, Any]:
        return {"datatype": {"base": "string", "format": self.pattern}}


CODE = Pattern(_CODE.pattern, "code")
SLUG = Pattern(_SLUG.pattern, "identifier")
ISTAT = Pattern(r"[0-9]{6}", "istat")
CADASTRAL = Pattern(r"[A-Z][0-9]{3}", "cadastral")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` up."""

    least: int = 0

    def read(self, raw: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", raw) or int(raw) < self.least:
            raise UnfitError("cell.whole", least=self.least)
        return int(raw)

    def terms(self, value: int, names: Names, plan: str) -> Iterator[Term]:
        yield Literal(str(value), datatype=XSD.integer)

    def csvw(self) -> dict[str, Any]:
        return {"datatype": {"base": "integer", "minimum": self.least}}


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number with a dot, within bounds if there are any."""

    least: Decimal | None = None
    most: Decimal | None = None

    def read(self, raw: str) -> Decimal:
        try:
            value = Decimal(raw)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or len(raw) > 40:
            raise UnfitError("cell.decimal")
        if self.least is not None and value < self.least:
            raise UnfitError("cell.less", least=self.least)
        if self.most is not None and value > self.most:
            raise UnfitError("cell.more", most=self.most)
        return value

    def terms(self, value: Decimal, names: Names, plan: str) -> Iterator[Term]:
        yield Literal(f"{value:f}", datatype=XSD.decimal)

    def csvw(self) -> dict[str, Any]:
        bounds = {"minimum": self.least, "maximum": self.most}
        named = {name: str(bound) for name, bound in bounds.items() if bound is not None}
        return {"datatype": {"base": "decimal"} | named}


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month or a year as ISO 8601 writes them: as precise as the source is."""

    day: bool = False

    def read(self, raw: str) -> str:
        if self.day and raw.count("-") != 2:
            raise UnfitError("cell.day")
        if not _DATE.fullmatch(raw) or not _exists(raw):
            raise UnfitError("cell.date")
        return raw

    def terms(self, value: str, names: Names, plan: str) -> Iterator[Term]:
        yield Literal(value, datatype=_DATE_TYPES[value.count("-")])

    def csvw(self) -> dict[str, Any]:
        return {"datatype": {"base": "string", "format": _DATE.pattern}}


def _exists(day: str) -> bool:
    year, month, number = (*day.split("-"), "01", "01")[:3]
    try:
        date(int(year), int(month), int(number))
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a closed list, kept as it is or turned into a concept of the vocabulary."""

    words: tuple[str, ...]
    concepts: bool = False

    def read(self, raw: str) -> str:
        if raw not in self.words:
            raise UnfitError("cell.choice", words=", ".join(self.words))
        return raw

    def terms(self, value: str, names: Names, plan: str) -> Iterator[Term]:
        yield TRAMA[value.capitalize()] if self.concepts else Literal(value)

    def csvw(self) -> dict[str, Any]:
        return {"datatype": {"base": "string", "format": "|".join(self.words)}}


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of one of the vocabulary's own schemes, by its slug."""

    scheme: str

    def read(self, raw: str) -> str:
        return SLUG.read(raw)

    def terms(self, value: str, names: Names, plan: str) -> Iterator[Term]:
        yield KIND[f"{self.scheme}/{value}"]

    def csvw(self) -> dict[str, Any]:
        return SLUG.csvw()


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes or a no, in Italian or English."""

    def read(self, raw: str) -> bool:
        if raw.lower() not in (*_YES, *_NO):
            raise UnfitError("cell.flag")
        return raw.lower() in _YES

    def terms(self, value: bool, names: Names, plan: str) -> Iterator[Term]:
        yield Literal(str(value).lower(), datatype=XSD.boolean)

    def csvw(self) -> dict[str, Any]:
        return {"datatype": {"base": "string", "format": "|".join((*_YES, *_NO))}}


@dataclass(frozen=True, slots=True)
class BudgetCode:
    """A mission or, with `programme`, a programme of D.Lgs. 118/2011, by its code."""

    programme: bool = False

    @property
    def codes(self) -> dict[str, tuple[str, str]]:
        """The codes that there are, with their names."""
        return PROGRAMMES if self.programme else MISSIONS

    def read(self, raw: str) -> str:
        code = programme_code(raw) if self.programme else mission_code(raw)
        if code not in self.codes:
            raise UnfitError("cell.programme" if self.programme else "cell.mission")
        return code

    def terms(self, value: str, names: Names, plan: str) -> Iterator[Term]:
        yield KIND[f"{SCHEME}/{value}"]

    def csvw(self) -> dict[str, Any]:
        return {"datatype": {"base": "string", "format": "|".join(self.codes)}}


@dataclass(frozen=True, slots=True)
class Iri:
    """The web address that names something elsewhere."""

    def read(self, raw: str) -> str:
        if not re.fullmatch(r'https?://[^\s<>"{}|\\^`]+', raw):
            raise UnfitError("cell.web")
        return raw

    def terms(self, value: str, names: Names, plan: str) -> Iterator[Term]:
        yield NamedNode(value)

    def csvw(self) -> dict[str, Any]:
        return {"datatype": "anyURI"}


@dataclass(frozen=True, slots=True)
class Reference:
    """The identifier of another thing, or several; `template` makes its local name.

    In the template `{plan}` stands for the plan at hand and `{value}` for the cell.
    """

    kind: str
    template: str
    many: bool = False

    def read(self, raw: str) -> tuple[str, ...]:
        values = tuple(part.strip() for part in raw.split(SEPARATOR)) if self.many else (raw,)
        for value in values:
            if not re.fullmatch(r"[\w./-]+", value, re.ASCII):
                raise UnfitError("cell.identifier")
        return values

    def local(self, value: str, plan: str) -> str:
        """Return the local name of the thing that `value` refers to."""
        return self.template.format(plan=plan, value=value)

    def terms(self, value: tuple[str, ...], names: Names, plan: str) -> Iterator[Term]:
        for part in value:
            yield names.thing(self.local(part, plan))

    def csvw(self) -> dict[str, Any]:
        return {"datatype": "string"} | ({"separator": SEPARATOR} if self.many else {})


class _Listed:
    """Things of one kind in a list, each the plan's own, `M2-15`, or another's, `other-plan#M2-15`."""

    __slots__ = ()
    kind: str

    def local(self, value: str, plan: str) -> str:
        """Return the local name of the thing that `value` names."""
        owner, _, code = value.rpartition("#")
        return f"{owner or plan}/{self.kind}/{code}"

    def terms(self, value: tuple[str, ...], names: Names, plan: str) -> Iterator[Term]:
        for part in value:
            yield names.thing(self.local(part, plan))

    def csvw(self) -> dict[str, Any]:
        return {"datatype": "string", "separator": SEPARATOR}


@dataclass(frozen=True, slots=True)
class Passages(_Listed):
    """Passages of the plan's text by their marks; `other-plan#mark` for another plan's."""

    kind = "passage"

    def read(self, raw: str) -> tuple[str, ...]:
        values = tuple(part.strip() for part in raw.split(SEPARATOR))
        for value in values:
            if not _MARK.fullmatch(value):
                raise UnfitError("cell.passages")
        return values


@dataclass(frozen=True, slots=True)
class Objectives(_Listed):
    """Objectives of other plans, such as `psttm-2025-2027#M2-15`, or of the plan at hand, `M2-15`.

    Another `kind` of coded element, such as an indicator, is named in the same way.
    """

    kind: str = "objective"

    def read(self, raw: str) -> tuple[str, ...]:
        values = tuple(dict.fromkeys(part.strip() for part in raw.split(SEPARATOR)))
        for value in values:
            if not _OBJECTIVE.fullmatch(value):
                raise UnfitError("cell.references", kind=Message(f"kind.{self.kind}"))
        return values


@dataclass(frozen=True, slots=True)
class Quote:
    """Words quoted from a passage, which `mark` names as `M2-15` or `other-plan#M2-15`."""

    mark: str
    exact: str

    @property
    def plan(self) -> str:
        """The plan whose passage it is; empty for the plan at hand."""
        return self.mark.rpartition("#")[0]

    @property
    def passage(self) -> str:
        """The mark of the passage within its plan."""
        return self.mark.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Quotes that bear out a link: `p-4-06: «Rete Verde» | M2-15: «Rete Verde Metropolitana»`."""

    def read(self, raw: str) -> tuple[Quote, ...]:
        return tuple(self._quote(part) for part in raw.split(" | "))

    def _quote(self, part: str) -> Quote:
        mark, colon, rest = part.partition(":")
        exact = rest.strip()
        if not (colon and _MARK.fullmatch(mark.strip())):
            raise UnfitError("cell.quotes")
        if not (exact.startswith("«") and exact.endswith("»") and len(exact) > 2):
            raise UnfitError("cell.unquoted")
        return Quote(mark.strip(), exact[1:-1])

    def terms(self, value: tuple[Quote, ...], names: Names, plan: str) -> Iterator[Term]:
        for quote in value:
            yield names.thing(self.local(quote, plan))

    def local(self, quote: Quote, plan: str) -> str:
        """Return the local name of the passage that holds just the quoted words."""
        passage = Passages().local(quote.mark, plan)
        return f"{passage}/quote/{digest(quote.exact, 10)}"

    def csvw(self) -> dict[str, Any]:
        return {"datatype": "string", "separator": " | "}
