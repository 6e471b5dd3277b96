"""Units of indicators: how many of which common measure a value is, so that km and m can be compared.

Words of Italian offices are put into the names of pint (https://pint.readthedocs.io), which converts; what it does
not know is a measure of its own, by its words.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any

from trama.language.similarity import plain_words

# Units in the words of plans; what counts money or people is no unit of physics.
_WORDS = {
    "chilometri": "km", "chilometro": "km", "metri": "m", "metro": "m", "ettari": "hectare",
    "ettaro": "hectare", "ha": "hectare", "mq": "m**2", "m2": "m**2", "metri quadrati": "m**2",
    "metri quadri": "m**2", "kmq": "km**2", "km2": "km**2", "chilometri quadrati": "km**2",
    "mc": "m**3", "m3": "m**3", "metri cubi": "m**3", "litri": "liter", "tonnellate": "tonne",
    "tonnellata": "tonne", "t": "tonne", "kg": "kg", "chilogrammi": "kg", "ore": "hour",
    "minuti": "minute", "giorni": "day", "mesi": "month", "anni": "year", "kwh": "kWh",
    "mwh": "MWh", "gwh": "GWh", "t anno": "tonne / year", "kg anno": "kg / year",
}  # fmt: skip
_COUNTED = {
    "euro": ("euro", Decimal(1)), "eur": ("euro", Decimal(1)),
    "migliaia di euro": ("euro", Decimal(1000)), "mila euro": ("euro", Decimal(1000)),
    "keuro": ("euro", Decimal(1000)), "milioni di euro": ("euro", Decimal(1_000_000)),
    "mln euro": ("euro", Decimal(1_000_000)), "m euro": ("euro", Decimal(1_000_000)),
    "per cento": ("%", Decimal(1)), "percentuale": ("%", Decimal(1)), "percento": ("%", Decimal(1)),
    "per mille": ("%", Decimal("0.1")),
    "numero": ("numero", Decimal(1)), "n": ("numero", Decimal(1)), "nr": ("numero", Decimal(1)),
    "num": ("numero", Decimal(1)), "migliaia": ("numero", Decimal(1000)),
}  # fmt: skip


@cache
def measure_of(unit: str) -> tuple[str, Decimal]:
    """Return the measure that a unit is of, and how much of it one of the unit is: 1000 of `meter` for km."""
    bare = unit.strip().replace("€", " euro ").replace("²", "2").replace("³", "3")
    if bare in ("%", "‰"):
        return "%", Decimal(1) if bare == "%" else Decimal("0.1")
    plain = plain_words(bare.replace("/", " "))
    if plain in _COUNTED:
        return _COUNTED[plain]
    name = _WORDS.get(plain, bare if re.fullmatch(r"[A-Za-z]{1,4}", bare) else "")
    return _converted(name) or (plain or unit, Decimal(1))


def _converted(name: str) -> tuple[str, Decimal] | None:
    if not name:
        return None
    import pint

    try:
        base = _registry().Quantity(Decimal(1), name).to_base_units()
    except (
        pint.UndefinedUnitError,
        pint.errors.PintTypeError,
        AttributeError,
        TypeError,
        ValueError,
    ):
        return None
    return str(base.units), Decimal(base.magnitude)


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(non_int_type=Decimal)
