"""The Link headers that FAIR Signposting asks of pages and documents (https://signposting.org/FAIR/)."""

from __future__ import annotations

from collections.abc import Iterable

from trama.publish.catalogue import publisher
from trama.publish.dataset import LICENCE, Dataset
from trama.publish.site import ServedSite
from trama.rdf.forms import FORMATS
from trama.store.dumps import Dump
from trama.web.replies import HTML, link

SCHEMA = "https://schema.org/"


def for_page(
    data: Dataset,
    here: ServedSite,
    iri: str,
    *,
    types: Iterable[str],
    described: str,
    number: int = 1,
) -> list[str]:
    """Return the relations of a page about a thing.

    `types` are what schema.org calls the thing, and `described` the place whose documents describe it,
    at the page of this number.
    """
    links = [link(iri, "cite-as"), *_rights(data), link(f"{SCHEMA}AboutPage", "type")]
    links += [link(f"{SCHEMA}{type}", "type") for type in types]
    links += [
        link(here.data(described, form.name, page=number), "describedby", type=form.media_type)
        for form in FORMATS
    ]
    return links


def for_document(data: Dataset, here: ServedSite, iri: str, page: str) -> list[str]:
    """Return the relations of a document that describes what the page at a place is about."""
    links = [link(iri, "cite-as"), *_rights(data), link(f"{SCHEMA}Dataset", "type")]
    return [*links, link(here.page(page), "describes", type=HTML)]


def for_file(data: Dataset, here: ServedSite, iri: str, page: str, described: str) -> list[str]:
    """Return the relations of a file of data, which is a part of what the page at a place is about."""
    links = [link(iri, "cite-as"), *_rights(data), link(f"{SCHEMA}Dataset", "type")]
    links += [
        link(here.data(described, form.name), "describedby", type=form.media_type)
        for form in FORMATS
    ]
    return [*links, link(here.page(page), "collection", type=HTML)]


def items(here: ServedSite, version: str, dumps: Iterable[Dump]) -> list[str]:
    """Return the relations from the page of a dataset to its files."""
    return [
        link(here.file(f"dataset/{version}/{dump.name}"), "item", type=dump.media_type)
        for dump in dumps
    ]


def _rights(data: Dataset) -> list[str]:
    return [link(LICENCE, "license"), link(publisher(data)[0], "author")]
