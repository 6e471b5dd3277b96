"""Opening a dataset, and building one: where a researcher's program begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from trama.errors import StoreError, TramaError
from trama.face.dataset import Dataset
from trama.messages import Message
from trama.namespaces import DEFAULT_BASE
from trama.settings import Settings, load_settings
from trama.store import open_store
from trama.store.release import current_of, read_manifest

Progress = Callable[[Message], None]


def open(
    where: str | Path | None = None,
    *,
    base: str = DEFAULT_BASE,
    progress: Progress = lambda _: None,
) -> Dataset:
    """Open a dataset and return it.

    `where` is nothing, for the dataset of the settings, which is the one that comes with Trama outside
    a checkout; a folder, of a checkout or of builds; or the address of any SPARQL 1.1 endpoint, whose
    things have IRIs that begin with `base`. The dataset that comes with Trama is built at the first
    need, which `progress` is told of. Raises StoreError if there is no dataset there.
    """
    if isinstance(where, str) and where.startswith(("http://", "https://")):
        from trama.face.endpoint import EndpointStore

        settings = replace(load_settings(), base=base)
        return Dataset(settings, EndpointStore(where))
    settings = load_settings() if where is None else _settings_of(Path(where))
    ensure_built(settings, progress)
    opened = Dataset(settings)
    _ = opened.store  # what is wrong with it is told here
    return opened


def build_dataset(
    settings: Settings | None = None, *, progress: Progress = lambda _: None
) -> Dataset:
    """Build the dataset from its sources, put it in place of the one before, and open it.

    What pages and search need of it as a whole is made at once, so that no visitor waits for it.

    Raises SourceProblems with all that is wrong in the sources; the build before then stays.
    """
    from trama.build.dataset import build_dataset as build
    from trama.store.release import write_release
    from trama.store.versions import tidy

    settings = settings or load_settings()

    def make_ready(release: Path) -> None:
        from trama.publish.directory import directory_of
        from trama.query.search import index_of

        progress(Message("step.indexes"))
        store = open_store(release / "store")
        directory_of(release, store)
        index_of(release, store)

    write_release(build(settings, progress), settings.build, progress, make_ready)
    progress(Message("step.versions"))
    tidy(settings.build, settings.base, settings.store)
    return Dataset(settings)


def ensure_built(settings: Settings, progress: Progress = lambda _: None) -> None:
    """Build what comes with Trama if it is not built yet; a checkout is built by its owner."""
    if settings.is_packaged and not (current_of(settings.build) / "manifest.json").exists():
        build_dataset(settings, progress=progress)


def _settings_of(folder: Path) -> Settings:
    """The settings of a checkout, or of a folder of builds."""
    folder = folder.resolve()
    if not folder.is_dir():
        raise StoreError("face.no-folder", folder=folder)
    if (current_of(folder) / "manifest.json").exists():
        found = replace(load_settings(), build=folder)
        read_manifest(folder)
        return found
    try:
        return load_settings({"TRAMA_ROOT": str(folder)})
    except TramaError:
        raise StoreError("face.no-dataset", folder=folder) from None
