"""The command that serves the dataset."""

from __future__ import annotations

from typing import Annotated

import typer

from trama.release import read_manifest
from trama.settings import load_settings

app = typer.Typer()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
) -> None:
    """Serve the built dataset: a start page and a SPARQL endpoint.

    Example: `trama serve --port 8080`
    """
    from trama.web import run_server

    settings = load_settings()
    read_manifest(settings.build)
    run_server(settings, host, port, ready=lambda url: typer.echo(f"Trama is at {url}"))
