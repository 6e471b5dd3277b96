"""One check that somebody asks for by sending a plan: what is asked, and how it is done.

All is done in memory, from bytes to bytes: nothing is read but the build and `graph/`, and nothing is
written. `trama.submission.worker` runs it in a process that can be killed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from trama.check.checks import read_checks
from trama.check.coherence.assessment import assess
from trama.check.coherence.changes import SAID
from trama.check.coherence.words import LABELS
from trama.check.findings import CheckReport
from trama.check.reports.first import first_page, left_out
from trama.check.reports.words import unconfirmed
from trama.errors import SourceError, SourceProblems
from trama.messages import Message
from trama.model import Plan, StrategicObjective
from trama.model.element import Element
from trama.model.plan import STRATEGIC
from trama.plans.form import HEADINGS, SHEETS
from trama.plans.package import Package
from trama.plans.readers import form_of
from trama.plans.readers.plan import is_document
from trama.plans.writers.template import template
from trama.publish import rendering
from trama.publish.site import ServedSite
from trama.submission import reading
from trama.submission import view as checkview
from trama.submission.asked import (
    ABOVE,
    ASKED,
    BESIDE,
    JUDGED,
    MOST_LISTED,
    OWN,
    PAGE,
    PICTURE,
    RECHECK,
    TEMPLATE,
    TOLD,
    TOP,
    XLSX,
    Checked,
    CheckJob,
    Outcome,
    Upload,
    carried,
    of_role,
    unpacked_files,
)
from trama.submission.downloads import codes_for, examined, file_of, further
from trama.submission.judging import chapters_of, judged_in, judgement, naming_something, written
from trama.submission.received import (
    known_to,
    own_file,
    packages_of,
    receive_plans,
    receive_proposal,
)
from trama.suggest.amendment import amended, decided_in, still_there
from trama.suggest.decisions import ACCEPTED, REASONED, Answer
from trama.suggest.decisions import DECISIONS as KINDS
from trama.suggest.suggester import (
    SURE_NAMES,
    Suggester,
    open_objectives,
    suggest,
    upper_objectives,
)


def perform(job: CheckJob, step: Callable[[str], None]) -> Outcome:
    """Do what is asked and return what comes of it; `step` is called with each of STEPS as it begins.

    What is wrong with the plan is told on a page, with status 422.
    """
    try:
        if job.want == TEMPLATE:
            codes = codes_for(packages_of(job), job, job.upper)
            return Outcome(200, XLSX, template(codes), "piano.xlsx")
        step("read")
        if job.want == PICTURE:
            return _picture(job)
        if job.want in (PAGE, RECHECK) and not job.reading and (asked := _asked(job)):
            step("write")
            return asked
        checked = checked_of(job)
        if job.want in (PAGE, RECHECK):
            return _page(job, checked, step)
        return file_of(job, checked, step)
    except SourceProblems as error:
        return _problems(job, error.problems)
    except SourceError as error:
        return _problems(job, (error,))


def checked_of(job: CheckJob) -> Checked:
    """Return the plan that a job sends, with the decisions and judgements that it comes with taken."""
    sent = receive_plans(job)
    checked = Checked(sent.plan, sent.files, above=sent.above, beside=sent.beside)
    if not job.example and form_of(sent.content, sent.name) == "xlsx":
        told = decided_in(sent.content, sent.name, every=True)
        checked.taken |= still_there(checked.plan, told)
        checked.kept = frozenset(checked.taken)
        checked.judged = tuple(judged_in(sent.content, sent.name))
    codes = {row.code for row in checked.plan.rows(StrategicObjective)}
    for lower, upper, decision, reason in (*job.settled, *job.chosen):
        if lower not in codes or decision not in KINDS:
            continue
        # What says nothing without a reason waits for one.
        if decision in REASONED and not reason:
            checked.waiting.append(f"{lower} → {upper}")
            continue
        before = checked.taken.get((lower, upper))
        # Who decided, and when, stays written as it was.
        if not before or (before.decision, before.reason) != (decision, reason):
            checked.taken[lower, upper] = Answer(decision, reason, job.author, job.today)
    for told_of in job.judged:
        one = judgement(*told_of, job.author, job.today)
        if one:
            checked.judged = (*checked.judged, one)
        else:
            checked.waiting.append(f"{told_of[0]} → {told_of[1].rpartition('#')[2]}")
    checked.before = checked.plan
    known = known_to(job, checked.above) if checked.taken else ()
    checked.plan = amended(checked.plan, checked.taken, known)
    return checked


def _asked(job: CheckJob) -> Outcome | None:
    """Return the page that asks about the rows of a document, if a document was sent."""
    files = tuple(unpacked_files(job))
    if job.example or len(of_role(files, OWN)) != 1:
        return None
    content, name = own_file(files)
    if not is_document(content, name):
        return None
    proposal = receive_proposal(job, files)
    return _rendered(
        job,
        "check_reading.html",
        200,
        proposal=proposal,
        view=reading.view(proposal, content, job.lang),
        carried=carried(files),
        uppers=[job.upper, *job.above],
        also=job.also,
    )


def _picture(job: CheckJob) -> Outcome:
    content, name = own_file(tuple(unpacked_files(job)))
    body = reading.picture(content, name, *reading.boxes_of(job.sheet))
    return Outcome(200, "image/png", body)


def _page(job: CheckJob, checked: Checked, step: Callable[[str], None]) -> Outcome:
    step("check")
    report = examined(job, checked)
    step("suggest")
    packages = known_to(job, checked.above)
    # What was sent has no page here.
    published = packages[: len(packages) - len(checked.above)]
    known = {row.local(each.plan) for each in published for row in each.elements() if row.rdf_class}
    proposed = _proposals(job, checked, report, packages, known)
    step("write")
    checks = read_checks(Path(job.root) / "queries" / "checks")
    return _rendered(
        job,
        "check_report.html",
        200,
        report=report,
        plan=report.lower[0],
        counts=checkview.counts(report),
        first=first_page(report, job.lang),
        first_left=left_out(report, job.lang),
        view=checkview.view(report, checks, known, job.base, job.lang),
        proposals=proposed,
        sure_names=SURE_NAMES,
        tabled={plan.id for plan in report.uppers} <= {each.plan for each in packages},
        unasked=len(open_objectives(checked.plan)) - len(proposed) if proposed else 0,
        carried=carried(checked.files),
        chosen=[
            plan.id for plan in report.uppers if plan.id not in {one.plan for one in checked.above}
        ],
        reading=job.reading,
        **_judging(job, checked, report, packages),
        unconfirmed=list(unconfirmed(report, job.lang)),
        example=job.example,
        settled=[(*pair, one.decision, one.reason) for pair, one in checked.taken.items()],
        accepted=sum(one.decision == ACCEPTED for one in checked.taken.values()),
        answered=len(checked.taken),
        author=job.author,
        waiting=checked.waiting,
        questions=any(finding.code in checkview.QUESTIONS for finding in report.findings),
        nameless=not any(each.publisher for each in checked.plan.rows(Plan)),
        notes=[note.said(job.lang) for note in checked.plan.notes],
        rechecked=job.want == RECHECK,
    )


def _judging(
    job: CheckJob, checked: Checked, report: CheckReport, packages: list[Package]
) -> dict[str, Any]:
    """What the page needs for judgements of whole chapters, and for what the decisions changed."""
    names, others = job.settings.names, further(packages)
    above = _above(report, packages)
    if not above:
        return {"judged": (), "changes": (), "chapters": ((), ())}
    judged = naming_something(checked.judged, checked.plan, [*above, *others.values()], names)
    whole = assess(checked.plan, above, taken=checked.taken, before=checked.before, names=names)
    return {
        "judged": judged,
        "changes": whole.changes,
        "kept": checked.kept,
        "said_changes": SAID,
        "verdicts": LABELS,
        "rows_of_judgements": JUDGED,
        "chapters": (
            [(written(one), one) for one in chapters_of(checked.plan, names)],
            [
                (each.plan, [(written(one, each.plan), one) for one in chapters_of(each, names)])
                for each in above
            ],
        ),
        "others": [(name, each.rows(Plan)[0]) for name, each in others.items()],
        "above": _titled(checked.files, ABOVE, checked.above),
        "beside": _titled(checked.files, BESIDE, checked.beside),
        "also": job.also,
        "uppers": [
            (each.plan, each.rows(Plan)[0].title_it) for each in _listed(checked, packages, above)
        ],
        "wrong": [one for matrix in whole.vertical for one in matrix.wrong],
    }


def _listed(
    checked: Checked, packages: Iterable[Package], above: Collection[Package]
) -> list[Package]:
    """Return the plans that matrices can be asked of: all of a few, and of many the strategic ones and those chosen."""
    found = [
        each
        for each in packages
        if each.is_plan
        and each.rows(StrategicObjective)
        and each.plan != checked.plan.plan
        and all(each is not one for one in checked.above)
    ]
    if len(found) <= MOST_LISTED:
        return found
    return [each for each in found if each.rows(Plan)[0].kind == STRATEGIC or each in above]


def _titled(files: Sequence[Upload], role: str, plans: Sequence[Package]) -> list[tuple[str, str]]:
    """Return the files of a role, each with the title of its plan."""
    titles = (each.rows(Plan)[0].title_it for each in plans)
    return [(file.name, title) for file, title in zip(of_role(files, role), titles, strict=True)]


def _proposals(
    job: CheckJob,
    checked: Checked,
    report: CheckReport,
    packages: list[Package],
    known: Container[str],
) -> tuple[checkview.Proposal, ...]:
    above = _above(report, packages)
    registers = [each for each in packages if not each.is_plan]
    refused = max(
        (sum(lower == code for lower, _ in checked.taken) for code, _ in checked.taken), default=0
    )
    # A page with more would be of use to nobody; what is decided now makes room for the others.
    rows: list[Element] = [*open_objectives(checked.plan)[:ASKED]]
    asked = replace(checked.plan, tables={StrategicObjective.table: rows})
    of_each = []
    for upper in above:
        suggester = Suggester(upper_objectives(upper, registers, job.settings.names))
        found = suggest(asked, suggester, TOP + refused)
        of_each.append(checkview.proposals(found, checked.taken, upper.plan, known, job.base, TOP))
    return tuple(map(checkview.together, zip(*of_each, strict=True)))


def _above(report: CheckReport, packages: Sequence[Package]) -> list[Package]:
    """The plans above of a report whose tables are known here, in its order."""
    known = {each.plan: each for each in packages if each.is_plan}
    return [known[plan.id] for plan in report.uppers if plan.id in known]


def _problems(job: CheckJob, problems: tuple[SourceError, ...]) -> Outcome:
    rows = [
        (error.path or "", error.cell or (error.line or ""), *_said(error, job.lang))
        for error in problems
    ]
    if job.want == TOLD:
        body = json.dumps({"problems": rows[:1000], "total": len(rows)}).encode()
        return Outcome(422, "application/json", body)
    return _rendered(
        job, "check_problems.html", 422, rows=rows[:1000], total=len(rows), upper=job.upper
    )


def _said(error: SourceError, lang: str) -> tuple[str, str]:
    """Return what is wrong, a workbook's columns by the headings that stand over them, and the value."""
    table = SHEETS.get((error.cell or "").partition("!")[0], "")
    titles = {heading.column: heading.title for heading in HEADINGS.get(table, ())}

    values = dict(error.message.values)
    if values.get("column") in titles:
        values["column"] = f"«{titles[str(values['column'])]}»"
    return Message(error.message.key, **values).said(
        lang
    ), "" if error.value is None else error.value


def _rendered(job: CheckJob, template: str, status: int, **facts: Any) -> Outcome:
    site = ServedSite(job.lang, job.script_root, "/verifica")
    body = rendering.render(template, site, **facts).encode()
    return Outcome(status, "text/html; charset=utf-8", body)
