"""How a page names a thing, and where that has its page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trama.namespaces import TRAMA
from trama.publish.dataset import Dataset
from trama.publish.named import Name
from trama.publish.site import key_of
from trama.publish.words import GRAPHS, foreign, word

_LONGEST_CODE = 8
_SLUG = re.compile(r"[a-z][a-z-]+")


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
        known = iri in dataset.manifest["graphs"]
        return Ref(graph_name(dataset, key, lang), key=key if known else "")
    known = key.startswith("ns#") or key == "ns" or iri in dataset.directory.names
    label = label_of(dataset, iri, lang)
    # The words by which a passage is called are the plan's own.
    tongue = "it" if label.startswith("«") and not name.label(lang) else name.lang(lang)
    code = code_of(name, key)
    if code and key.startswith("id/") and code not in label:
        label = f"{code} {label}".strip()
    if key.startswith("ns#") and not name.classes:
        key = ""
    if not label:
        label = foreign(iri, lang) if not key else key.removeprefix("id/")
    web = iri if iri.startswith(("http://", "https://")) else ""
    return Ref(label, tongue, key if known else "", "" if key and known else web)


def code_of(name: Name, key: str) -> str:
    """Return the code that a person would call a thing by, such as `M2-15`; empty if it has none.

    A comune's code is ISTAT's, and a rule's the name of a file: nobody calls them so.
    """
    is_code = len(name.code) < _LONGEST_CODE and not _SLUG.fullmatch(name.code)
    return name.code if is_code and "/comune/" not in key else ""


def label_of(dataset: Dataset, iri: str, lang: str) -> str:
    """Return what a thing is called, without its code: a passage by its first words; empty if nothing is known."""
    name = dataset.directory.name(iri)
    if TRAMA.Text.value in name.classes:
        return word("text_of_plan", lang)
    return name.label(lang) or dataset.directory.beginning(iri)


def graph_name(dataset: Dataset, key: str, lang: str) -> str:
    """Return what to call a named graph: what it holds, or the plan that it is of."""
    local = key.removeprefix("graph/")
    if local in GRAPHS:
        return GRAPHS[local][lang == "en"]
    return dataset.directory.name(dataset.iri(f"id/{local}")).label(lang) or local
