"""The number that a short text gives, with its unit."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"[+\-−]?\d{1,3}(?:[.\u00a0' ]\d{3})+(?:,\d+)?|[+\-−]?\d+(?:[.,]\d+)?")
UNITS = {
    "%": "%", "per cento": "%", "percento": "%", "€": "euro", "euro": "euro", "km": "km", "mq": "m²",
    "m²": "m²", "m2": "m²", "ha": "ha", "ettari": "ha", "kwh": "kWh", "mwh": "MWh", "tonnellate": "t",
    "giorni": "giorni", "gg": "giorni", "ore": "ore", "mesi": "mesi", "anni": "anni",
}  # fmt: skip


def number_of(text: str) -> tuple[Decimal, str] | None:
    """Return the number that a short text gives, and its unit; None if it gives none, or several.

    «1.001» is a thousand and one, «1,5 %» one and a half per cent, «≥ 90%» ninety.
    """
    plain = " ".join(text.replace("\u00a0", " ").split())
    if not plain or len(plain) > 60:
        return None
    plain = re.sub(
        r"^(?:n[.°]|nr\.?|num\.?|almeno|≥|>=|>|≤|<=|<|=|~|circa|fino a|valore:?)\s*",
        "",
        plain,
        flags=re.IGNORECASE,
    )
    found = list(_NUMBER.finditer(plain))
    if len(found) != 1:
        return None
    match = found[0]
    before, after = plain[: match.start()].strip(" :="), plain[match.end() :].strip()
    if re.search(r"[A-Za-z]{3,}", before) and before.lower() not in (
        "euro",
        "pari a",
        "max",
        "min",
    ):
        return None
    if re.match(r"[°ª/]\s*\w", after) or len(after.split()) > 5:
        return None
    raw = match[0].replace("−", "-").replace("\u00a0", "").replace(" ", "").replace("'", "")
    raw = raw.replace(".", "") if re.fullmatch(r"[+\-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?", raw) else raw
    try:
        value = Decimal(raw.replace(",", "."))
    except InvalidOperation:
        return None
    unit = after.strip(" .;").lower() or before.lower()
    for sign, name in UNITS.items():
        if unit == sign or unit.startswith(sign + " "):
            return value, name
    return value, after.strip(" .;()") if len(after.split()) <= 3 else ""
