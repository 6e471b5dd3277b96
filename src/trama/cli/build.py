"""The command that makes the dataset: build."""

from __future__ import annotations

import typer

import trama
from trama.cli.common import near, progress, said
from trama.store.release import read_manifest

app = typer.Typer()


@app.command()
def build() -> None:
    """Build the dataset, the store and a manifest from the plan packages in `graph/`.

    The build takes the place of the one before only when it is whole. Earlier versions stay, the
    newest whole and the others as dumps (`store.whole`, `store.versions`).

    Example: `trama build`
    """
    settings = trama.load_settings()
    with progress() as step:
        trama.build_dataset(settings, progress=step)
    manifest = read_manifest(settings.build)
    typer.echo(said("done.built", count=manifest["quads"], graphs=len(manifest["graphs"])))
    typer.echo(said("done.version", version=manifest["version"], path=near(settings.build)))
