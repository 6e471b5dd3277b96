"""The command that opens the dataset to assistants."""

from __future__ import annotations

from typing import Annotated

import typer

from trama.cli.common import Lang, Server, opened
from trama.errors import TramaError

app = typer.Typer()


@app.command()
def mcp(
    host: Annotated[
        str, typer.Option(help="Speak HTTP at this address, not over standard input and output.")
    ] = "",
    port: Annotated[int, typer.Option(help="Port of HTTP.", min=1, max=65535)] = 8765,
    server: Server = "",
    *,
    lang: Lang,
) -> None:
    """Serve the built dataset to assistants by the Model Context Protocol.

    Over HTTP the address of the protocol is /mcp. It only reads, within the limits of `[query]` and `[check]`.

    Example: `trama mcp --host 127.0.0.1`
    """
    dataset = opened()
    try:
        from trama.assist.server import run, serve
        from trama.assist.tools import Tools
    except ModuleNotFoundError as error:
        if error.name not in ("mcp", "pydantic"):
            raise
        raise TramaError("assist.no-library") from None
    tools = Tools(dataset, dataset.settings)
    try:
        run(
            serve(tools, lang=lang.value),
            host=host,
            port=port,
            names=dataset.settings.server.hosts,
        )
    finally:
        tools.close()
