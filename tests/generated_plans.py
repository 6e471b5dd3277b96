"""Plans made up at random for real comuni's codes, with defects planted in them and their key.

They are no one's plans: their words are drawn from a few lists. The same seed gives the same plans. The
key is kept while a defect is planted, and coverage is counted from the tables, never with the checks.
"""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Key = tuple[str, str, str, str]
Row = dict[str, str]

_DOING = (
    "Realizzazione di", "Riqualificazione di", "Manutenzione di", "Apertura di", "Sostegno a",
    "Estensione di", "Messa in sicurezza di", "Gestione condivisa di",
)  # fmt: skip
_WHAT = (
    "percorsi ciclabili", "sportelli di quartiere", "aree verdi", "alloggi sociali", "scuole primarie",
    "reti di teleriscaldamento", "centri diurni", "biblioteche", "orti urbani", "fermate attrezzate",
    "impianti sportivi", "laboratori per i giovani", "argini e canali", "botteghe di vicinato",
)  # fmt: skip
_HOW = (
    "con il contributo delle associazioni", "in accordo con i comuni vicini",
    "con fondi europei e propri", "entro il triennio", "secondo un programma annuale",
    "con un bando pubblico", "a partire dai quartieri più fragili",
)  # fmt: skip

OF_WORDS = frozenset(["CON-07", "CON-08", "CON-22", "COV-05"])
"""The checks that ask about words. Those of made-up plans are drawn at random, and so are the answers;
how well these checks hear real words is measured on `tests/pairs`."""


@dataclass
class Upper:
    """What a plan may refer to in the plan above it."""

    plan: str
    missions: dict[str, str]
    """The Mission of each objective, by code."""
    superseded: str
    """A reference to an objective of an edition that it replaces, and that it still has."""
    dropped: str = ""
    """The same for one that it has dropped."""
    exclusive: str = ""
    """An objective that it gives to an actor of its own."""


@dataclass
class Comune:
    """A row of the register of comuni."""

    istat: str
    cadastral: str
    label: str
    zone: str
    union: str


@dataclass
class Draft:
    """A plan being made up, and the defects planted in it."""

    comune: Comune
    upper: Upper
    random: random.Random
    objectives: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)
    targets: list[Row] = field(default_factory=list)
    instruments: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    plan: Row = field(default_factory=dict)
    claims: Row = field(default_factory=dict)
    key: list[Key] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"generato-{self.comune.istat}"

    @property
    def actor(self) -> str:
        return f"ente-{self.comune.istat}"

    def code(self) -> str:
        """An objective of the upper plan, at random, written as a reference."""
        codes = sorted(set(self.upper.missions) - {self.upper.exclusive})
        return f"{self.upper.plan}#{self.random.choice(codes)}"

    def add(self, **cells: str) -> Row:
        """Add an objective, with words unlike any other's."""
        number = len(self.objectives) + 1
        label = f"{self.random.choice(_DOING)} {number} {self.random.choice(_WHAT)}"
        row = {
            "code": f"G-{number:02}",
            "mission": str(self.random.randint(1, 4)),
            "label_it": label,
            "text_it": f"{label} {self.random.choice(_HOW)}",
            "start": "2026",
            "end": self.random.choice(("2027", "2027-10", "2028", "2028-06-30")),
            **cells,
        }
        self.objectives.append(row)
        return row

    def indicator(self, **cells: str) -> Row:
        """Add an indicator of the first objective."""
        number = len(self.indicators) + 1
        row = {
            "id": f"I-{number:02}",
            "label_it": f"Indicatore {number}",
            "unit": "numero",
            "direction": "increase",
            "objective": "G-01",
            **cells,
        }
        self.indicators.append(row)
        return row

    def target(self, indicator: str, value: str, place: str = "") -> Row:
        """Add a target for 2028."""
        row = {"id": f"T-{len(self.targets) + 1:02}", "indicator": indicator, "value": value}
        self.targets.append(row | {"year": "2028", "place": place})
        return row

    def plant(self, code: str, lower: str, upper: str = "") -> None:
        """Note a planted defect."""
        self.key.append((self.id, code, lower, upper))


