"""The command that makes the dataset: build."""

from __future__ import annotations

import typer

from trama.build.dataset import build_dataset
from trama.cli.common import near, progress, said
from trama.settings import load_settings
from trama.store.release import write_release
from trama.store.versions import tidy

app = typer.Typer()


@app.command()
def build() -> None:
    """Build the dataset, the store and a manifest from the plan packages in `graph/`.

    The build takes the place of the one before only when it is whole. Earlier versions stay, the
    newest whole and the others as dumps (`store.whole`, `store.versions`).

    Example: `trama build`
    """
    settings = load_settings()
    with progress() as step:
        built = build_dataset(settings, step)
        manifest = write_release(built, settings.build, step)
        step("putting older versions away")
        tidy(settings.build, settings.base, settings.store)
    typer.echo(said("done.built", count=manifest["quads"], graphs=len(manifest["graphs"])))
    typer.echo(said("done.version", version=manifest["version"], path=near(settings.build)))
