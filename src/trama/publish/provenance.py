"""Where links come from, for people: what a reader read and by what rule, and how to object to a link."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from urllib.parse import quote

from trama.namespaces import TRAMA
from trama.publish.dataset import Dataset
from trama.publish.words import word
from trama.store.select import select

_READ = """
SELECT ?relation ?basis ?date (COUNT(?link) AS ?links) WHERE {{
  ?link prov:wasAttributedTo <{iri}> ; trama:relation ?relation ; trama:basis ?basis ;
    prov:generatedAtTime ?date .
}} GROUP BY ?relation ?basis ?date"""


@dataclass(frozen=True, slots=True)
class ReadRelation:
    """What a reader read of one relation: how many links, of which stated in the text, and on what days."""

    relation: str
    links: int
    stated: int
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Objection:
    """A message that tells that a link does not hold: ready to be sent, or to be copied."""

    href: str
    subject: str
    body: str
    contact: str
    contact_href: str


def readings(dataset: Dataset, reader: str) -> tuple[ReadRelation, ...]:
    """Return what a reader read, relation by relation, in order of how much; nothing for another thing."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    days: dict[str, set[str]] = defaultdict(set)
    for row in select(dataset.store, _READ.format(iri=reader)):
        relation, links = row["relation"].value, int(row["links"].value)
        counts[relation][row["basis"].value] += links
        days[relation].add(row["date"].value[:10])
    found = (
        ReadRelation(
            relation,
            bases.total(),
            bases[TRAMA.Stated.value],
            tuple(sorted(days[relation])),
        )
        for relation, bases in counts.items()
    )
    return tuple(sorted(found, key=lambda read: (-read.links, read.relation)))


def objection(dataset: Dataset, link: str, statement: str, lang: str) -> Objection:
    """Return the message that objects to a link, to the contact of the settings if they name a mailbox."""
    contact = dataset.settings.server.contact.strip()
    address = contact_address(contact)
    subject = word("objection_subject", lang, statement)
    body = word("objection_body", lang, link, statement, dataset.version)
    mailbox = quote(contact, safe="@") if address.startswith("mailto:") else ""
    return Objection(
        href=f"mailto:{mailbox}?subject={quote(subject)}&body={quote(body)}",
        subject=subject,
        body=body,
        contact=contact,
        contact_href=address,
    )


def contact_address(contact: str) -> str:
    """Return where a contact leads: itself if it is a web address, a mailto: if it is an e-mail's.

    Anything else is no address, and gives an empty text: it is shown as it is.
    """
    if contact.startswith(("https://", "http://")):
        return contact
    user, at, host = contact.partition("@")
    bare = at and user and "." in host and not any(c.isspace() or c in "?&%/:" for c in contact)
    return f"mailto:{contact}" if bare else ""
