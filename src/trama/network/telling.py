"""Links and their reasons as plain values, for JSON and for programs that are not ours."""

from __future__ import annotations

from typing import Any

from trama.network.explain import Explanation, Reason


def told(found: Explanation) -> dict[str, Any]:
    """Return an explanation as plain JSON values: both ends, and the steps, each with its links."""
    return {
        "source": found.source.iri,
        "target": found.target.iri,
        "steps": [[told_reason(reason) for reason in step] for step in found.steps],
    }


def told_reason(reason: Reason) -> dict[str, Any]:
    """Return one link with its reason: ends, relation, basis, confidence, rationale, quotes, what it rests on."""
    link = reason.link
    return {
        "link": link.iri,
        "source": {"iri": link.source, "labels": dict(reason.source.labels)},
        "relation": link.relation,
        "target": {"iri": link.target, "labels": dict(reason.target.labels)},
        "basis": link.basis,
        "confidence": float(link.confidence),
        "rationale": dict(link.rationale),
        "evidence": [{"mark": q.mark, "exact": q.exact, "iri": q.iri} for q in link.evidence],
        "rules": list(link.rules),
        "restsOn": [told_reason(rest) for rest in reason.rests_on],
    }
