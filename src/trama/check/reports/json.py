"""The report as JSON: everything it holds, in both languages."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from trama.check.findings import SEVERITIES, CheckReport

VERSION = 1


def as_json(report: CheckReport) -> dict[str, Any]:
    """Return the report as plain JSON values. `format` tells which form of them this is."""
    values = asdict(report)
    values["findings"] = [
        one
        | {
            "message": dict(one["message"]),
            "advice": dict(one["advice"]),
            "office": dict(one["office"]),
        }
        for one in values["findings"]
    ]
    values["notes"] = [one | {"message": dict(one["message"])} for one in values["notes"]]
    totals = {severity: report.count(severity) for severity in SEVERITIES}
    city = report.coverage.city
    return {
        "format": VERSION,
        "totals": totals | {"covered": len(city.covered), "objectives": city.total},
        **values,
    }


def to_json(report: CheckReport, lang: str = "it") -> str:
    """Return the report as JSON text; it holds both languages whatever `lang` says."""
    return json.dumps(as_json(report), ensure_ascii=False, indent=2, default=dict) + "\n"
