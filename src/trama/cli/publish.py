"""The command that writes the static site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import trama
from trama.cli.common import near, progress, said
from trama.errors import TramaError
from trama.messages import Message
from trama.publish.dataset import open_dataset
from trama.publish.static_site import publish as write
from trama.store.release import read_manifest

app = typer.Typer()


@app.command()
def publish(
    out: Annotated[Path, typer.Argument(help="Folder to write: new, empty, or an earlier site.")],
    address: Annotated[
        str, typer.Option(help="Where the site will be, such as https://example.org/trama/.")
    ] = "",
) -> None:
    """Write the built dataset as a static site: pages, documents, dumps, catalogue, vocabulary.

    Any web host serves it, and it opens from a folder too. An earlier site stays until the new one is
    whole.

    Example: `trama publish site/ --address https://example.org/trama/`
    """
    if address and not address.startswith(("http://", "https://")):
        raise TramaError("command.address", address=address)
    with progress() as step:
        opened = trama.open(progress=step)
        step(Message("step.reading"))
        manifest = read_manifest(opened.settings.build)
        dataset = open_dataset(opened.settings, opened.store, manifest)
        where = address if not address or address.endswith("/") else f"{address}/"
        written = write(dataset, out, address=where, progress=step)
    size = round(written.bytes / 1e6, 1)
    typer.echo(said("done.published", files=written.files, pages=written.pages, size=size))
    typer.echo(said("done.version", version=manifest["version"], path=near(out)))
