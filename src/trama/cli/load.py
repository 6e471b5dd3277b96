"""The command that puts the build into another server: load."""

from __future__ import annotations

from typing import Annotated

import typer

import trama
from trama.cli.common import progress, said
from trama.errors import StoreError
from trama.store.loading import addresses
from trama.store.loading import load as load_build
from trama.store.release import current_of, read_manifest

app = typer.Typer()


@app.command("load")
def load_command(
    store: Annotated[
        str, typer.Option(help="Address where the server is asked; else `store.remote`.")
    ] = "",
    update: Annotated[str, typer.Option(help="Address where it is changed (SPARQL Update).")] = "",
    graphs: Annotated[str, typer.Option(help="Address of its graphs (Graph Store Protocol).")] = "",
    seconds: Annotated[float, typer.Option(help="Seconds for each request.", min=1.0)] = 600.0,
) -> None:
    """Load the build into another SPARQL server, in the place of what it has of the build's graphs.

    The graphs are first laid down beside the old ones and counted, and then put in place by one update:
    if anything fails before, the server keeps the old ones. Credentials come from TRAMA_STORE_USER and
    TRAMA_STORE_PASSWORD, from TRAMA_STORE_TOKEN, or from netrc. The addresses for changes and graphs are
    those of Oxigraph (`/update`, `/store`) or Fuseki (`/update`, `/data`) unless given.

    Example: `trama load --store https://dati.example.org/query`
    """
    settings = trama.load_settings()
    asked = store or settings.store.remote
    if not asked:
        raise StoreError("store.load-nowhere")
    manifest = read_manifest(settings.build)
    server = addresses(asked, update, graphs)
    with progress() as step:
        load_build(
            current_of(settings.build) / "dataset.nq",
            manifest["graphs"],
            server,
            version=manifest["version"],
            seconds=seconds,
            progress=step,
        )
    typer.echo(said("done.loaded", version=manifest["version"], address=asked))
