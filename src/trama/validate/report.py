"""A validation report as people and programs want it: text, JSON, HTML, JUnit or RDF."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape

from trama.office.junit import Case, junit_suite
from trama.rdf.forms import steady_turtle
from trama.validate.shapes import SEVERITIES, Report, Result

_NAMES = {
    "violation": {"it": "Violazione", "en": "Violation"},
    "warning": {"it": "Avviso", "en": "Warning"},
    "info": {"it": "Nota", "en": "Info"},
}
_STYLE = """
body{font:1rem/1.5 "Titillium Web",system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem;border-bottom:1px solid #5b6f82}
code{overflow-wrap:anywhere}
"""


def write_report(report: Report, format: str, *, lang: str = "it") -> str:
    """Return a report in one of FORMATS; the words of text and HTML are in `lang` (it or en)."""
    return FORMATS[format](report, lang)


def summary(report: Report) -> str:
    """Return one line that says how many results of each severity there are."""
    counts = ", ".join(f"{report.count(name)} {name}" for name in reversed(SEVERITIES))
    return f"{report.statements} statements, {report.shapes} shapes: {counts}"


def _short(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2] or iri


def _text(report: Report, lang: str) -> str:
    lines = []
    for result in report.results:
        name = _NAMES[result.severity][lang].upper()
        lines.append(f"{name} {_short(result.shape)}: {result.message(lang)}")
        lines.append(f"    {result.focus}" + (f" «{result.label}»" if result.label else ""))
        detail = [
            f"{key} {value}"
            for key, value in (("path", _short(result.path)), ("value", result.value))
            if value
        ]
        if detail:
            lines.append("    " + ", ".join(detail))
    return "\n".join([*lines, *_left(report, lang), summary(report), ""])


_LEFT = {
    "it": "{shape}: guardata da pySHACL, un nodo alla volta ({reason})",
    "en": "{shape}: looked at by pySHACL, a node at a time ({reason})",
}
_WHOLE = {
    "it": "{shape}: guardata di nuovo su tutto ({reason})",
    "en": "{shape}: looked at again on everything ({reason})",
}


def _left(report: Report, lang: str) -> list[str]:
    """What was not asked of all nodes at once, and what the shapes say that nothing heeds."""
    told = [_LEFT[lang].format(shape=_short(s), reason=reason) for s, reason in report.left]
    whole = report.again.whole if report.again else ()
    told += [_WHOLE[lang].format(shape=_short(w.shape.value), reason=w.reason) for w in whole]
    return [*told, *report.notes]


def _json(report: Report, lang: str) -> str:
    results = [
        {
            "severity": result.severity,
            "focus": result.focus,
            "label": result.label,
            "shape": result.shape,
            "path": result.path or None,
            "value": result.value or None,
            "messages": result.messages,
        }
        for result in report.results
    ]
    counts = {name: report.count(name) for name in SEVERITIES}
    document = {
        "conforms": not report.count("violation"),
        "counts": counts,
        "results": results,
        "left_to_pyshacl": [{"shape": s, "reason": reason} for s, reason in report.left],
        "notes": list(report.notes),
    }
    if report.again:
        whole = [{"shape": w.shape.value, "reason": w.reason} for w in report.again.whole]
        document["again"] = {"nodes": report.again.nodes, "whole": whole}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _ttl(report: Report, lang: str) -> str:
    return steady_turtle(report.document).decode()


def _html(report: Report, lang: str) -> str:
    title = {"it": "Rapporto di validazione", "en": "Validation report"}[lang]
    heads = {
        "it": ("Gravità", "Che cosa correggere", "Elemento", "Regola"),
        "en": ("Severity", "What to mend", "Focus node", "Shape"),
    }[lang]
    rows = "".join(_html_row(result, lang) for result in report.results)
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{title}</h1><p>{escape(summary(report))}</p>{table}</main></body></html>\n"
    )


def _html_row(result: Result, lang: str) -> str:
    focus = f"{escape(result.label)} <code>{escape(result.focus)}</code>"
    value = f" <code>{escape(result.value)}</code>" if result.value else ""
    return (
        f"<tr><td>{_NAMES[result.severity][lang]}</td>"
        f"<td>{escape(result.message(lang))}{value}</td>"
        f"<td>{focus}</td><td><code>{escape(_short(result.shape))}</code></td></tr>"
    )


def _junit(report: Report, lang: str) -> str:
    """One test case a result, as CI servers read them; one passing case when there is nothing."""
    cases = [
        Case(
            result.focus, _short(result.shape), result.severity, result.message(lang), result.value
        )
        for result in report.results
    ]
    return junit_suite("trama validate", cases or [Case("conforms", "trama")])


FORMATS: dict[str, Callable[[Report, str], str]] = {
    "text": _text,
    "json": _json,
    "ttl": _ttl,
    "html": _html,
    "junit": _junit,
}
