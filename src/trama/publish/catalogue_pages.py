"""The pages of the catalogue, its releases and its graphs."""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import NamedNode

from trama.namespaces import TRAMA
from trama.publish import pages, rendering
from trama.publish.catalogue import DESCRIPTION, TITLE, current_dumps, modified, publisher
from trama.publish.dataset import Dataset
from trama.publish.naming import graph_name
from trama.publish.numbers import number
from trama.publish.resource import local_names
from trama.publish.schemaorg import facts_of
from trama.publish.site import Site
from trama.store.dumps import Dump, dumps_of
from trama.store.release import Release
from trama.store.select import select


def catalogue_page(dataset: Dataset, site: Site) -> str:
    """Return the page of the catalogue: what there is, and where."""
    lang = site.lang
    base = dataset.settings.base
    files: dict[str, list[Dump]] = defaultdict(list)
    for dump in current_dumps(dataset)[1]:
        files[dump.graph].append(dump)
    graphs = [
        {
            "ref": pages.reference(dataset, graph, lang),
            "count": count,
            "dumps": files[graph],
        }
        for graph, count in dataset.manifest["graphs"].items()
    ]
    return rendering.render(
        "catalogue.html",
        site,
        schema_org=facts_of(
            dataset,
            iri=f"{base}dataset",
            page="catalogo",
            version=dataset.version,
            words=(TITLE[lang], DESCRIPTION[lang]),
            publisher=publisher(dataset),
            dumps=current_dumps(dataset)[1],
            day=modified(dataset),
        ),
        title=TITLE[lang],
        description=DESCRIPTION[lang],
        iri=f"{base}dataset",
        version=dataset.version,
        quads=dataset.manifest["quads"],
        modified=modified(dataset),
        publisher=pages.reference(dataset, publisher(dataset)[0], lang),
        graphs=graphs,
        whole=files[""],
        classes=[
            (pages.reference(dataset, TRAMA[name].value, lang), count)
            for name, count in dataset.manifest["classes"].items()
        ],
        releases=dataset.releases(),
    )


def release_page(dataset: Dataset, release: Release, site: Site) -> str:
    """Return the page of one version: its graphs and files, with their checksums."""
    base = dataset.settings.base
    _, dumps = dumps_of(release.folder, base)
    key = f"dataset/{release.version}"
    return rendering.render(
        "release.html",
        site,
        schema_org=facts_of(
            dataset,
            iri=base + key,
            page=key,
            version=release.version,
            words=(TITLE[site.lang], DESCRIPTION[site.lang]),
            publisher=publisher(dataset),
            dumps=dumps,
        ),
        release=release,
        iri=f"{base}dataset/{release.version}",
        dumps=[
            (
                dump,
                graph_name(dataset, dump.graph.removeprefix(base), site.lang) if dump.graph else "",
            )
            for dump in dumps
        ],
    )


def graph_page(dataset: Dataset, iri: str, site: Site) -> str:
    """Return the page of a named graph: what it holds, and its files."""
    query = f"SELECT DISTINCT ?s WHERE {{ GRAPH <{iri}> {{ ?s a ?type }} }}"
    base = dataset.settings.base
    found = sorted(
        {row["s"].value for row in select(dataset.store, query) if isinstance(row["s"], NamedNode)}
    )
    things = [
        pages.reference(dataset, thing, site.lang)
        for thing in found
        if thing.startswith(f"{base}id/") and "#" not in thing and "/quote/" not in thing
    ]
    key = iri.removeprefix(base)
    return rendering.render(
        "graph.html",
        site,
        name=graph_name(dataset, key, site.lang),
        key=key,
        iri=iri,
        count=number(str(dataset.manifest["graphs"][iri]), site.lang),
        things=things,
        version=dataset.version,
        dumps=[dump for dump in current_dumps(dataset)[1] if dump.graph == iri],
    )


def page_keys(dataset: Dataset) -> list[str]:
    """Return the places of all things, concepts and graphs, in order."""
    base = dataset.settings.base
    things = [f"id/{name}" for name in local_names(dataset.store, f"{base}id/")]
    concepts = [f"ns/{name}" for name in local_names(dataset.store, "https://w3id.org/trama/ns/")]
    graphs = [graph.removeprefix(base) for graph in dataset.manifest["graphs"]]
    return [*things, *concepts, *graphs]
