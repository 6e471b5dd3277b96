"""The command that lists the settings."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import trama

app = typer.Typer()


@app.command()
def config(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """List every setting with its value, its default and where the value is from.

    Example: `trama config`
    """
    given = trama.load_settings().given
    if as_json:
        facts = [
            {
                "name": setting.name,
                "variable": setting.variable,
                "value": setting.value,
                "default": setting.default,
                "origin": setting.origin,
                "help": setting.help,
            }
            for setting in given
        ]
        typer.echo(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for name in ("setting", "value", "default", "from", "what it is"):
        table.add_column(name, no_wrap=name == "setting", overflow="fold")
    for setting in given:
        cells = (setting.name, _text(setting.value), _text(setting.default), setting.origin)
        table.add_row(*(escape(cell) for cell in (*cells, setting.help)))
    Console(soft_wrap=True).print(table)


def _text(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)
