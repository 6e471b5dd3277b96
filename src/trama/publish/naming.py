"""How a page names a thing, and where that has its page."""

from __future__ import annotations

from dataclasses import dataclass

from trama.publish.dataset import Dataset
from trama.publish.site import key_of
from trama.publish.words import foreign


@dataclass(frozen=True, slots=True)
class Ref:
    """Something that a page names: its label and, if it has a page here, its place."""

    label: str
    lang: str = ""
    key: str = ""
    href: str = ""


def reference(dataset: Dataset, iri: str, lang: str) -> Ref:
    """Return how a page names something, and where it stands if that is here."""
    base = dataset.settings.base
    name, key = dataset.directory.name(iri), key_of(iri, base)
    if key.startswith("graph/"):
        return Ref(key.removeprefix("graph/"), key=key if iri in dataset.manifest["graphs"] else "")
    known = key.startswith("ns#") or key == "ns" or iri in dataset.directory.names
    label = name.label(lang)
    if (
        name.code
        and len(name.code) < 8
        and key.startswith("id/")
        and name.code not in label
        and "/comune/" not in key
    ):
        label = f"{name.code} {label}".strip()
    if key.startswith("ns#") and not name.classes:
        key = ""
    if not label:
        label = foreign(iri, lang) if not key else key.removeprefix("id/")
    web = iri if iri.startswith(("http://", "https://")) else ""
    return Ref(label, name.lang(lang), key if known else "", "" if key and known else web)
