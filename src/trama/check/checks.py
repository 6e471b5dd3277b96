"""The checks between plans: the SELECT queries in `queries/checks/`, each with what it tells.

A check's header (the lines that begin with `#+`, in TOML) has its stable code, its category and
severity, and its sentences, in which the columns of the query stand in braces:

    #+ code = "COV-02"
    #+ category = "coverage"
    #+ severity = "warning"
    #+ coherence = "esterna verticale"
    #+ title.it = "…"
    #+ sentence.it = "L'obiettivo {lower} non risponde a nessun obiettivo del piano sovraordinato."
    #+ advice.it = "Scrivere in «implements» l'obiettivo a cui risponde."

and the same in `en`. The query's columns are `plan`, the lower plan; `lower` and `upper`, the two sides,
either of which may be missing; and whatever else the sentences need. A column `near`, or `unknown` for a
reference whose nearest is to be found, brings in the sentences of `near`, if there are any, in which
`{near}` and `{nearest}` (as it is written in a table) may stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

from pyoxigraph import Literal, NamedNode, QuerySolutions
from pyoxigraph import Store as Engine

from trama.check.findings import CATEGORIES, SEVERITIES
from trama.errors import SourceError
from trama.query.sparql import check_query
from trama.rdf.header import Words, read_header, words

COHERENCE = (
    "interna",
    "esterna verticale",
    "esterna orizzontale",
    "esterna verticale e orizzontale",
)
_CODE = re.compile(r"[A-Z]{2,8}-[0-9]{2,3}")

Row = Mapping[str, NamedNode | Literal]


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its query, and what it tells of a finding."""

    name: str
    text: str
    code: str
    category: str
    severity: str
    coherence: str
    title: Words
    sentence: Words
    advice: Words
    near: Mapping[str, Words] = field(default_factory=dict)

    def rows(self, engine: Engine) -> list[Row]:
        """Return what the query finds; SourceError, naming the check, if it cannot be run."""
        try:
            answer = engine.query(self.text, use_default_graph_as_union=True)
        except (SyntaxError, ValueError) as error:
            raise SourceError("check.failed", check=self.name, reason=error) from None
        if not isinstance(answer, QuerySolutions):
            raise SourceError("check.not-select", check=self.name)
        names = [variable.value for variable in answer.variables]
        unknown = [name for name in self._fields() if name not in (*names, "near", "nearest")]
        if "plan" not in names or unknown:
            missing = ", ".join(dict.fromkeys(["plan"] * ("plan" not in names) + unknown))
            raise SourceError("check.no-column", check=self.name, column=missing)
        return [
            {name: term for name, term in zip(names, solution, strict=True) if term is not None}
            for solution in answer
        ]

    def _fields(self) -> list[str]:
        texts = [self.sentence, self.advice, *self.near.values()]
        parsed = (Formatter().parse(text[lang]) for text in texts for lang in ("it", "en"))
        return [name for parts in parsed for _, name, _, _ in parts if name]


def read_checks(folder: Path) -> list[Check]:
    """Read every check of a folder, in order of code.

    Raises SourceError, with the file, if a header is wrong or a code stands twice.
    """
    checks: dict[str, Check] = {}
    for path in sorted(folder.glob("*.rq")):
        text, header = read_header(path)
        try:
            check_query(text)
            check = _check(path.stem, text, header)
            if check.code in checks:
                raise ValueError(f"code {check.code} is already that of {checks[check.code].name}")
        except (ValueError, TypeError) as error:
            raise SourceError("file.header", reason=error, path=path) from error
        checks[check.code] = check
    if not checks:
        raise SourceError("check.none", path=folder)
    return [checks[code] for code in sorted(checks)]


def _check(name: str, text: str, header: Mapping[str, object]) -> Check:
    code = str(header.get("code", ""))
    if not _CODE.fullmatch(code):
        raise ValueError(f"code must be like COV-01, not {code!r}")
    near = header.get("near", {})
    if not isinstance(near, dict):
        raise TypeError("near must be a table of sentences")
    check = Check(
        name=name,
        text=text,
        code=code,
        category=_one_of(header, "category", CATEGORIES),
        severity=_one_of(header, "severity", SEVERITIES),
        coherence=_one_of(header, "coherence", COHERENCE),
        title=words(header, "title"),
        sentence=words(header, "sentence"),
        advice=words(header, "advice"),
        near={key: words(near, key) for key in ("sentence", "advice")} if near else {},
    )
    check._fields()
    return check


def _one_of(header: Mapping[str, object], key: str, known: Sequence[str]) -> str:
    value = str(header.get(key, ""))
    if value not in known:
        raise ValueError(f"{key} must be one of {', '.join(known)}, not {value!r}")
    return value
