"""The files that a checked plan is given back as: the corrected plan, decisions, reports, the matrices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from trama.check import reports
from trama.check.coherence.assessment import assess
from trama.check.coherence.files import write_matrix
from trama.check.comparison import check_plans
from trama.check.findings import CheckReport
from trama.errors import TramaError
from trama.plans.aims import aims_as_plans
from trama.plans.package import Package
from trama.plans.writers.codes import Codes, codes_of
from trama.submission.asked import (
    DECISIONS,
    JUDGEMENTS,
    MATRIX_TYPES,
    PLAN,
    TOLD,
    XLSX,
    Checked,
    CheckJob,
    Outcome,
)
from trama.submission.judging import judgements_csv, naming_something, write_sheet
from trama.submission.received import known_to
from trama.suggest.amendment import decided_workbook
from trama.suggest.decisions import decisions_csv

_CSV = "text/csv; charset=utf-8"


def file_of(job: CheckJob, checked: Checked, step: Callable[[str], None]) -> Outcome:
    """Return a checked plan as the file that is wanted of it."""
    name = checked.plan.plan
    if job.want == DECISIONS:
        body = decisions_csv(checked.taken).encode()
        return Outcome(200, _CSV, body, f"decisions-{name}.csv")
    if job.want == JUDGEMENTS:
        body = judgements_csv(checked.judged).encode()
        return Outcome(200, _CSV, body, f"judgements-{name}.csv")
    if job.want == PLAN:
        step("write")
        codes = codes_for(known_to(job, checked.above), job)
        body = decided_workbook(
            checked.plan, checked.taken, codes, lambda book: write_sheet(book, checked.judged)
        )
        return Outcome(200, XLSX, body, f"{name}.xlsx")
    step("check")
    report = examined(job, checked)
    step("write")
    return written(job, checked, report)


def examined(job: CheckJob, checked: Checked) -> CheckReport:
    """Return the report on a checked plan: against every plan above that the job names, and what is beside it."""
    # A plan above that was sent is enough: that in force is taken if neither one is named nor sent.
    named: list[Package | str] = [one for one in (job.upper, *job.above) if one]
    upper, *further = [*named, *checked.above] or [""]
    return check_plans(
        [checked.plan],
        job.settings,
        upper=upper,
        further=further,
        beside=checked.beside,
        answered=checked.taken.keys(),
    )


def written(job: CheckJob, checked: Checked, report: CheckReport) -> Outcome:
    """Return a report, or the matrices, as the file that is wanted of a checked plan."""
    name = checked.plan.plan
    if job.want.startswith("matrix-"):
        return _matrix(job, checked, report)
    form = "json" if job.want == TOLD else job.want
    suffix, media_type, _ = reports.FORMATS[form]
    body = reports.write(report, form, job.lang).encode()
    return Outcome(200, f"{media_type}; charset=utf-8", body, f"verifica-{name}{suffix}")


def _matrix(job: CheckJob, checked: Checked, report: CheckReport) -> Outcome:
    packages = known_to(job, checked.above)
    known = {each.plan: each for each in packages if each.is_plan} | further(packages)
    for plan in report.uppers:
        if plan.id not in known:
            raise TramaError("check.no-tables", plan=plan.id)
    own = [plan.id for plan in report.uppers]
    wanted = dict.fromkeys((*own, *(name for name in job.also if name in known)))
    uppers = [known[name] for name in wanted]
    names = job.settings.names
    whole = assess(
        checked.plan,
        uppers,
        beside=checked.beside,
        findings=report.findings,
        judgements=naming_something(checked.judged, checked.plan, uppers, names),
        taken=checked.taken,
        before=checked.before,
        names=names,
    )
    form = job.want.partition("-")[2]
    body = write_matrix(whole, form, job.lang)
    return Outcome(200, MATRIX_TYPES[form], body, f"matrice-{checked.plan.plan}.{form}")


def further(packages: Sequence[Package]) -> dict[str, Package]:
    """Return the instruments that a matrix can hold a plan against, by their identifiers."""
    return aims_as_plans(packages)


def codes_for(packages: list[Package], job: CheckJob, upper: str = "") -> Codes:
    """Return the codes that a workbook offers to choose from."""
    return codes_of(packages, Path(job.root), upper)
