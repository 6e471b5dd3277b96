"""The tables of a plan as decisions make them: whole, checked, and written all together or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from trama.curate.decisions import CHANGE, CONFIRM, REMOVE, Decision
from trama.curate.items import Item
from trama.curate.table import Row, Table, plain
from trama.errors import SourceError, SourceProblems
from trama.language.italian import fold
from trama.language.nearest import nearest
from trama.messages import Message
from trama.model import TABLES, Agent, Decided, Link, LinkChange, Rereading, Review
from trama.model.cells import Quote
from trama.model.element import columns
from trama.namespaces import Names
from trama.plans.package import TEXT_FILE, Package, assemble, check_references
from trama.plans.tables import parse_csv
from trama.plans.text import read_text
from trama.plans.writers.cells import row_of

RETIRED = "retired.csv"
_RETIRED_COLUMNS = ("local", "date", "reason_it", "reason_en", "replaced_by")
_STRONG = Decimal("0.8")
_OBJECTIVES = "objectives.csv"


class Amendment:
    """The tables of one plan's folder while decisions are put into them; nothing is written before `files`."""

    def __init__(
        self, plan: Package, others: Sequence[Package], suggested: Iterable[Item] = ()
    ) -> None:
        """Take a plan in a folder, the packages that its links name things of, and what is suggested for it."""
        self._plan, self._others = plan, others
        self._links = {
            (link.source[0], link.relation, link.target[0]): link for link in plan.rows(Link)
        }
        self._suggested = {item.key: item for item in suggested if not item.file}
        self._tables: dict[Path, Table] = {}
        self._touched: set[Path] = set()
        self._names = Names()
        self.notes: list[Message] = []

    def take(self, decisions: Iterable[Decision]) -> None:
        """Put decisions into the tables.

        Raises SourceProblems with every decision on a link that is not there, or that changes nothing.
        """
        problems: list[SourceError] = []
        for one in decisions:
            try:
                self._take(one)
            except SourceError as error:
                problems.append(error)
        if problems:
            raise SourceProblems(problems)

    def files(self) -> dict[Path, bytes]:
        """Return the tables that changed, as files.

        Raises SourceProblems if the plan could not be read with them: then none should be written.
        """
        made = {path: self._tables[path].content() for path in sorted(self._touched)}
        inside = {
            path.name: content for path, content in made.items() if path.parent == self._plan.path
        }
        names = {path.name for path in self._plan.path.glob("*.csv")} | set(inside)
        text = self._plan.path / TEXT_FILE
        shown = self._plan.shown
        read = [
            parse_csv(
                inside.get(name) or (self._plan.path / name).read_bytes(),
                name,
                shown=f"{shown}/{name}",
            )
            for name in sorted(names)
        ]
        after = assemble(
            read,
            self._plan.name,
            path=self._plan.path,
            shown=shown,
            text=read_text(text, shown=f"{shown}/{TEXT_FILE}") if text.exists() else None,
        )
        check_references([*(one for one in self._others if one.path != after.path), after])
        return made

    def _take(self, one: Decision) -> None:
        link = self._links.get(one.key)
        if link is None:
            self._take_suggestion(one)
            return
        if one.confidence is not None and one.decision == CONFIRM:
            raise one.problem("curate.confirmed-confidence", str(one.confidence))
        if one.decision == CHANGE and one.confidence == link.confidence:
            raise one.problem("curate.same", str(one.confidence))
        if one.decision == CHANGE:
            self._change(one, link)
        elif one.decision == REMOVE:
            self._remove(one, link)
        kind = {CONFIRM: "confirmed", CHANGE: "changed", REMOVE: "removed"}[one.decision]
        now = None if one.decision == REMOVE else one.confidence or link.confidence
        self._note(one, kind, link.confidence, now)

    def _take_suggestion(self, one: Decision) -> None:
        item = self._suggested.get(one.key)
        if item is None:
            shown = " ".join(one.key)
            near = nearest(shown, (" ".join(key) for key in (*self._links, *self._suggested)))
            raise one.problem("curate.no-link", shown, near=near)
        if one.decision == REMOVE:
            self._note(one, "refused", None, None)
            return
        if not (one.reason_it.strip() and one.reason_en.strip()):
            raise one.problem("curate.reason", decision=one.decision)
        self._add(one, item)
        self._note(one, "added", None, one.confidence or item.confidence)

    def _change(self, one: Decision, link: Link) -> None:
        table = self._table(link.file.rpartition("/")[2], Link)
        for at in table.find(source=one.source, relation=one.relation, target=one.target):
            table.replace(at, {"confidence": f"{one.confidence:f}"})
        facts = f"{link.confidence:f} → {one.confidence:f}"
        self._history(
            one,
            "changed",
            f"Fiducia {facts}. {one.reason_it}",
            f"Confidence {facts}. {one.reason_en}",
        )
        if one.relation == "combines" and one.confidence is not None:
            strength = "strong" if one.confidence >= _STRONG else "moderate"
            self._review(one, {"strength": strength})

    def _remove(self, one: Decision, link: Link) -> None:
        table = self._table(link.file.rpartition("/")[2], Link)
        for at in reversed(
            list(table.find(source=one.source, relation=one.relation, target=one.target))
        ):
            table.remove(at)
        self._forget(one)
        self._history(one, "removed", one.reason_it, one.reason_en)
        self._retire(one.key, one)
        if one.relation == "combines":
            self._review(
                one,
                {"verdict": "not-linked", "strength": "near", "reason_it": plain(one.reason_it)},
            )
        for row in self._plan.rows(Rereading):
            if (row.source, row.settled, row.target) == one.key:
                self.notes.append(Message("curate.rereading", link=" ".join(one.key)))

    def _add(self, one: Decision, item: Item) -> None:
        link = Link(
            line=1,
            file=Link.table,
            source=(one.source,),
            relation=one.relation,
            target=(one.target,),
            basis="curated",
            confidence=one.confidence or item.confidence,
            evidence=tuple(Quote(quote.mark, quote.exact) for quote in item.evidence),
            rationale_it=plain(one.reason_it),
            rationale_en=plain(one.reason_en),
            attributed_to=(self._agent(one.by),),
            date=one.date,
        )
        table = self._table(Link.table, Link)
        table.insert(row_of(link), lambda row: (row["source"], row["relation"], row["target"]))
        self._declare(one)

    def _declare(self, one: Decision) -> None:
        """Say in `objectives.csv` what a new link explains."""
        code = one.source.rpartition("/")[2]
        plan, _, other = one.target.partition("/objective/")
        table = self._table(_OBJECTIVES, TABLES[_OBJECTIVES])
        table.widen("contributes_to")
        for at in table.find(code=code):
            told = [part.strip() for part in table.rows[at]["contributes_to"].split(";")]
            cell = ";".join(dict.fromkeys([*filter(None, told), f"{plan}#{other}"]))
            table.replace(at, {"contributes_to": cell})

    def _agent(self, name: str) -> str:
        """The identifier of a person, who gets a row if nobody is called so yet."""
        known = {row.id for one in (self._plan, *self._others) for row in one.rows(Agent)}
        slug = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "curatore"
        table = self._table(Agent.table, Agent)
        if slug not in known and not list(table.find(id=slug)):
            cells = {"id": slug, "label_it": plain(name), "label_en": plain(name)}
            table.insert(cells, lambda row: (row["id"],))
        return slug

    def _note(self, one: Decision, kind: str, was: Decimal | None, now: Decimal | None) -> None:
        """Set the decision down in `decided.csv`, in the place of an earlier one on the same link."""
        table = self._table(Decided.table, Decided)
        for at in reversed(
            list(table.find(source=one.source, relation=one.relation, target=one.target))
        ):
            table.remove(at)
        cells = {
            "source": one.source,
            "relation": one.relation,
            "target": one.target,
            "decision": kind,
            "was": "" if was is None else f"{was:f}",
            "confidence": "" if now is None else f"{now:f}",
            "by": plain(one.by),
            "date": one.date,
            "reason_it": plain(one.reason_it),
            "reason_en": plain(one.reason_en),
        }
        table.insert(cells, lambda row: (row["source"], row["relation"], row["target"]))

    def _history(self, one: Decision, change: str, reason_it: str, reason_en: str) -> None:
        table = self._table(LinkChange.table, LinkChange)
        row = {"date": one.date, "change": change, "source": one.source}
        row |= {"relation": one.relation, "target": one.target}
        for at in reversed(list(table.find(**row))):
            # A link that changes twice on a day has changed once.
            if not table.rows[at].get("was_relation"):
                table.remove(at)
        reasons = {"reason_it": plain(reason_it), "reason_en": plain(reason_en)}
        table.insert(row | reasons, lambda r: (r["source"], r["relation"], r["target"]))

    def _forget(self, one: Decision) -> None:
        """Take out what the history tells of a link that is going: what it was before is gone with it."""
        table = self._table(LinkChange.table, LinkChange)
        for at in reversed(
            list(table.find(source=one.source, relation=one.relation, target=one.target))
        ):
            row = table.rows[at]
            if row.get("was_relation"):
                self._retire((row["was_source"], row["was_relation"], row["was_target"]), one)
            table.remove(at)

    def _retire(self, key: tuple[str, str, str], one: Decision) -> None:
        """Let the address of a link answer that it is gone, and why."""
        local = self._names.link(*key).value.removeprefix(self._names.thing("").value)
        path = self._plan.path.parent / RETIRED
        if not path.exists():
            return
        table = self._open(path, _RETIRED_COLUMNS)
        for at in reversed(list(table.find(local=local))):
            table.remove(at)
        cells = {"local": local, "date": one.date, "replaced_by": ""}
        cells |= {"reason_it": plain(one.reason_it), "reason_en": plain(one.reason_en)}
        table.insert(cells, lambda row: (row["date"], row["local"]))

    def _review(self, one: Decision, cells: Row) -> None:
        """Keep the verdict on a driver and an objective with the link that it stands for."""
        if not self._plan.rows(Review) or not (self._plan.path / Review.table).exists():
            return
        table = self._table(Review.table, Review)
        ends = {"driver": one.source.rpartition("/")[2], "objective": one.target.rpartition("/")[2]}
        for at in table.find(**ends):
            table.replace(at, cells)

    def _table(self, name: str, element: type) -> Table:
        return self._open(self._plan.path / name, [field.name for field in columns(element)])

    def _open(self, path: Path, header: Sequence[str]) -> Table:
        self._touched.add(path)
        if path not in self._tables:
            content = path.read_bytes() if path.exists() else b""
            self._tables[path] = Table(content, header, shown=str(path))
        return self._tables[path]
