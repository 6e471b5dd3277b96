"""Datatypes: what literals are well-formed, as a SPARQL expression and in Python.

Ill-formed literals do not have their datatype (https://www.w3.org/TR/shacl/#DatatypeConstraintComponent).
"""

from __future__ import annotations

import re
from datetime import date

from pyoxigraph import Literal

from ordito.vocabulary import RDF, XSD

_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
DERIVED = frozenset(XSD + name for name in _INTEGERS if name != "integer")
"""The datatypes that engines may keep as xsd:integer."""

_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
_MONTH, _DAY = r"(0[1-9]|1[0-2])", r"(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_FORMS = {
    "boolean": r"(true|false|0|1)",
    "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "double": r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)",
    "float": r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN)",
    "date": f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}",
    "dateTimeStamp": f"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}(Z|[+-][0-9:]+)",
    "time": f"{_CLOCK}{_ZONE}",
    "gYear": f"{_YEAR}{_ZONE}",
    "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonth": f"--{_MONTH}{_ZONE}",
    "gMonthDay": f"--{_MONTH}-{_DAY}{_ZONE}",
    "gDay": f"---{_DAY}{_ZONE}",
    "duration": r"-?P([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?",
    "yearMonthDuration": r"-?P([0-9]+Y)?([0-9]+M)?",
    "dayTimeDuration": r"-?P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?",
    "hexBinary": r"([0-9a-fA-F]{2})*",
    "language": r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*",
}
_CALENDAR = ("date", "dateTime", "dateTimeStamp")


def is_datatype(iri: str, var: str, *, strict: bool = False) -> str:
    """Return an expression that is true where a variable is a well-formed literal of a datatype.

    With `strict`, the store is known to have kept the datatypes of these literals.
    """
    if iri == RDF + "langString":
        return f'(isLiteral({var}) && LANG({var}) != "")'
    name = iri.removeprefix(XSD)
    if name in _INTEGERS:
        low, high = _INTEGERS[name]
        # Engines that keep numbers keep those of all these types as one.
        kept = f"<{iri}>" if name == "integer" or strict else f"<{iri}>, <{XSD}integer>"
        parts = [f"DATATYPE({var}) IN ({kept})", f"isNumeric({var})"]
        parts += [f"{var} >= {low}"] if low is not None else []
        parts += [f"{var} <= {high}"] if high is not None else []
        return f"(isLiteral({var}) && COALESCE({' && '.join(parts)}, false))"
    parts = [f"DATATYPE({var}) = <{iri}>"]
    if name in ("decimal", "double", "float"):
        parts.append(f"isNumeric({var})")
    elif name in _FORMS and iri.startswith(XSD):
        parts.append(f"REGEX(STR({var}), {Literal(f'^({_FORMS[name]})$')})")
        if name in _CALENDAR:
            parts.append(_days_of_month(var))
    return f"(isLiteral({var}) && COALESCE({' && '.join(parts)}, false))"


def _days_of_month(var: str) -> str:
    """That the day is one that its month has, without a cast, which engines do each their way."""
    day = f'REPLACE(STR({var}), "^-?[0-9]+-([0-9]{{2}}-[0-9]{{2}}).*$", "$1")'
    year = f'<{XSD}integer>(REPLACE(STR({var}), "^-?([0-9]+)-.*$", "$1"))'
    leap = f"({year} / 4 = FLOOR({year} / 4) && ({year} / 100 != FLOOR({year} / 100) || {year} / 400 = FLOOR({year} / 400)))"
    return (
        f'({day} NOT IN ("02-30", "02-31", "04-31", "06-31", "09-31", "11-31")'
        f' && ({day} != "02-29" || {leap}))'
    )


def well_formed(literal: Literal) -> bool:
    """Say whether a literal, as it was written, is one that its datatype has."""
    iri = literal.datatype.value
    if not iri.startswith(XSD):
        return True
    name, text = iri.removeprefix(XSD), literal.value
    if name in _INTEGERS:
        low, high = _INTEGERS[name]
        if not re.fullmatch(r"[+-]?[0-9]+", text):
            return False
        return (low is None or int(text) >= low) and (high is None or int(text) <= high)
    if name in _FORMS and not re.fullmatch(_FORMS[name], text):
        return False
    if name in _CALENDAR:
        return _is_day(text)
    return not (name.lower().endswith("duration") and text.endswith(("P", "T")))


def _is_day(text: str) -> bool:
    found = re.match(r"-?0*(\d+)-(\d\d)-(\d\d)", text)
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups())
    try:
        # The calendar repeats after 400 years, and Python's ends with the year 9999.
        date(2000 + year % 400, month, day)
    except ValueError:
        return False
    return True


__all__ = ["DERIVED", "is_datatype", "well_formed"]
