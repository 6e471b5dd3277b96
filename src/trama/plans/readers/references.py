"""What cells refer to, found by code or by name: among the tables of the file itself, and what is known beside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trama.model import element_of
from trama.model.cells import CODE, Objectives, Reference
from trama.model.element import columns
from trama.plans.known import known
from trama.plans.place import Sheet
from trama.plans.readers import values
from trama.plans.readers.columns import folded
from trama.plans.readers.noted import Noted
from trama.plans.tables import RawTable

_OWN = {
    "missions.csv": ("mission", "number"),
    "objectives.csv": ("objective", "code"),
    "indicators.csv": ("indicator", "id"),
    "actors.csv": ("actor", "id"),
    "instruments.csv": ("instrument", "id"),
}
_BEFORE = {
    "objective": r"(?:obiettivi|obiettivo|objectives?|obb?\.?)\s+",
    "mission": r"(?:indirizzo(?: strategico)?|linea(?: strategica)?|missione|asse|capitolo|area)\s*(?:n\.?\s*)?",
    "comune": r"(?:comune|citt[aà])\s+(?:di\s+|d['’]\s*)",
    "place": r"(?:comune|citt[aà])\s+(?:di\s+|d['’]\s*)",
    "indicator": r"(?:indicatore|indicator)\s+",
}
_PLANNED = re.compile(r"(?P<plan>[A-Za-z][A-Za-z0-9-]{1,40})[\s:#]+(?P<code>\S+)")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "x": "10"}  # fmt: skip


@dataclass(slots=True)
class _Names:
    """Codes of one kind by folded code and by folded name; a name of several things is of none."""

    codes: dict[str, str]
    names: dict[str, str | None]

    def of(self, words: str) -> str | None:
        """Return the code that words mean, or None."""
        plain = folded(words)
        return self.codes.get(words.strip().casefold()) or self.names.get(plain)


def resolve(tables: Sequence[RawTable], noted: Noted) -> None:
    """Turn names into codes, in place; what is found nowhere stays as it is, for the checks to tell."""
    kinds = {kind for kind, _ in _OWN.values()} | {"comune", "place", "plan"}
    found = {kind: _names(kind, tables) for kind in kinds}
    guide = _guide(tables)
    for table in tables:
        element = element_of(table.name)
        for field in columns(element) if element else ():
            cell = field.column.cell
            if field.name not in table.header or not isinstance(cell, Reference | Objectives):
                continue
            index = table.header.index(field.name)
            names = found.get(cell.kind)
            if names is None:
                continue
            many = getattr(cell, "many", True)
            upper = field.name in ("implements", "contributes_to")
            title = table.place.titles.get(field.name, field.name)
            where = table.place.name if isinstance(table.place, Sheet) else str(table.place)
            for _, cells in table.rows:
                if index >= len(cells) or not cells[index]:
                    continue
                raw = cells[index]
                read = _read(raw, cell.kind, names, many, guide if upper else "")
                if read != raw:
                    noted.saw("reference", where, title, raw.replace("\n", " "), read)
                    cells[index] = read


def _names(kind: str, tables: Iterable[RawTable]) -> _Names:
    codes: dict[str, str] = {}
    names: dict[str, str | None] = {}

    def put(code: str, called: Iterable[str]) -> None:
        codes.setdefault(code.casefold(), code)
        for name in filter(None, map(folded, called)):
            names[name] = code if names.get(name, code) == code else None

    for code, called in known().of(kind).items():
        put(code, called)
    for table in tables:
        owner, key = _OWN.get(table.name, ("", ""))
        if owner != kind or key not in table.header:
            continue
        for _, cells in table.rows:
            row = dict(zip(table.header, cells, strict=False))
            code = row.get(key, "")
            if code:
                # What the file itself describes goes before what is known beside it.
                for name in ("label_it", "label_en", "text_it"):
                    names.pop(folded(row.get(name, "")), None)
                put(
                    code, (row.get("label_it", ""), row.get("label_en", ""), row.get("text_it", ""))
                )
    return _Names(codes, names)


def _guide(tables: Iterable[RawTable]) -> str:
    """The one plan above that the file names."""
    for table in tables:
        if table.name == "plan.csv" and "guided_by" in table.header:
            given = {cells[table.header.index("guided_by")] for _, cells in table.rows}
            whole = ";".join(filter(None, given))
            return whole if whole and ";" not in whole else ""
    return ""


def _read(raw: str, kind: str, names: _Names, many: bool, guide: str) -> str:
    parts = [part for part in raw.split(";") if part.strip()] if many else [raw]
    done: list[str] = []
    for part in parts:
        whole = _one(part, kind, names, guide)
        if whole is not None:
            done.append(whole)
            continue
        several = values.parted_more(part) if many else []
        read = [_one(one, kind, names, guide) for one in several]
        if len(several) > 1 and all(read):
            done += [one for one in read if one]
        else:
            done.append(part.strip())
    return ";".join(dict.fromkeys(done)) if many else done[0] if done else raw


def _one(part: str, kind: str, names: _Names, guide: str) -> str | None:
    """The code that one value means, or None if it means none that is known and has no code's form."""
    words = " ".join(part.split()).strip(" .,")
    found = names.of(words)
    if found:
        return found
    before = _BEFORE.get(kind)
    bare = re.sub(rf"^{before}", "", words, flags=re.IGNORECASE) if before else words
    if bare != words and (found := names.of(bare)):
        return found
    if kind == "mission":
        return _chapter(bare, names)
    if kind in ("objective", "indicator"):
        return _coded(bare, kind, names, guide)
    if kind in ("comune", "place") and len(bare) == 5 and bare.isdigit():
        return bare.zfill(6) if kind == "comune" else f"comune/{bare.zfill(6)}"
    if kind == "place" and re.fullmatch(r"[0-9]{6}", bare):
        return f"comune/{bare}"
    plain = re.fullmatch(r"[a-z0-9/-]+", bare)
    return bare if plain and ("-" in bare or "/" in bare or bare.isdigit()) else None


