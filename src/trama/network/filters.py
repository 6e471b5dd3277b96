"""The filter of a network that people mean by names and codes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from trama.errors import QueryError
from trama.language.nearest import nearest
from trama.messages import Message
from trama.network.network import BASES, KINDS, Filter, Network


def find_filter(
    network: Network,
    *,
    kinds: Iterable[str] = (),
    missions: Iterable[str] = (),
    drivers: Iterable[str] = (),
    relations: Iterable[str] = (),
    bases: Iterable[str] = (),
    least: Decimal = Decimal(0),
) -> Filter:
    """Return the filter that people mean by names, codes or IRIs.

    Capitals do not count, and the end of a kind's name will do if no other ends so (`objective`).
    Missions and Drivers are named by code or by IRI. Raises QueryError with the nearest valid value.
    """
    known = {link.relation for link in network.links}
    chosen = frozenset(_word("basis", name, BASES) for name in bases)
    return Filter(
        kinds=frozenset(_word("kind", name, KINDS) for name in kinds),
        missions=_part(network, "Mission", missions),
        drivers=_part(network, "Driver", drivers),
        relations=frozenset(_word("relation", name, known) for name in relations),
        bases=chosen or Filter().bases,
        least=least,
    )


def _word(what: str, name: str, known: Iterable[str]) -> str:
    wanted = name.casefold()
    exact = [word for word in sorted(known) if word.casefold() == wanted]
    ending = [word for word in sorted(known) if wanted and word.casefold().endswith(wanted)]
    found = exact or ending
    if len(found) != 1:
        raise QueryError(
            "name.not-a", name=name, kind=Message(f"kind.{what}"), near=nearest(name, known)
        )
    return found[0]


def _part(network: Network, kind: str, names: Iterable[str]) -> frozenset[str]:
    things = network.of_kind(kind)
    found: set[str] = set()
    for name in names:
        meant = {t.iri for t in things if name in (t.code, t.iri) or t.iri.endswith(f"/{name}")}
        if not meant:
            known = [thing.code for thing in things]
            hint = nearest(name, known) or Message(
                "nearest.these", names=known or Message("nearest.none")
            )
            raise QueryError(
                "name.not-a", name=name, kind=Message(f"kind.{kind.casefold()}"), near=hint
            )
        found |= meant
    return frozenset(found)
