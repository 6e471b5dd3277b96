"""The report of a check put together as blocks, for the forms that people read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from trama.check.findings import (
    CATEGORIES,
    SEVERITIES,
    UNSERVED,
    CheckReport,
    Finding,
    Share,
    Side,
)
from trama.check.reports.chart import bars
from trama.check.reports.first import first_blocks
from trama.check.reports.gathered import gathered
from trama.check.reports.words import (
    CATEGORY,
    SEVERITY,
    T,
    percent,
    period,
    said,
    title_of,
    unconfirmed,
)
from trama.messages import sentences
from trama.office.blocks import (
    Block,
    Bullets,
    Card,
    Document,
    Figure,
    Fold,
    Heading,
    Page,
    Paragraph,
    Quote,
    Table,
    Text,
)
from trama.plans.text import legible

# So many findings of one check are told as a table, not as a card each.
MANY = 12
MATRIX_ROWS = 80


def report_document(report: CheckReport, lang: str = "it") -> Document:
    """Return the whole report in one language."""
    text, whole = T[lang], report
    report = gathered(report)
    blocks: list[Block] = [
        Page(tuple(first_blocks(report, lang))),
        *_summary(report, lang),
        Heading(2, text["what"]),
        _plans(report, lang),
        Heading(2, text["coverages" if report.further else "coverage"]),
        *_each(report, lang, _coverage),
        Heading(2, text["matrix"]),
        *_each(report, lang, _matrix),
        Heading(2, text["findings"]),
        *_findings(report, lang),
        *_reading(report, lang),
        Heading(2, text["limits"]),
        Paragraph(text["always"]),
    ]
    if report.limits:
        blocks.append(Bullets(tuple(said(limit.message, lang) for limit in report.limits)))
    blocks += (
        block for one in whole.apart() for block in _unserved(one, lang, len(whole.uppers) > 1)
    )
    facts = {"trama": "–", "dataset": "–", "checks": "–"} | dict(report.versions)
    return Document(
        text["title"],
        lang,
        blocks,
        subtitle=title_of(report, lang),
        footer=text["made"].format(**facts),
    )


def _each(
    report: CheckReport, lang: str, told: Callable[[CheckReport, str], Iterator[Block]]
) -> Iterator[Block]:
    """Yield what is told of each plan above, under its title if there are several."""
    for one in report.apart():
        if report.further:
            yield Heading(3, said(one.upper.title, lang))
        yield from told(one, lang)


def _unserved(report: CheckReport, lang: str, several: bool) -> Iterator[Block]:
    """What an upper plan asks and nothing serves, folded and last: the figures are told by then."""
    found: dict[str, list[str]] = defaultdict(list)
    many = len(report.lower) > 1
    for one in report.coverage.objectives:
        if not one.covered:
            where = _where(one.side, lang)
            told = f"{one.side.code} {legible(one.side.label)}"
            found[one.mission].append(f"{told} ({where})" if where else told)
    if not found or (many and not any(f.code == UNSERVED for f in report.findings)):
        return
    text = T[lang]
    shares = {share.key: share for share in report.coverage.missions}
    inner: list[Block] = [Paragraph(text["unserved_note"], "note")]
    for number, codes in found.items():
        share = shares.get(number)
        if share:
            name = f"{text['mission']} {number}. {legible(said(share.label, lang))}"
            told = text["unserved_of"].format(name=name, missing=len(codes), total=share.total)
            inner.append(Heading(3, told))
        inner.append(Bullets(tuple(codes)))
    name = f"{text['unserved']} ({said(report.upper.title, lang)})" if several else text["unserved"]
    yield Heading(2, name)
    yield Fold(name, tuple(inner))


def _reading(report: CheckReport, lang: str) -> Iterator[Block]:
    """How the plans' files were read: what is not as it stands there, or was left aside."""
    if report.notes:
        yield Heading(2, sentences(lang)["reading.title"])
        yield Bullets(tuple(said(note.message, lang) for note in report.notes))


