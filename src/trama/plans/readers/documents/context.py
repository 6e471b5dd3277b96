"""Where a reader of a document is: under which section, Mission, programme, chapter and objective."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from trama.plans.readers.documents.blocks import Cell, Line
from trama.plans.readers.documents.continued import begun
from trama.plans.readers.documents.fields import put
from trama.plans.readers.documents.kinds import (
    Named,
    Stated,
    coded_in,
    is_lead,
    mission_named,
    mission_of,
    named_in,
    programme_named,
    programme_of,
    section_of,
    stated_in,
)
from trama.plans.readers.documents.labels import label_of
from trama.plans.readers.documents.offices import is_political, office_of
from trama.plans.readers.documents.proposal import STRATEGIC, Chapter, Row, Said

_GENERIC = frozenset(
    [
        "obiettivi",
        "scenario",
        "contesto",
        "premessa",
        "introduzione",
        "azioni",
        "indicatori",
        "risultati",
        "finalità",
        "descrizione",
        "motivazione",
        "risorse",
        "linee",
        "target",
        "cronoprogramma",
        "tempi",
        "attività",
        "interventi",
        "sintesi",
        "indice",
        "sommario",
    ]
)


@dataclass(slots=True)
class Context:
    """The titles that hold for what comes next, and the strategic objectives that were met.

    `heads` are the headings above, with their levels. `sheet` is an objective whose title came without
    words, as «Scheda obiettivo n. 13» does; `stub` is the beginning of a card that a page cuts; `written` are the headings of the last table and what
    its first columns said last. `lent` are the mission and programme of the strategic objective above.
    `lasting` is who answers for an area, and so for its missions, till a heading of `lasting_level` or above;
    `answering` is the level of the heading under which the `responsible` was named, `fresh` whether no objective came since.
    """

    section: str = ""
    mission: str = ""
    programme: str = ""
    chapter: Chapter | None = None
    keyed: bool = False
    heads: list[tuple[int, str, str]] = field(default_factory=list)
    above: str = ""
    told: int = 0
    past: bool = False
    everyone: Said | None = None
    own_missions: bool = False
    lent: tuple[str, str] = ("", "")
    sheet: Stated | None = None
    stub: list[list[Cell]] = field(default_factory=list)
    responsible: list[tuple[str, str, Said]] = field(default_factory=list)
    lasting: list[tuple[str, str, Said]] = field(default_factory=list)
    lasting_level: int = 0
    answering: int = 0
    fresh: bool = False
    strategics: dict[str, Row] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    written: tuple[list[str], dict[int, Cell]] = field(default_factory=lambda: ([], {}))

    def row(self, text: str, said: Said, rule: str, certainty: float, kind: str, code: str) -> Row:
        """Return a new row that stands under the titles at hand."""
        self.fresh = False
        made = Row(text, said, rule, certainty, kind, code)
        made.section = self.section or ("SeS" if kind == STRATEGIC and self.strategics else "")
        made.mission, made.programme = self.mission, self.programme
        if kind == STRATEGIC:
            self.lent = ("", "")
        elif self.lent[0]:
            made.mission, made.programme = self.lent
        made.year = self.year()
        chapter = self.chapter or self._headed()
        made.chapters = [chapter] if chapter else []
        if kind != STRATEGIC:
            made.above = self.above
        return made

    def strategic(self, code: str, words: str, said: Said) -> str:
        """Note that an objective serves a strategic one, and return that one's code."""
        if not code:
            code = next((key for key, row in self.strategics.items() if row.text == words), "")
            if not code and words:
                code = (
                    f"os-{len([key for key in self.strategics if key.startswith('os-')]) + 1:02d}"
                )
        words = "" if _CODE.fullmatch(words) else words
        if code and code not in self.strategics and words:
            made = Row(words, said, "column", 0.9, STRATEGIC, code)
            made.section = "SeS" if self.section else ""
            made.mission = self.mission
            chapter = self.chapter or self._headed()
            made.chapters = [chapter] if chapter else []
            self.inherit(made)
            self.strategics[code] = made
        return code

    def banner(self, text: str, cell: Cell | Line) -> bool:
        """Take a line for a title, if it is one of a section, a Mission, a programme or a chapter."""
        plain = " ".join(text.split())
        section = section_of(plain)
        if section:
            self._enter_section(section)
            return True
        named = named_in(plain)
        if named:
            self.enter(named, plain, cell)
            return True
        coded = coded_in(plain)
        if coded and re.match(r"O(?:B|ST)?\.?S", coded[0]):
            self.above = self.strategic(coded[0], coded[2], Said(text, cell.mark, cell.where))
            return True
        stated = stated_in(plain)
        if stated and "strategic" in stated.kind and stated.code:
            self.above = self.strategic(
                stated.code, stated.words, Said(text, cell.mark, cell.where)
            )
            return True
        return self.office(text, cell)

    def default(self, text: str, line: Line) -> None:
        """Note who answers for all that nobody else is named for, if a sentence says so."""
        found = _ALL.search(text) if len(text) < 900 else None
        if found:
            self.everyone = Said(found["who"].strip(), line.mark, line.where)

    def inherit(self, row: Row) -> None:
        """Give an objective the body that a title above it names, if nobody else is named beside it."""
        political = row.kind == STRATEGIC and self._political()
        for sought in ("office", "responsible") if political else ("responsible", "office"):
            for role, label, given in self.responsible:
                if row.responsible or role != sought:
                    continue
                if political and role == "responsible":
                    # A politician answers for what is strategic, and the office for what is done about it.
                    row.noted.append(("office", {"label": label, "words": given.text}))
                    continue
                if role == "office" and is_political(label):
                    put(row, role, label, given)
                else:
                    put(row, "responsible", "", given)

    def _political(self) -> bool:
        return any(role == "office" and is_political(label) for role, label, _ in self.responsible)

    def answers(self, role: str, label: str, who: Said, *, beside: bool = False) -> None:
        """Note who answers for what stands below: all of an area's missions, if the label says that it is of one.

        It is told instead of who was named in that role before, or `beside` them.
        """
        if re.match(r"delegh", label, re.IGNORECASE) and self._political():
            # What a politician is charged with is told beside who that is.
            return
        self.fresh = True
        given = [held for held in self.responsible if beside or held[0] != role]
        self.responsible = [*given, (role, label, who)]
        self.answering = self.heads[-1][0] if self.heads else 0
        if self.heads and _OF_AREA.search(label):
            self.lasting, self.lasting_level = [*self.responsible], self.heads[-1][0]

    def office(self, text: str, cell: Cell | Line) -> bool:
        """Take a line for the heading of an office, whose objectives come next, if it is one."""
        found = office_of(text)
        if found is None:
            return False
        name, who = found
        self.responsible = []
        # A politician answers where nobody else is named.
        label = name.split()[0] if name.lower().startswith("assessor") else ""
        self.answers("office", label, Said(name, cell.mark, cell.where))
        if who:
            self.answers("responsible", "", Said(who, cell.mark, cell.where))
        return True

    def chapter_ends(self, line: Line) -> None:
        """Let who answers for a chapter answer no longer, where a heading beside or above that of the chapter comes."""
        if self.answering and line.level <= self.answering:
            self.responsible, self.answering = [*self.lasting], 0

    def _enter_section(self, section: str) -> None:
        self.section, self.mission, self.programme = section, "", ""
        self.chapter, self.keyed, self.above = None, False, ""
        self.responsible = []

    def enter(self, named: Named, text: str, line: Cell | Line) -> None:
        """Go under a budget mission, a programme or a chapter."""
        within = named.programme and named.mission in ("", self.mission) and self.mission
        # A plain line among others that tell of a section, such as who answers for it, ends none of them.
        told = isinstance(line, Line) and not (line.level or line.bold or line.text.isupper())
        if not within and not (told and self.fresh):
            self.responsible = [*self.lasting]
        self.lent = ("", "")
        if named.mission and self.own_missions and not named.programme:
            label = named.mission_name.strip(" -–—:.") or text
            named = Named(word="missione", number=str(int(named.mission)), name=label)
        if named.mission:
            if named.mission != self.mission:
                self.above = self.above if self.section != "SeO" else ""
            self.mission, self.programme = named.mission, named.programme
            return
        if named.programme:
            code = named.programme if re.fullmatch(r"\d{4}", named.programme) else ""
            code = code or programme_of(named.programme, self.mission)
            code = code or programme_named(named.programme_name, self.mission)
            if code:
                self.programme, self.mission = code, code[:2]
            return
        if begun(named.name) != named.name and self.chapter and self.chapter.number == named.number:
            return
        label = named.name.strip(" -–—:.") or text
        by_name = mission_named(label) if named.word.startswith("mission") else ""
        if by_name and not named.number:
            self.mission, self.programme = by_name, ""
            return
        self.chapter = Chapter(label, named.number, line.mark, named.word)
        self.keyed = True
        self.above = ""
        if named.word.startswith("mission"):
            self.mission, self.programme = "", ""

    def heading(self, line: Line) -> None:
        """Go under a heading that is no title of those that are known by their words."""
        self.written = ([], {})
        while self.heads and self.heads[-1][0] >= line.level:
            self.heads.pop()
        if line.level <= self.lasting_level:
            self.lasting, self.lasting_level = [], 0
        text = line.text
        found = _OF_MISSION.search(text)
        code = mission_of(found["n"], "") if found else ""
        if found and code:
            text = text[: found.start()].strip(" -–—,(")
            self.mission, self.programme, self.told = code, "", line.level
        elif self.told and line.level <= self.told:
            self.mission, self.programme, self.told = "", "", 0
        self.heads.append((line.level, text, line.mark))
        self.past = bool(_PAST.search(text))

    def year(self) -> str:
        """Return the year that the nearest heading with one is about, as «Obiettivi per l'anno 2027» is."""
        for _, text, _ in reversed(self.heads):
            years = set(re.findall(r"\b20[1-6]\d\b", text))
            if years:
                return years.pop() if len(years) == 1 and not _title(text) else ""
        return ""

    def _headed(self) -> Chapter | None:
        """Return the nearest heading above that says what it is about."""
        for level, text, mark in reversed(self.heads):
            words = text.lower().split()
            if not words:
                continue
            plain = " ".join(words).strip(" :.0123456789")
            generic = is_lead(text) or bool(label_of(text)) or plain in _GENERIC
            generic = generic or bool(words and words[0].strip(":.") in _GENERIC and len(words) < 5)
            if (
                not generic
                and not section_of(text)
                and not (
                    level == 1 and len(self.heads) > 1 and self.heads[0][1] == text and _title(text)
                )
            ):
                return Chapter(text, "", mark)
        return None


