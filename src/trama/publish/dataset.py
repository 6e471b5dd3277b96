"""One release as its pages and documents see it: store, manifest, names and retired things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trama.namespaces import Names
from trama.publish.directory import Directory, read_directory
from trama.publish.retired import Retired, read_retired
from trama.settings import Settings
from trama.store import Store
from trama.store.release import Release, releases

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A release being published."""

    settings: Settings
    store: Store
    manifest: Mapping[str, Any]
    directory: Directory
    retired: Mapping[str, Retired]

    @property
    def names(self) -> Names:
        """The IRIs under the dataset's base."""
        return self.settings.names

    @property
    def version(self) -> str:
        """The version of the release."""
        return str(self.manifest["version"])

    def releases(self) -> list[Release]:
        """The versions that are kept, this one first, then the newest."""
        return releases(self.settings.build, self.version)

    def iri(self, key: str) -> str:
        """The IRI of a place such as `id/comune/015146`, `graph/links` or `ns/plan-kind`."""
        if key == "ns" or key.startswith("ns/"):
            return f"https://w3id.org/trama/{key}"
        return self.settings.base + key


def open_dataset(settings: Settings, store: Store, manifest: Mapping[str, Any]) -> Dataset:
    """Read what the pages of a release need to know of it as a whole."""
    return Dataset(settings, store, manifest, read_directory(store), read_retired(settings.root))