def _summary(report: CheckReport, lang: str) -> Iterator[Block]:
    text = T[lang]
    yield Heading(2, text["summary"])
    for sentence in unconfirmed(report, lang):
        yield Paragraph(sentence, "note")
    for one in report.apart():
        city = one.coverage.city
        words = text["lead_of" if report.further else "lead"].format(
            upper=said(one.upper.title, lang),
            total=city.total,
            covered=len(city.covered),
            missing=len(city.missing),
            share=percent(city.ratio, lang),
        )
        yield Paragraph(words, "lead")
    counts = {severity: report.count(severity) for severity in SEVERITIES}
    yield Paragraph(text["counts"].format(**counts), "lead")
    if report.findings and not counts["violation"]:
        yield Paragraph(text["clean"])
    yield Paragraph(text["how"], "note")


def _plans(report: CheckReport, lang: str) -> Table:
    text = T[lang]
    rows = tuple(
        (
            said(plan.title, lang),
            text[role],
            period(plan),
            str(plan.objectives),
            ", ".join(plan.local) or "–",
        )
        for role, plans in (
            ("upper", report.uppers),
            ("lower", report.lower),
            ("beside", report.beside),
        )
        for plan in plans
    )
    header = (text["plan"], text["role"], text["period"], text["objectives"], text["local"])
    return Table(text["compared"], header, rows)


def _coverage(report: CheckReport, lang: str) -> Iterator[Block]:
    text, coverage = T[lang], report.coverage
    for key, name, shares in (
        ("by_mission", "mission", coverage.missions),
        ("by_driver", "driver", coverage.drivers),
    ):
        if shares:
            yield Figure(
                bars(shares, text[key], lang),
                text[key],
                _shares(shares, text[key], text[name], lang),
            )
    if coverage.zones:
        yield _shares(coverage.zones, text["by_zone"], text["zone"], lang)
    if len(coverage.plans) > 1:
        yield _shares(coverage.plans, text["by_plan"], text["plan"], lang)


def _shares(shares: Sequence[Share], caption: str, name: str, lang: str) -> Table:
    text = T[lang]
    # With many plans or zones the list of codes would be longer than the report.
    codes = len(shares) <= 20
    rows = tuple(
        (
            f"{share.key}. {said(share.label, lang)}"
            if share.key.isdecimal()
            else said(share.label, lang),
            str(len(share.covered)),
            str(len(share.missing)),
            percent(share.ratio, lang),
            *((", ".join(share.missing) or "–",) if codes else ()),
        )
        for share in shares
    )
    header = (name, text["covered"], text["missing"], text["share"])
    return Table(caption, (*header, text["missing_codes"]) if codes else header, rows)


def _matrix(report: CheckReport, lang: str) -> Iterator[Block]:
    """Each objective examined, or each plan if they are many, by the Missions that it serves."""
    text = T[lang]
    served: dict[str, Counter[str]] = defaultdict(Counter)
    labels: dict[str, str] = {}
    by_plan = sum(plan.objectives for plan in report.lower) > MATRIX_ROWS
    titles = {plan.id: said(plan.title, lang) for plan in report.lower}
    for objective in report.coverage.objectives:
        for side in objective.served_by:
            key = side.plan if by_plan else side.iri
            served[key][objective.mission] += 1
            many = f"{side.plan} " if len(report.lower) > 1 else ""
            labels[key] = (
                titles.get(side.plan, side.plan) if by_plan else f"{many}{side.code} {side.label}"
            )
    if not served:
        yield Paragraph(text["matrix_none"])
        return
    missions = [share.key for share in report.coverage.missions]
    names = {share.key: said(share.label, lang) for share in report.coverage.missions}
    header: list[Text | str] = [text["plan"] if by_plan else text["objective"]]
    header += [Text(f"M{key}", title=f"{text['mission']} {key}: {names[key]}") for key in missions]
    rows: list[tuple[Text | str, ...]] = []
    for key, counts in sorted(served.items(), key=lambda pair: labels[pair[0]]):
        cells = [
            Text(str(counts[mission]), "coherent", f"{counts[mission]}: {names[mission]}")
            if counts[mission]
            else Text("–")
            for mission in missions
        ]
        rows.append((labels[key], *cells))
    caption = text["matrix_plans"] if by_plan else text["matrix_caption"]
    legend = "; ".join(f"M{key} {names[key]}" for key in missions)
    yield Table(f"{caption} ({legend})", tuple(header), tuple(rows), dense=True)