def draft(comune: Comune, upper: Upper, seed: int) -> Draft:
    """Make up a plan without defects, but for what it leaves uncovered."""
    made = Draft(comune, upper, random.Random(f"{seed} {comune.istat}"))
    made.plan = {"guided_by": upper.plan, "legal_basis": "legge-56-2014"}
    made.claims = {"zone": comune.zone, "union": comune.union}
    made.add(implements=made.code(), responsible=made.actor)
    for _ in range(made.random.randint(14, 28)):
        choice = made.random.random()
        if choice < 0.1:
            made.add(local="sì")
        elif choice < 0.4:
            made.add(implements=made.code(), places=comune.istat)
        elif choice < 0.6:
            made.add(contributes_to=made.code(), instruments="ptm")
        else:
            made.add(contributes_to=";".join(sorted({made.code(), made.code()})))
    for value in ("10", "25", "40"):
        made.target(made.indicator()["id"], value)
    return made


def _unknown(column: str, value: str, code: str) -> Callable[[Draft, Draft], None]:
    def plant(made: Draft, peer: Draft) -> None:
        row = made.add(contributes_to=made.code())
        row[column] = value
        made.plant(code, row["code"], value)

    return plant


def _cov_02(made: Draft, peer: Draft) -> None:
    made.plant("COV-02", made.add()["code"])


def _cov_04(made: Draft, peer: Draft) -> None:
    code = made.code()
    made.plant("COV-04", made.add(local="sì", contributes_to=code)["code"], code.partition("#")[2])


def _tim_01(made: Draft, peer: Draft) -> None:
    end = made.random.choice(("2029", "2029-01", "2031-05-02"))
    made.plant("TIM-01", made.add(contributes_to=made.code(), end=end)["code"])


def _tim_02(made: Draft, peer: Draft) -> None:
    start = made.random.choice(("2025", "2025-12", "2024-05-02"))
    made.plant("TIM-02", made.add(contributes_to=made.code(), start=start)["code"])


def _instrument(made: Draft, code: str, date: str) -> None:
    name = f"piano-{made.comune.istat}-{code.lower()}"
    made.instruments.append({"id": name, "label_it": f"Piano {name}", "in_force_from": date})
    row = made.add(contributes_to=made.code(), instruments=name)
    made.plant(code, row["code"], name)


def _tim_03(made: Draft, peer: Draft) -> None:
    _instrument(made, "TIM-03", made.random.choice(("2029", "2030-02", "2029-01-01")))


def _tim_04(made: Draft, peer: Draft) -> None:
    _instrument(made, "TIM-04", made.random.choice(("2026-02", "2026-01-02", "2027-01")))


def _tim_05(made: Draft, peer: Draft) -> None:
    row = made.add(contributes_to=made.upper.superseded)
    made.plant("TIM-05", row["code"], made.upper.superseded)


def _tim_06(made: Draft, peer: Draft) -> None:
    if made.upper.dropped:
        row = made.add(contributes_to=made.upper.dropped)
        made.plant("TIM-06", row["code"], made.upper.dropped.partition("#")[2])


def _pla_01(made: Draft, peer: Draft) -> None:
    made.claims["zone"] = "1" if made.comune.zone != "1" else "2"
    made.plant("PLA-01", made.comune.istat, made.comune.istat)


def _pla_02(made: Draft, peer: Draft) -> None:
    made.claims["union"] = "fontanili" if made.comune.union != "fontanili" else "adda-martesana"
    made.plant("PLA-02", made.comune.istat, made.comune.istat)


def _pla_03(made: Draft, peer: Draft) -> None:
    places = f"{made.comune.istat};{peer.comune.istat}"
    row = made.add(contributes_to=made.code(), places=places)
    made.plant("PLA-03", row["code"], f"comune/{peer.comune.istat}")


def _ref_01(made: Draft, peer: Draft) -> None:
    row = made.add(contributes_to=f"{made.upper.plan}#ZZ-{made.random.randint(10, 99)}")
    made.plant("REF-01", row["code"], row["contributes_to"])


def _link(made: Draft, row: Row, relation: str, target: str) -> None:
    source = f"{made.id}/objective/{row['code']}"
    quote = f"{row['code']}: «{row['label_it']}»"
    made.links.append({"source": source, "relation": relation, "target": target, "evidence": quote})


def _ref_03(made: Draft, peer: Draft) -> None:
    row = made.add(contributes_to=made.code())
    target = f"{made.upper.plan}/driver/{made.random.randint(11, 99)}"
    _link(made, row, "alignsTo", target)
    made.plant("REF-03", row["code"], target)


def _ref_07(made: Draft, peer: Draft) -> None:
    row = made.indicator(same_as=f"{made.upper.plan}#Z-9")
    made.plant("REF-07", row["id"], row["same_as"])


