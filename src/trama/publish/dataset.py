"""One release as its pages and documents see it: store, manifest, names and retired things."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from trama.namespaces import Names
from trama.publish.directory import Directory, read_directory
from trama.publish.retired import Retired, read_retired
from trama.settings import Settings
from trama.store import Store
from trama.store.release import Release, releases

Made = TypeVar("Made")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A release being published."""

    settings: Settings
    store: Store
    manifest: Mapping[str, Any]
    directory: Directory
    retired: Mapping[str, Retired]
    publisher: tuple[str, str]
    """The IRI and the name of those who answer for the links, and so for the dataset."""
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what `make` gives, made at the first request for it and kept with the release."""
        if name not in self._made:
            with self._lock:
                if name not in self._made:
                    self._made[name] = make()
        return cast(Made, self._made[name])

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
    release = settings.build / "releases" / str(manifest["version"])
    directory = read_directory(store, release if release.is_dir() else None)
    retired = read_retired(settings.root)
    return Dataset(
        settings, store, manifest, directory, retired, _publisher(directory, settings.base)
    )


def _publisher(directory: Directory, base: str) -> tuple[str, str]:
    """Who publishes, looked for once: every page names it."""
    agents = f"{base}id/agent/"
    iri = directory.first(agents)
    if not iri:
        return f"{agents}trama", "Trama"
    return iri, directory.name(iri).label("it") or iri.removeprefix(agents)
