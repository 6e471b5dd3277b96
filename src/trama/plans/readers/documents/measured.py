"""The one value that the name of an indicator ends with."""

from __future__ import annotations

import re

_SINGLE = re.compile(
    r"(?P<name>[^\W\d_][^:=]{3,110}?)\s*[:=]\s*(?P<value>(?:almeno\s+|[≥≤<>]\s*|(?:€|n\.|nr\.)\s*)?\d[\d.,]*(?:\s*(?:%|€|[^\W\d_]{1,12}[²³.]?(?:/[^\W\d_]{1,10})?))?)"
)
_ENDING = re.compile(
    r"(.{4,}?),\s+(%|€|n\.?|nr\.?|numero|gg\.?|giorni|ore|minuti|mesi|anni|km|m|ml|mq|m²|m2|mc|m³|euro|EUR|€/anno|t|t/anno|kWh|kWp|kW|MWh|MW|GWh|ha|ettari|litri|l|kg|tonnellate|punti|unità|sì/no|si/no|s/n|data)\s+(\d[\d.,/]*|s[iì]|no)"
)


def ended(label: str) -> tuple[str, str]:
    """Return the name of an indicator and the value that it ends with, which may be none.

    «Dissesti ripristinati: 5» tells the one value that a plan of one year has, «Presenze, numero, 40» that with its unit.
    """
    single = _SINGLE.fullmatch(label)
    if single:
        return single["name"], single["value"]
    ending = _ENDING.fullmatch(label)
    return (f"{ending[1]} ({ending[2]})", ending[3]) if ending else (label, "")