def _ref_08(made: Draft, peer: Draft) -> None:
    made.plan["legal_basis"] = "legge-56-2041"
    made.plant("REF-08", made.id, "legge-56-2041")


def _ref_09(made: Draft, peer: Draft) -> None:
    first = made.objectives[0]
    row = made.add(contributes_to=made.code())
    row["label_it"] = first["label_it"]
    row["text_it"] = first["text_it"].replace(" di ", "  DI ", 1) + "."
    row["label_it"] = row["text_it"].rpartition(" ")[0]
    made.plant("REF-09", row["code"], first["code"])


def _ref_10(made: Draft, peer: Draft) -> None:
    row = made.add(contributes_to=f"piano-ignoto-{made.random.randint(1, 9)}#A-01")
    made.plant("REF-10", row["code"], row["contributes_to"])


def _pair(code: str, made: Draft, mine: str, peer: Draft, theirs: str) -> None:
    """A defect between two lower plans is told of the one whose name comes first."""
    first, second = ((made, mine), (peer, theirs))
    if made.id > peer.id:
        first, second = second, first
    made.key.append((first[0].id, code, first[1], second[1]))


def _con_01(made: Draft, peer: Draft) -> None:
    indicator = made.indicator(same_as=f"{peer.id}#I-01")
    place = f"comune/{peer.comune.istat}"
    target = made.target(indicator["id"], "11", place)
    _pair("CON-01", made, target["id"], peer, "T-01")
    made.plant("PLA-03", target["id"], place)


def _con_02(made: Draft, peer: Draft) -> None:
    row = made.indicator(same_as=f"{peer.id}#I-02", unit="euro")
    made.plant("CON-02", row["id"], "I-02")


def _con_03(made: Draft, peer: Draft) -> None:
    row = made.indicator(same_as=f"{peer.id}#I-03", direction="decrease")
    made.plant("CON-03", row["id"], "I-03")


def _con_04(made: Draft, peer: Draft) -> None:
    row = made.add(contributes_to=made.code())
    _link(made, row, "conflictsWith", f"{peer.id}/objective/G-02")
    _pair("CON-04", made, row["code"], peer, "G-02")


def _con_05(made: Draft, peer: Draft) -> None:
    if made.upper.exclusive:
        code = f"{made.upper.plan}#{made.upper.exclusive}"
        row = made.add(implements=code, responsible=made.actor)
        made.plant("CON-05", row["code"], made.upper.exclusive)


def _con_06(made: Draft, peer: Draft) -> None:
    task, place = peer.objectives[0]["implements"], peer.comune.istat
    row = made.add(implements=task, responsible=made.actor, places=place)
    _pair("CON-06", made, row["code"], peer, "G-01")
    made.plant("PLA-03", row["code"], f"comune/{place}")


DEFECTS: dict[str, Callable[[Draft, Draft], None]] = {
    "COV-02": _cov_02,
    "COV-04": _cov_04,
    "CON-01": _con_01,
    "CON-02": _con_02,
    "CON-03": _con_03,
    "CON-04": _con_04,
    "CON-05": _con_05,
    "CON-06": _con_06,
    "PLA-01": _pla_01,
    "PLA-02": _pla_02,
    "PLA-03": _pla_03,
    "REF-01": _ref_01,
    "REF-02": _unknown("mission", "7", "REF-02"),
    "REF-03": _ref_03,
    "REF-04": _unknown("instruments", "ptmm", "REF-04"),
    "REF-05": _unknown("responsible", "polizia-locle", "REF-05"),
    "REF-06": _unknown("places", "999999", "REF-06"),
    "REF-07": _ref_07,
    "REF-08": _ref_08,
    "REF-09": _ref_09,
    "REF-10": _ref_10,
    "TIM-01": _tim_01,
    "TIM-02": _tim_02,
    "TIM-03": _tim_03,
    "TIM-04": _tim_04,
    "TIM-05": _tim_05,
    "TIM-06": _tim_06,
}


