"""The whole dataset as a static site: plain files that any web host serves.

    index.html, en.html                the front page
    id/comune/015146/index.html        a thing's page (en.html beside it, index-2.html for more of it)
    id/comune/015146.ttl               the same as Turtle; also .jsonld, .nt, .rdf
    graph/…, ns/…                      graphs; concepts, and the vocabulary's documentation
    catalogo/, catalogo.ttl            DCAT-AP_IT and VoID
    dataset/<version>/                 dumps with their checksums
    sitemap.xml, robots.txt, .well-known/void

All links between pages are relative. The folder is written whole or not at all.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from trama.errors import TramaError
from trama.messages import Message
from trama.namespaces import TRAMA
from trama.publish import catalogue, catalogue_pages, documents, pages, rendering
from trama.publish.dataset import Dataset
from trama.publish.rendering import STATIC
from trama.publish.resource import describe, triples
from trama.publish.retired import Retired
from trama.publish.site import LANGUAGES, StaticSite, html_file
from trama.publish.sitemap import sitemap
from trama.publish.vocabulary import vocabulary_files, vocabulary_page
from trama.rdf import forms
from trama.rdf.forms import FORMATS
from trama.store.dumps import SUMS, dumps_of
from trama.store.release import Release

MARK = ".trama-site"
_FRONT = ("Plan", "Mission", "Driver", "StrategicObjective", "Instrument", "Programme", "Actor")


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: how many files, how many pages among them, and how many bytes."""

    files: int
    pages: int
    bytes: int


def publish(
    dataset: Dataset,
    out: Path,
    *,
    address: str = "",
    progress: Callable[[Message], None] = lambda _: None,
) -> Published:
    """Write the site into a folder that is new, empty or an earlier site, all of it or nothing.

    `address` is where the site will be, for the catalogue and the sitemap; without it, the base of
    the IRIs. Raises TramaError if the folder holds something else or cannot be written.
    """
    out = out.absolute()
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MARK).exists())):
        raise TramaError("publish.not-empty", path=out)
    address = address or dataset.settings.base
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise TramaError("file.unwritable", path=out, reason=error) from error
    try:
        written = _write(dataset, staging, address, progress)
        progress(Message("step.site"))
        staging.chmod(0o755)
        _swap(staging, out)
    except OSError as error:
        raise TramaError("file.unwritable", path=out, reason=error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return written


def _swap(staging: Path, out: Path) -> None:
    """Put the new site where the old one was; if that fails, the old one comes back."""
    if not out.exists():
        os.rename(staging, out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    os.rename(out, old / "site")
    try:
        os.rename(staging, out)
    except OSError:
        os.rename(old / "site", out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _write(
    dataset: Dataset, out: Path, address: str, progress: Callable[[Message], None]
) -> Published:
    files = size = html = 0
    made: set[Path] = set()
    written: set[str] = set()
    for name, content in _files(dataset, address, progress):
        # A module of the vocabulary is a thing and a file: ns/schemes.ttl is the file, which came first.
        if name in written:
            continue
        written.add(name)
        path = out / name
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(content)
        files, size = files + 1, size + len(content)
        html += name.endswith(".html")
    return Published(files, html, size)


def _files(
    dataset: Dataset, address: str, progress: Callable[[Message], None]
) -> Iterator[tuple[str, bytes]]:
    yield MARK, f"{dataset.version}\n".encode()
    progress(Message("step.style"))
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            yield f"static/{path.relative_to(STATIC).as_posix()}", path.read_bytes()
    for release in dataset.releases():
        yield from _release(dataset, release)
    progress(Message("step.vocabulary"))
    for name, content in vocabulary_files(dataset.settings.root).items():
        yield f"ns/{name}", content
    for lang in LANGUAGES:
        site = StaticSite(lang).at("ns", lang)
        yield html_file("ns", lang), vocabulary_page(dataset.settings.root, site).encode()
    yield from _catalogue(dataset, address)
    yield from _front(dataset)
    keys = catalogue_pages.page_keys(dataset)
    for number, key in enumerate(keys):
        if number % 200 == 0:
            progress(Message("step.pages", number=number, count=len(keys)))
        if key.startswith("graph/"):
            yield from _graph(dataset, key)
        else:
            yield from _thing(dataset, key)
    for retired in dataset.retired.values():
        yield from _retired(dataset, retired)


def _release(dataset: Dataset, release: Release) -> Iterator[tuple[str, bytes]]:
    folder, dumps = dumps_of(release.folder, dataset.settings.base)
    key = f"dataset/{release.version}"
    for name in (SUMS, *(dump.name for dump in dumps)):
        yield f"{key}/{name}", (folder / name).read_bytes()
    for lang in LANGUAGES:
        page = catalogue_pages.release_page(dataset, release, StaticSite(lang, key))
        yield html_file(key, lang), page.encode()


def _catalogue(dataset: Dataset, address: str) -> Iterator[tuple[str, bytes]]:
    statements = catalogue.statements(dataset, address)
    for form in FORMATS:
        yield f"catalogo.{form.name}", forms.write(statements, form)
    yield ".well-known/void", forms.steady_turtle(statements)
    for lang in LANGUAGES:
        page = catalogue_pages.catalogue_page(dataset, StaticSite(lang, "catalogo"))
        yield html_file("catalogo", lang), page.encode()
    places = sitemap(dataset, lambda key: address + quote(html_file(key, "it")))
    yield "sitemap.xml", places.encode()
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n".encode()


def _front(dataset: Dataset) -> Iterator[tuple[str, bytes]]:
    by_class = {kind: dataset.directory.all_of(TRAMA[kind].value) for kind in _FRONT}
    for lang in LANGUAGES:
        lists = []
        for kind in _FRONT:
            refs = [pages.reference(dataset, iri, lang) for iri in by_class[kind]]
            if refs:
                heading = pages.reference(dataset, TRAMA[kind].value, lang).label
                lists.append((f"{heading} ({len(refs)})", refs))
        page = rendering.render(
            "front.html",
            StaticSite(lang),
            title=catalogue.TITLE[lang],
            description=catalogue.DESCRIPTION[lang],
            lists=lists,
        )
        yield html_file("", lang), page.encode()


def _graph(dataset: Dataset, key: str) -> Iterator[tuple[str, bytes]]:
    for lang in LANGUAGES:
        page = catalogue_pages.graph_page(dataset, dataset.iri(key), StaticSite(lang, key))
        yield html_file(key, lang), page.encode()


def _thing(dataset: Dataset, key: str) -> Iterator[tuple[str, bytes]]:
    iri = dataset.iri(key)
    number, count = 1, 1
    while number <= count:
        found = pages.describe_for_people(dataset, iri, number)
        if found is None:
            return
        count = found.pages
        for lang in LANGUAGES:
            site = StaticSite(lang, key, number)
            page = pages.resource_page(dataset, found, site)
            yield html_file(key, lang, number), page.encode()
        number += 1
    if count > 1:
        found = describe(dataset.store, dataset.directory, iri, per_page=None)
    if found is None:
        return
    described = triples(dataset.store, dataset.directory, found)
    for form in FORMATS:
        name = f"{key}.{form.name}"
        about = documents.about_document(dataset, found, dataset.settings.base + name)
        yield name, forms.write([*described, *about], form)


def _retired(dataset: Dataset, retired: Retired) -> Iterator[tuple[str, bytes]]:
    key = f"id/{retired.local}"
    for lang in LANGUAGES:
        page = pages.retired_page(dataset, retired, StaticSite(lang, key))
        yield html_file(key, lang), page.encode()