_CODE = re.compile(r"(?=.*\d)[A-Za-z]{0,6}[.\-_ ]?\d{1,4}(?:[.\-_/]\w{1,4}){0,4}")
_ALL = re.compile(
    r"responsabil[ei]\s+(?:di\s+tutt[ei]|per\s+tutt[ei]|dei)\s+(?:[gli]{1,3}\s+)?(?:servizi|obiettivi|settori|programmi)\b[^.]{0,20}?"
    r"\s(?:è|sono)\s+(?:il\s|la\s|l['’]|lo\s)?(?P<who>[^.,;]{4,80})",
    re.IGNORECASE,
)
_OF_AREA = re.compile(
    r"\b(?:area|settore|servizio|dipartimento|direzione|centro di responsabilit)", re.IGNORECASE
)
_PAST = re.compile(
    r"rendicontat|\besit[oi]\b|consuntiv|\bobiettivi\b.{0,14}\b(?:raggiunti|conclusi|realizzati)\b|cosa è successo",
    re.IGNORECASE,
)
_OF_MISSION = re.compile(
    r"[(–—-]?\s*\bmissione(?:\s+di\s+bilancio)?\s*(?:n\.?\s*)?(?P<n>\d{1,2})\s*\)?\s*$",
    re.IGNORECASE,
)


def _title(text: str) -> bool:
    low = text.lower()
    return any(
        word in low
        for word in (
            "documento unico",
            "piano strategico",
            "piano triennale",
            "agenda digitale",
            "piano esecutivo",
            "dup ",
        )
    )
