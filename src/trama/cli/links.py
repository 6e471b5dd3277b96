"""The command that walks links that are not sure, and suggestions, and records what a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import trama
from trama.cli.common import Against, Lang, language, near, said
from trama.curate.amend import Amendment
from trama.curate.decisions import (
    CHANGE,
    CONFIRM,
    REMOVE,
    Decision,
    checked,
    confidence_of,
    read_decisions,
)
from trama.curate.items import BELOW, SUGGESTED, Item, to_review
from trama.errors import SourceError, TramaError
from trama.face.naming import plan_named
from trama.files import write_together
from trama.language.nearest import nearest
from trama.model import Plan
from trama.model.element import CROSSING
from trama.plans.package import Package, read_package, read_packages
from trama.settings import Settings

app = typer.Typer()
_LETTERS = {
    "it": {"c": CONFIRM, "f": CHANGE, "r": REMOVE, "s": "", "q": "q"},
    "en": {"k": CONFIRM, "c": CHANGE, "r": REMOVE, "s": "", "q": "q"},
}


class Action(StrEnum):
    """What can be done with links."""

    review = "review"


@app.command()
def links(
    action: Annotated[Action, typer.Argument(help="What to do with the links.")],
    plan: Annotated[
        str,
        typer.Option(help="The plan: a folder, or its identifier; the one in force if not given."),
    ] = "",
    mission: Annotated[
        str, typer.Option(help="Only what an objective of this Mission joins.")
    ] = "",
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this relation, or `suggested`; several times.")
    ] = None,
    below: Annotated[
        float, typer.Option(help="Only links less sure than this.", min=0, max=1.01)
    ] = float(BELOW),
    against: Against = "",
    by: Annotated[str, typer.Option(help="The name of whoever decides, as it is recorded.")] = "",
    on: Annotated[
        str, typer.Option("--date", help="The day of the decisions; today if not given.")
    ] = "",
    decide: Annotated[
        Path | None, typer.Option(help="Take the decisions of this CSV file, and ask nothing.")
    ] = None,
    *,
    lang: Lang,
) -> None:
    """Walk the links that are least sure, and suggestions, and record what you decide in the plan's tables.

    Each shows both passages and the reason; it is confirmed, given another confidence, removed or skipped. What is
    decided goes to `decided.csv` with your name and reason, and what it changes into the tables of links, all of it or
    nothing. A plan that another guides has suggestions too.

    Example: `trama links review --mission 2 --kind combines --by "Ada Riva"`
    """
    settings = trama.load_settings()
    for one in kind or ():
        if one not in (*CROSSING, SUGGESTED):
            raise TramaError("curate.kind", kind=one, near=nearest(one, (*CROSSING, SUGGESTED)))
    package, others, items = _read(plan, settings, against, below, mission, kind or ())
    today = on or date.today().isoformat()
    if decide:
        _decide(decide, package, others, items, by, today)
        return
    if not items:
        typer.echo(said("curate.nothing"))
        return
    name = by or _asked("curate.ask-name")
    for number, item in enumerate(items, 1):
        _show(item, number, len(items))
        decision = _answer(item, name, today)
        if decision is None:
            break
        if decision.decision:
            # Read again each time: what was decided before stands in the tables by now.
            folder = read_package(package.path, root=_root(package.path, settings))
            _write([decision], folder, others, items)


def _read(
    name: str,
    settings: Settings,
    against: str,
    below: float,
    mission: str,
    kinds: Sequence[str],
) -> tuple[Package, list[Package], list[Item]]:
    """The plan, the packages beside it, and what there is to decide."""
    others = read_packages(settings.root / "graph", root=settings.root)
    package = plan_named(name, settings)
    if not package.path.is_dir():
        raise TramaError("curate.no-folder", path=package.shown)
    told = package.rows(Plan)
    guides = told[0].guided_by if told else ()
    upper = plan_named(against or guides[0], settings) if against or guides else None
    suggester = None
    if upper and (not kinds or SUGGESTED in kinds):
        suggester = trama.Dataset(settings).suggester(upper)
    items = to_review(
        package,
        others,
        below=Decimal(str(below)),
        mission=mission,
        kinds=kinds,
        suggester=suggester,
        upper=upper,
    )
    return package, others, items


def _root(path: Path, settings: Settings) -> Path | None:
    return settings.root if path.resolve().is_relative_to(settings.root.resolve()) else None


def _decide(
    file: Path, package: Package, others: Sequence[Package], items: Sequence[Item], by: str, on: str
) -> None:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SourceError("file.unreadable", reason=error, path=file) from error
    _write(read_decisions(content, file.name, by=by, on=on), package, others, items)


def _write(
    decisions: Sequence[Decision],
    package: Package,
    others: Sequence[Package],
    items: Sequence[Item],
) -> None:
    amendment = Amendment(package, others, items)
    amendment.take(decisions)
    files = amendment.files()
    write_together(files)
    for path in files:
        typer.echo(said("done.written", path=near(path)))
    for note in amendment.notes:
        typer.echo(said(note), err=True)


def _show(item: Item, number: int, total: int) -> None:
    basis = said(f"curate.basis.{item.basis}")
    typer.echo(f"\n{number}/{total}  {item.source}  {item.relation}  {item.target}")
    typer.echo(f"  {item.source_label} → {item.target_label}")
    typer.echo(f"  {basis}, {item.confidence:f}")
    rationale = item.rationale_it if language() == "it" else item.rationale_en
    if rationale:
        typer.echo(f"  {rationale}")
    for words in item.words:
        typer.echo(f"  [{words.mark}] {words.text.replace(words.quote, f'«{words.quote}»', 1)}")


def _answer(item: Item, by: str, on: str) -> Decision | None:
    """What a person says of an item: a decision, one without a decision if it is skipped, None to leave."""
    letters = _LETTERS[language()]
    while True:
        meant = letters.get(_asked("curate.ask", "q").strip().lower()[:1])
        if meant == "q":
            return None
        if meant is None:
            typer.echo(said("curate.letters"))
            continue
        made = Decision(*item.key, meant, by=by, date=on)
        if not meant:
            return made
        try:
            confidence = _confidence() if meant == CHANGE else None
            reason_it, reason_en = _asked("curate.ask-reason-it"), _asked("curate.ask-reason-en")
            return checked(Decision(*item.key, meant, confidence, by, on, reason_it, reason_en))
        except ValueError as error:
            typer.echo(said("curate.confidence") + f" {error}")
        except SourceError as error:
            typer.echo(error.said(language()))


def _confidence() -> Decimal:
    text = _asked("curate.ask-confidence")
    found = confidence_of(text)
    if found is None or not 0 <= found <= 1:
        raise ValueError(text)
    return found


def _asked(key: str, at_end: str = "") -> str:
    """What a person types, in one line; `at_end` at the end of the input."""
    try:
        told = typer.prompt(said(key), default="", show_default=False, prompt_suffix=": ")
    except typer.Abort:
        return at_end
    return " ".join(str(told).split())
