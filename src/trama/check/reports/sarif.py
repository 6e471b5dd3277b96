"""The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from trama.check.findings import CheckReport, CheckRun, Finding, Side
from trama.check.reports.words import CATEGORY, place, said

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {"violation": "error", "warning": "warning", "info": "note"}


def to_sarif(report: CheckReport, lang: str = "it") -> str:
    """Return a SARIF log of one run; each finding keeps its fingerprint from run to run."""
    rules: dict[str, CheckRun] = {check.code: check for check in report.checks}
    for one in report.findings:
        bare = CheckRun(one.code, one.check, one.category, one.severity, {})
        rules.setdefault(one.code, bare)
    index = {code: place for place, code in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "Trama",
                "semanticVersion": str(report.versions.get("trama", "0.0.0")),
                "informationUri": "https://w3id.org/trama/",
                "rules": [_rule(check, lang) for check in rules.values()],
            }
        },
        # Checks are rules whether they found anything or not: the run was a whole one.
        "invocations": [{"executionSuccessful": True} | _notifications(report, lang)],
        "language": {"it": "it-IT", "en": "en-GB"}[lang],
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index[finding.code], lang) for finding in report.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _notifications(report: CheckReport, lang: str) -> dict[str, Any]:
    """How the plans' files were read, as notifications of the tool."""
    told = [
        {
            "level": "note",
            "descriptor": {"id": note.key},
            "message": {"text": said(note.message, lang)},
        }
        for note in report.notes
    ]
    return {"toolExecutionNotifications": told} if told else {}


def _rule(check: CheckRun, lang: str) -> dict[str, Any]:
    title = said(check.title, lang) or check.check
    return {
        "id": check.code,
        "name": "".join(part.capitalize() for part in check.check.split("-")),
        "shortDescription": {"text": f"{CATEGORY[check.category][lang]}: {title}"},
        "defaultConfiguration": {"level": _LEVEL[check.severity]},
        "properties": {"category": check.category},
    }


def _result(finding: Finding, rule: int, lang: str) -> dict[str, Any]:
    message = f"{said(finding.message, lang)} {said(finding.advice, lang)}".strip()
    sides = [side for side in (finding.lower, finding.upper) if side]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": message or finding.code},
        "locations": [_location(side) for side in sides[:1]],
        "partialFingerprints": {"trama/v1": _fingerprint(finding)},
        "properties": {"plan": finding.plan, "detail": dict(finding.detail)},
    }
    if len(sides) > 1:
        result["relatedLocations"] = [
            {"id": 1, "message": {"text": f"{place(sides[1])} «{sides[1].quote}»"}}
            | _location(sides[1])
        ]
    return result


def _location(side: Side) -> dict[str, Any]:
    """A thing of a plan is a logical place: which file it was written in, a report does not know."""
    logical = {"name": side.code or side.label or side.iri, "kind": "resource"}
    if side.iri:
        logical["fullyQualifiedName"] = side.iri
    location: dict[str, Any] = {"logicalLocations": [logical]}
    if side.quote:
        location["properties"] = {"quote": side.quote, "mark": side.mark, "plan": side.plan}
    return location


def _fingerprint(finding: Finding) -> str:
    """What makes a finding the same in the next run: its check and both things, not its words."""
    sides = (finding.lower.iri if finding.lower else "", finding.upper.iri if finding.upper else "")
    parts = (finding.code, finding.plan, *sides, *sorted(map(str, finding.detail.values())))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