def generate(
    folder: Path, comuni: list[Comune], upper: Upper, *, seed: int = 6, defects: int = 5
) -> tuple[list[Path], Counter[Key]]:
    """Write a plan for each comune, with some `defects` in each, and return their folders and the key."""
    drafts = [draft(comune, upper, seed) for comune in comuni]
    names = list(DEFECTS)
    for number, made in enumerate(drafts):
        # Each plan's neighbour is its own: a third plan at the same spot would be a defect of its own.
        peer = drafts[(number + 1) % len(drafts)]
        # In turn, so that few plans are enough for every kind, and then at random.
        chosen = [names[(number * 2 + step) % len(names)] for step in range(2)]
        chosen += made.random.sample(names, defects - 2)
        for name in sorted(set(chosen), key=names.index):
            DEFECTS[name](made, peer)
    key: Counter[Key] = Counter()
    for made in drafts:
        key.update(made.key)
        key.update(_uncovered(made))
    return [write(made, folder / made.id) for made in drafts], key


def _uncovered(made: Draft) -> list[Key]:
    served = {
        reference.partition("#")[2]
        for row in made.objectives
        for column in ("implements", "contributes_to")
        for reference in row.get(column, "").split(";")
        if reference.startswith(f"{made.upper.plan}#")
    }
    missions = made.upper.missions
    bare = sorted(set(missions.values()) - {missions[code] for code in served if code in missions})
    return [
        *((made.id, "COV-01", "", code) for code in missions if code not in served),
        *((made.id, "COV-03", "", mission) for mission in bare),
    ]


def write(made: Draft, folder: Path) -> Path:
    """Write a plan as a package folder."""
    folder.mkdir(parents=True)
    note = {"basis": "curated", "note_it": "Generato per prova.", "note_en": "Generated as a test."}
    plan = {
        "id": made.id,
        "title_it": f"Piano generato {made.comune.istat}",
        "kind": "dup",
        "start": "2026",
        "end": "2028",
        "publisher": made.actor,
        "territory": f"comune/{made.comune.istat}",
        "passages": "p-1",
        "basis": "stated",
    }
    _table(folder / "plan.csv", [plan | made.plan])
    actor = {"id": made.actor, "label_it": f"Ente {made.comune.istat}", "kind": "municipality"}
    _table(folder / "actors.csv", [actor | note])
    missions = [
        {"number": str(n), "label_it": f"Indirizzo {n}", "passages": "p-1"} for n in range(1, 5)
    ]
    _table(folder / "missions.csv", missions)
    rows = [
        row | {"order": str(n), "passages": row["code"]} for n, row in enumerate(made.objectives, 1)
    ]
    _table(folder / "objectives.csv", rows)
    _table(folder / "indicators.csv", made.indicators)
    _table(folder / "targets.csv", made.targets)
    claim = {"istat": made.comune.istat, "cadastral": made.comune.cadastral}
    _table(folder / "comuni.csv", [claim | {"label_it": made.comune.label} | made.claims])
    _table(folder / "instruments.csv", [row | {"kind": "plan"} | note for row in made.instruments])
    said = {
        "basis": "stated",
        "confidence": "1",
        "rationale_it": "Lo dice.",
        "rationale_en": "It says so.",
    }
    said |= {"attributed_to": "redazione-trama", "date": "2026-01-01"}
    _table(folder / "links.csv", [row | said for row in made.links])
    lines = [
        "# Piano generato",
        "",
        f"Piano generato per il codice {made.comune.istat}. {{#p-1}}",
        "",
    ]
    lines += [f"- {row['text_it']} {{#{row['code']}}}" for row in made.objectives]
    (folder / "text.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _table(path: Path, rows: list[Row]) -> None:
    if not rows:
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_comuni(root: Path) -> list[Comune]:
    """Return the comuni of the register, in its order."""
    with (root / "graph" / "territory" / "comuni.csv").open(encoding="utf-8", newline="") as file:
        return [
            Comune(row["istat"], row["cadastral"], row["label_it"], row["zone"], row["union"])
            for row in csv.DictReader(file)
        ]


def read_upper(folder: Path, **known: str) -> Upper:
    """Return what may be referred to in the upper plan of a package folder."""
    with (folder / "objectives.csv").open(encoding="utf-8", newline="") as file:
        missions = {row["code"]: row["mission"] for row in csv.DictReader(file)}
    return Upper(folder.name, missions, **known)


def psttm(root: Path) -> Upper:
    """Return the real plan, as an upper plan."""
    return read_upper(root / "graph" / "psttm-2025-2027", superseded="psttm-2022-2024#M1-01")


def framework(root: Path) -> Upper:
    """Return the example of an upper plan with two editions, as an upper plan."""
    old = "esempio-quadro-2023-2025"
    return read_upper(
        root / "examples" / "esempio-quadro-2026-2028",
        superseded=f"{old}#V-04",
        dropped=f"{old}#V-10",
        exclusive="V-01",
    )
