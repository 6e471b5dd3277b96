"""The commands that measure and draw the network of links: network, draw."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trama.cli.common import Lang, Output, Server, console, near, opened, said, write
from trama.cli.table import as_lines, print_rows
from trama.drawing.formats import writer
from trama.errors import QueryError
from trama.files import write_atomically
from trama.language.nearest import nearest
from trama.messages import Message
from trama.network.figures import MEASURES, Table, as_csv, as_json, figures, shown
from trama.network.network import KINDS, Network

app = typer.Typer()

# A drawing in columns shows who does what; words and programmes come when asked for.
_DRAWN = KINDS[: KINDS.index("Actor") + 1]


class TableFormat(StrEnum):
    """The forms of a table of figures."""

    table = "table"
    csv = "csv"
    json = "json"


def _measures(incomplete: str) -> list[str]:
    return [name for name in MEASURES if name.startswith(incomplete)]


Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help="Keep things of this class: Driver, objective, Actor…"),
]
Missions = Annotated[
    list[str] | None, typer.Option("--mission", help="Keep what belongs to this Mission: 2.")
]
Plans = Annotated[
    list[str] | None,
    typer.Option(
        "--plan", help="Read this plan; of a large dataset the one in force if none; `all` for all."
    ),
]
Drivers = Annotated[
    list[str] | None, typer.Option("--driver", help="Keep what this Driver combines: 4.")
]
Relations = Annotated[
    list[str] | None, typer.Option("--relation", help="Keep links of this relation: carriedBy.")
]
Bases = Annotated[
    list[str] | None,
    typer.Option("--basis", help="Keep links of this basis; without it, Stated and Curated."),
]
Least = Annotated[
    float, typer.Option("--min-confidence", min=0, max=1, help="Keep links at least as sure.")
]


@app.command("network")
def network_command(
    measure: Annotated[
        str, typer.Argument(help=f"One of {', '.join(MEASURES)}.", autocompletion=_measures)
    ] = "summary",
    format: Annotated[TableFormat, typer.Option(help="Form of the table.")] = TableFormat.table,
    *,
    lang: Lang,
    kind: Kinds = None,
    mission: Missions = None,
    driver: Drivers = None,
    relation: Relations = None,
    basis: Bases = None,
    min_confidence: Least = 0.0,
    output: Output = None,
    server: Server = "",
    plan: Plans = None,
) -> None:
    """Measure the network of links: bridges, centrality, communities, dependence.

    Each option of the filter may be given several times, and is applied before the measure: with
    `--mission 2 --mission 5`, bridges are those between these two. What each measure means is in
    `docs/measures.md`.

    Example: `trama network bridges --basis stated --lang en`
    """
    if measure not in MEASURES:
        hint = nearest(measure, MEASURES) or Message("nearest.these", names=list(MEASURES))
        raise QueryError("name.no-measure", name=measure, near=hint)
    kept = _kept(kind, mission, driver, relation, basis, min_confidence, plan)
    table = figures(kept, measure, lang.value)
    if format is TableFormat.csv:
        write(as_csv(table), output)
    elif format is TableFormat.json:
        write(as_json(table), output)
    else:
        _print_table(table, output)


@app.command("draw")
def draw_command(
    out: Annotated[Path, typer.Argument(help="A file ending in .svg, .graphml, .gexf or .jsonld.")],
    *,
    lang: Lang,
    kind: Kinds = None,
    mission: Missions = None,
    driver: Drivers = None,
    relation: Relations = None,
    basis: Bases = None,
    min_confidence: Least = 0.0,
    server: Server = "",
    plan: Plans = None,
) -> None:
    """Draw the network of links into a file, in the form that its ending tells.

    An SVG is a picture in columns (without `--kind`: Missions, objectives, Drivers, instruments,
    actors); GraphML and GEXF open in Gephi, yEd and networkx; JSON-LD is the links as linked data.

    Example: `trama draw weave.svg --mission 2 --min-confidence 0.7`
    """
    drawing = writer(out)
    if not kind and out.suffix.casefold() == ".svg":
        kind = list(_DRAWN)
    kept = _kept(kind, mission, driver, relation, basis, min_confidence, plan)
    write_atomically(out, drawing(kept, lang.value))
    counts = {"things": len(kept.things), "links": len(kept.links)}
    typer.echo(said("done.drawn", **counts, path=near(out)))


def _kept(
    kinds: list[str] | None,
    missions: list[str] | None,
    drivers: list[str] | None,
    relations: list[str] | None,
    bases: list[str] | None,
    least: float,
    plans: list[str] | None,
) -> Network:
    kept = opened().weave(
        kinds=kinds or (),
        missions=missions or (),
        drivers=drivers or (),
        relations=relations or (),
        bases=bases or (),
        least=least,
        plans=() if plans == ["all"] else plans,
    )
    if not kept.links:
        console.print(said("done.no-link"))
    return kept


def _print_table(table: Table, output: Path | None) -> None:
    rows = [[shown(cell) for cell in row] for row in table.rows]
    if output:
        write(as_lines(table.columns, rows, table.title), output)
    else:
        print_rows(table.columns, rows, table.title)
