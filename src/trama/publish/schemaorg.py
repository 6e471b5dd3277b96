"""What search engines read of the dataset and its versions (https://schema.org/Dataset)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trama.publish.dataset import LICENCE, Dataset
from trama.store.dumps import Dump


def facts_of(
    dataset: Dataset,
    *,
    iri: str,
    page: str,
    version: str,
    words: tuple[str, str],
    publisher: tuple[str, str],
    dumps: Iterable[Dump],
    day: str = "",
) -> dict[str, Any]:
    """Return the dataset, or one version of it, as schema.org has it.

    `words` are its name and description, `publisher` an IRI and a name, `page` the place of its page.
    Addresses are the permanent ones, for the facts are the same on every site that shows them.
    """
    base = dataset.settings.base
    who = {"@type": "Organization", "@id": publisher[0], "name": publisher[1]}
    catalogue = {"@type": "DataCatalog", "@id": f"{base}catalogo", "name": words[0]}
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": iri,
        "name": words[0],
        "description": words[1],
        "url": base + page,
        "identifier": iri,
        "version": version,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": ["it", "en"],
        "creator": who,
        "publisher": who,
        "includedInDataCatalog": catalogue,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": dump.name,
                "contentUrl": f"{base}dataset/{version}/{dump.name}",
                "encodingFormat": [dump.media_type, dump.packing],
                "contentSize": f"{dump.size} B",
                "sha256": dump.sha256,
            }
            for dump in dumps
        ],
    }
    return {**facts, "dateModified": day} if day else facts
