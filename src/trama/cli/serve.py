"""The command that serves the dataset."""

from __future__ import annotations

from typing import Annotated

import typer

from trama.cli.common import Server, opened, said

app = typer.Typer()


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)
    ] = None,
    server: Server = "",
) -> None:
    """Serve the built dataset: a start page and a SPARQL endpoint.

    Other settings are in `trama.toml` and the environment; `trama config` lists them.

    Example: `trama serve --port 8080`
    """
    from trama.web import run_server

    settings = opened().settings
    run_server(
        settings,
        settings.server.host if host is None else host,
        settings.server.port if port is None else port,
        ready=lambda url: typer.echo(said("done.serving", address=url)),
    )