def _chapter(words: str, names: _Names) -> str | None:
    found = re.match(r"([0-9]{1,3})(?:\s*[-–—:.)]\s*\S.*|[.)]?)$", words)
    if found:
        return str(int(found[1]))
    return _ROMAN.get(words.casefold())


def _coded(words: str, kind: str, names: _Names, guide: str) -> str | None:
    """A code such as `M2 - 15` or `PSTTM M2-15`, with its plan if it names one."""
    tidy = re.sub(r"\s*[‐‑‒–—−-]\s*", "-", words)
    if tidy.count("#") == 1:
        plan, _, code = tidy.partition("#")
        plan = _plan(plan) or plan
        return f"{plan}#{code.strip()}" if re.fullmatch(CODE.pattern, code.strip()) else None
    own = names.of(tidy)
    if own:
        return own
    if re.fullmatch(CODE.pattern, tidy) and any(c.isdigit() for c in tidy):
        if guide and f"{guide}#{tidy}".casefold() in names.codes:
            return names.codes[f"{guide}#{tidy}".casefold()]
        return tidy
    planned = _PLANNED.fullmatch(tidy)
    if planned and re.fullmatch(CODE.pattern, planned["code"]):
        plan = _plan(planned["plan"]) or ""
        if plan or (guide and guide.casefold().startswith(planned["plan"].casefold())):
            return f"{plan or guide}#{planned['code']}"
    return None


def _plan(name: str) -> str | None:
    """The plan that a short name such as PSTTM means, of those that are known."""
    plans: Mapping[str, tuple[str, ...]] = known().of("plan")
    if name in plans:
        return name
    plain = folded(name)
    found = [
        p
        for p, called in plans.items()
        if plain in map(folded, called) or p.startswith(f"{plain}-")
    ]
    return found[0] if len(found) == 1 else None