def _findings(report: CheckReport, lang: str) -> Iterator[Block]:
    text = T[lang]
    report = replace(report, findings=tuple(f for f in report.findings if f.code != UNSERVED))
    if not report.findings:
        yield Paragraph(text["none"])
        return
    yield _overview(report, lang)
    for category in _gravest_first(report):
        found = [finding for finding in report.findings if finding.category == category]
        yield Heading(3, f"{CATEGORY[category][lang]} ({len(found)})", f"{category}")
        by_code: dict[str, list[Finding]] = defaultdict(list)
        for finding in sorted(found, key=lambda one: (-SEVERITIES.index(one.severity), one.code)):
            by_code[finding.code].append(finding)
        for code, same in by_code.items():
            if len(same) > MANY:
                yield _many(code, same, report, lang)
            else:
                for finding in same:
                    yield _card(finding, report, lang)


def _gravest_first(report: CheckReport) -> list[str]:
    """Return the categories that have findings, those with the gravest first."""
    worst = {
        category: max(
            SEVERITIES.index(finding.severity)
            for finding in report.findings
            if finding.category == category
        )
        for category in {finding.category for finding in report.findings}
    }
    return sorted(worst, key=lambda category: (-worst[category], CATEGORIES.index(category)))


def _overview(report: CheckReport, lang: str) -> Table:
    text = T[lang]
    counts = Counter((finding.category, finding.severity) for finding in report.findings)
    graver = tuple(reversed(SEVERITIES))
    rows: list[tuple[Text | str, ...]] = []
    for category in _gravest_first(report):
        numbers = [str(counts[category, severity]) for severity in graver]
        rows.append((Text(CATEGORY[category][lang], link=category), *numbers))
    heads = (Text(SEVERITY[severity][lang]) for severity in graver)
    return Table(text["by_kind"], (text["kind"], *heads), tuple(rows))


def _card(finding: Finding, report: CheckReport, lang: str) -> Card:
    heading = f"{finding.code} · " + " → ".join(
        named for side in (finding.lower, finding.upper) if (named := _named(side))
    )
    return Card(
        heading=heading.removesuffix(" · "),
        tone=finding.severity,
        label=SEVERITY[finding.severity][lang],
        message=said(finding.message, lang),
        quotes=tuple(
            _quote(side, report, lang)
            for side in (finding.lower, finding.upper)
            if side and side.quote
        ),
        advice_label=T[lang]["advice"],
        advice=said(finding.advice, lang),
    )


def _named(side: Side | None) -> str:
    return (side.code or side.label) if side else ""


def _where(side: Side, lang: str) -> str:
    """Where the words of a side stand, if that is not told by its code."""
    return side.where(lang) if side.mark != side.code else ""


def _quote(side: Side, report: CheckReport, lang: str) -> Quote:
    titles = {name: said(title, lang) for name, title in report.titles().items()}
    where = " · ".join(filter(None, (side.code, _where(side, lang))))
    words = legible(side.quote)
    return Quote(
        titles.get(side.plan, side.plan) or side.label,
        words,
        where,
        side.quote if words != side.quote else "",
    )


def _many(code: str, found: Sequence[Finding], report: CheckReport, lang: str) -> Table:
    text = T[lang]
    one_plan = len(report.lower) == 1
    rows = tuple(
        (
            _named(finding.lower) or _named(finding.upper),
            *(() if one_plan else (finding.plan,)),
            Text(SEVERITY[finding.severity][lang], finding.severity),
            said(finding.message, lang),
            " ".join(
                f"«{legible(s.quote)}»" + (f" ({where})" if (where := _where(s, lang)) else "")
                for s in (finding.lower, finding.upper)
                if s and s.quote
            ),
            said(finding.advice, lang),
        )
        for finding in found
    )
    plan = () if one_plan else (text["plan"],)
    header = (text["where"], *plan, text["severity"], text["finding"], text["words"], text["do"])
    return Table(text["many"].format(code=code, count=len(found)), header, rows)
